import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localTime, parseLocalTime } from './local-time.ts';

test('what is written is read back', () => {
  const at = new Date(2026, 10, 20, 2, 14, 7).getTime();
  assert.equal(localTime(at), '2026-11-20 02:14:07');
  assert.equal(parseLocalTime('2026-11-20 02:14:07'), at);
  assert.equal(parseLocalTime(' 2026-11-20T02:14 '), at - 7000);
});

test('what is no moment is refused', () => {
  for (const typed of ['', 'yesterday', '2026-11-20', '2026-13-01 00:00:00', '2026-02-30 10:00', '2026-11-20 25:00'])
    assert.equal(parseLocalTime(typed), null, typed);
});
