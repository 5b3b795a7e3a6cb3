import { test } from 'node:test';
import assert from 'node:assert/strict';
import { interruptedRuns, lastRunOf, recentRuns } from './run-list.ts';

const run = (id: string, startedMs: number, more: object = {}) => ({
  id,
  startedMs,
  profileId: 'lab',
  status: 'done',
  runbookId: 'a',
  ...more,
});

test('runs are those of the profile, newest first, the interrupted ones apart', () => {
  const runs = {
    r1: run('r1', 1),
    r2: run('r2', 3, { status: 'interrupted' }),
    r3: run('r3', 2, { runbookId: 'b' }),
    r4: run('r4', 4, { profileId: 'other' }),
  } as never;
  assert.deepEqual(
    recentRuns(runs, 'lab').map((one) => one.id),
    ['r3', 'r1'],
  );
  assert.deepEqual(
    interruptedRuns(runs, 'lab').map((one) => one.id),
    ['r2'],
  );
  assert.equal(lastRunOf(runs, 'lab', 'b')?.id, 'r3');
  assert.equal(lastRunOf(runs, 'lab', 'none'), null);
});
