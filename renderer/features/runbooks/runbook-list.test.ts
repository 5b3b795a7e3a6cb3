import { test } from 'node:test';
import assert from 'node:assert/strict';
import { groupRunbooks } from './runbook-list.ts';

const runbooks = [
  { id: 'backup.take', area: 'backup', words: 'Take a backup' },
  { id: 'redis.failover', area: 'redis', words: 'Fail over a shard' },
  { id: 'mongo.reindex', area: 'mongo', words: 'Rebuild indexes' },
] as never[];
const wordsOf = (runbook: { words?: string }): string => runbook.words ?? '';

test('groups keep their order, and every word of the search must be found', () => {
  const areas = (query: string) => groupRunbooks(runbooks, query, wordsOf as never).map((group) => group.area);
  assert.deepEqual(areas(''), ['redis', 'mongo', 'backup']);
  assert.deepEqual(areas('Shard FAIL'), ['redis']);
  assert.deepEqual(areas('mongo.'), ['mongo']);
  assert.deepEqual(areas('nothing'), []);
});
