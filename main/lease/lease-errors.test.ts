import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heldError } from './lease-errors.ts';
import type { LeaseView } from './lease.ts';

const view: LeaseView = {
  area: 'redis',
  scope: 'change',
  holder: { operator: 'dba', host: 'host-7', pid: 1, runId: '2026-11-20T06-40-00Z-k3f9', runbookId: 'redis.failover' },
  fence: '1',
  silentMs: 2000,
};

test('whoever is refused learns who holds it and what can be done', () => {
  const error = heldError(view, { takeOver: null });
  assert.equal(
    error.message,
    'redis.change is held by dba on host-7 (run 2026-11-20T06-40-00Z-k3f9, redis.failover, last seen 2 s ago).',
  );
  assert.deepEqual(error.details, {
    lease: 'redis.change',
    owner: 'dba on host-7',
    runId: '2026-11-20T06-40-00Z-k3f9',
    takeOverPossible: false,
    silentMs: 2000,
  });
});

test('a silent owner can be replaced with a reason, a living one cannot', () => {
  const silent = heldError({ ...view, silentMs: 16 * 60_000 }, { takeOver: null });
  assert.equal(silent.details?.['takeOverPossible'], true);
  assert.match(silent.message, /last seen 16 min ago/);
  assert.match(silent.hint ?? '', /take it over with a reason/);
  assert.match(heldError(view, { takeOver: { reason: 'x' } }).hint ?? '', /Its owner is alive: seen 2 s ago/);
});

test('where the target cannot tell how silent it is, watching may', () => {
  const error = heldError({ ...view, silentMs: null }, { takeOver: null });
  assert.equal(error.details?.['takeOverPossible'], true);
  assert.doesNotMatch(error.message, /last seen/);
});
