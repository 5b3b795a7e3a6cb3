import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byPhase } from './step-phases.ts';

test('steps stand under their phase, in order; a phase that comes again is another heading', () => {
  const before = { key: 'before' };
  const rows = [
    { id: 1 },
    { id: 2, phase: before },
    { id: 3, phase: { key: 'before' } },
    { id: 4 },
    { id: 5, phase: before },
  ];
  assert.deepEqual(
    byPhase(rows).map(({ phase, rows: own }) => [phase?.key ?? null, own.map(({ id }) => id)]),
    [
      [null, [1]],
      ['before', [2, 3]],
      [null, [4]],
      ['before', [5]],
    ],
  );
});
