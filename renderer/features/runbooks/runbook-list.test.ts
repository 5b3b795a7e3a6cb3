import { test } from 'node:test';
import assert from 'node:assert/strict';
import { groupRunbooks, purposeOf } from './runbook-list.ts';

const runbooks = [
  { id: 'backup.take', area: 'backup', words: 'Take a backup' },
  { id: 'redis.failover', area: 'redis', words: 'Fail over a shard' },
  { id: 'mongo.reindex', area: 'mongo', words: 'Rebuild indexes' },
] as never[];
const wordsOf = (runbook: { words?: string }): string => runbook.words ?? '';

test('groups keep their order, and every word of the search must be found', () => {
  const purposes = (query: string) => groupRunbooks(runbooks, query, wordsOf as never).map((group) => group.purpose);
  assert.deepEqual(purposes(''), ['failover', 'backup', 'maintenance']);
  assert.deepEqual(purposes('Shard FAIL'), ['failover']);
  assert.deepEqual(purposes('mongo.'), ['maintenance']);
  assert.deepEqual(purposes('nothing'), []);
});

test('a runbook stands where somebody would look for it', () => {
  const purpose = (id: string, area: 'redis' | 'mongo' | 'backup' | 'operations') => purposeOf({ id, area });
  assert.equal(purpose('health.daily', 'operations'), 'daily');
  assert.equal(purpose('backup.check-daily', 'backup'), 'daily');
  assert.equal(purpose('backup.restore', 'backup'), 'backup');
  assert.equal(purpose('issue.mongo-failover', 'mongo'), 'issue');
  assert.equal(purpose('emergency.data-breach', 'operations'), 'emergency');
  assert.equal(purpose('deploy.rolling', 'operations'), 'deploy');
  assert.equal(purpose('warm-the-cache', 'redis'), 'maintenance');
  assert.equal(purpose('constructor', 'operations'), 'operations');
});
