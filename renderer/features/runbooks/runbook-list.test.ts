import { test } from 'node:test';
import assert from 'node:assert/strict';
import { groupRunbooks, interruptedRuns, lastRunOf, recentRuns } from './runbook-list.ts';

const runbooks = [
  { id: 'backup.take', area: 'backup', words: 'Take a backup' },
  { id: 'redis.failover', area: 'redis', words: 'Fail over a shard' },
  { id: 'mongo.reindex', area: 'mongo', words: 'Rebuild indexes' },
] as never[];
const wordsOf = (runbook: { words?: string }): string => runbook.words ?? '';
const run = (id: string, startedMs: number, more: object = {}) => ({
  id,
  startedMs,
  profileId: 'lab',
  status: 'done',
  runbookId: 'a',
  ...more,
});

test('groups keep their order, and every word of the search must be found', () => {
  const areas = (query: string) => groupRunbooks(runbooks, query, wordsOf as never).map((group) => group.area);
  assert.deepEqual(areas(''), ['redis', 'mongo', 'backup']);
  assert.deepEqual(areas('Shard FAIL'), ['redis']);
  assert.deepEqual(areas('mongo.'), ['mongo']);
  assert.deepEqual(areas('nothing'), []);
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
