import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changedFields } from './changed-fields.ts';

test('only what differs is told, as it was and as it is', () => {
  assert.deepEqual(
    changedFields({ id: 'a', name: 'x', stores: [1] }, { id: 'a', name: 'y', colour: 'z', stores: [1] }),
    {
      before: { name: 'x' },
      after: { name: 'y', colour: 'z' },
    },
  );
  assert.deepEqual(changedFields(null, { id: 'a' }), { before: null, after: { id: 'a' } });
  assert.deepEqual(changedFields({ id: 'a' }, null), { before: { id: 'a' }, after: null });
});
