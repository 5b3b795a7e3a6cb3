import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RedisNode } from '../../shared/model/redis.ts';
import { primaryRow, replicaRow } from '../../test/fixtures/redis-rows.ts';
import { nodeHealth, summaryHealth } from './node-health.ts';

test('health of a node', () => {
  const cases: readonly [RedisNode, number | null, string][] = [
    [primaryRow(), null, 'healthy'],
    [replicaRow(), 0, 'healthy'],
    [replicaRow(), 1001, 'attention'],
    [replicaRow({ replicationLink: 'down' }), null, 'attention'],
    [replicaRow({ replicationLink: 'syncing' }), null, 'attention'],
    [replicaRow({ presence: 'down' }), null, 'attention'],
    [replicaRow({ presence: 'late' }), null, 'unknown'],
    [primaryRow({ presence: 'gone' }), null, 'unknown'],
    [primaryRow({ presence: 'down' }), null, 'critical'],
    [primaryRow({ presence: 'down', ranges: [] }), null, 'attention'],
    [primaryRow({ flags: ['fail?'] }), null, 'attention'],
    [primaryRow({ flags: ['handshake'] }), null, 'unknown'],
    [primaryRow({ open: [{ slot: 1, kind: 'migrating', peer: 'b' }] }), null, 'attention'],
    [primaryRow({ trouble: 'may not run INFO' }), null, 'attention'],
  ];
  for (const [subject, lagMs, expected] of cases)
    assert.equal(nodeHealth(subject, lagMs), expected, JSON.stringify(subject));
});

test('health of the whole', () => {
  const whole = { mode: 'cluster', state: 'ok', slotsCovered: 16_384, agreeing: 2 } as const;
  assert.equal(summaryHealth(whole, [primaryRow(), replicaRow()]), 'healthy');
  assert.equal(summaryHealth({ ...whole, state: 'fail' }, [primaryRow(), replicaRow()]), 'critical');
  assert.equal(summaryHealth({ ...whole, slotsCovered: 16_383 }, [primaryRow(), replicaRow()]), 'critical');
  assert.equal(summaryHealth({ ...whole, agreeing: 1 }, [primaryRow(), replicaRow()]), 'attention');
  assert.equal(
    summaryHealth(whole, [primaryRow(), replicaRow({ replicationLink: 'down' })]),
    'attention',
    'nobody could take over',
  );
  assert.equal(summaryHealth(whole, [primaryRow()]), 'attention', 'nobody could take over');
  assert.equal(
    summaryHealth(whole, [primaryRow(), replicaRow(), replicaRow({ id: 'c', presence: 'gone', health: 'unknown' })]),
    'healthy',
  );
  assert.equal(
    summaryHealth({ ...whole, mode: 'standalone', slotsCovered: 0 }, [primaryRow({ ranges: [] })]),
    'healthy',
  );
});
