import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RedisNode } from '../../shared/model/redis.ts';
import { nodeHealth, summaryHealth } from './node-health.ts';

function node(fields: Partial<RedisNode> = {}): RedisNode {
  return {
    id: 'a',
    host: 'h',
    port: 7000,
    role: 'primary',
    primary: null,
    linkState: 'connected',
    flags: [],
    configEpoch: 1,
    ranges: [{ from: 0, to: 16_383 }],
    open: [],
    health: 'healthy',
    presence: 'live',
    lastSeenMs: 0,
    trouble: null,
    version: '7.0.15',
    replicationLink: null,
    replicationId: '',
    maxMemoryPolicy: 'noeviction',
    ...fields,
  };
}
const replica = (fields: Partial<RedisNode> = {}): RedisNode =>
  node({ id: 'b', role: 'replica', primary: 'a', ranges: [], replicationLink: 'up', ...fields });

test('health of a node', () => {
  const cases: readonly [RedisNode, number | null, string][] = [
    [node(), null, 'healthy'],
    [replica(), 0, 'healthy'],
    [replica(), 1001, 'attention'],
    [replica({ replicationLink: 'down' }), null, 'attention'],
    [replica({ replicationLink: 'syncing' }), null, 'attention'],
    [replica({ presence: 'down' }), null, 'attention'],
    [replica({ presence: 'late' }), null, 'unknown'],
    [node({ presence: 'gone' }), null, 'unknown'],
    [node({ presence: 'down' }), null, 'critical'],
    [node({ presence: 'down', ranges: [] }), null, 'attention'],
    [node({ flags: ['fail?'] }), null, 'attention'],
    [node({ flags: ['handshake'] }), null, 'unknown'],
    [node({ open: [{ slot: 1, kind: 'migrating', peer: 'b' }] }), null, 'attention'],
    [node({ trouble: 'may not run INFO' }), null, 'attention'],
  ];
  for (const [subject, lagMs, expected] of cases)
    assert.equal(nodeHealth(subject, lagMs), expected, JSON.stringify(subject));
});

test('health of the whole', () => {
  const whole = { mode: 'cluster', state: 'ok', slotsCovered: 16_384, agreeing: 2 } as const;
  assert.equal(summaryHealth(whole, [node(), replica()]), 'healthy');
  assert.equal(summaryHealth({ ...whole, state: 'fail' }, [node(), replica()]), 'critical');
  assert.equal(summaryHealth({ ...whole, slotsCovered: 16_383 }, [node(), replica()]), 'critical');
  assert.equal(summaryHealth({ ...whole, agreeing: 1 }, [node(), replica()]), 'attention');
  assert.equal(
    summaryHealth(whole, [node(), replica({ replicationLink: 'down' })]),
    'attention',
    'nobody could take over',
  );
  assert.equal(summaryHealth(whole, [node()]), 'attention', 'nobody could take over');
  assert.equal(
    summaryHealth(whole, [node(), replica(), replica({ id: 'c', presence: 'gone', health: 'unknown' })]),
    'healthy',
  );
  assert.equal(summaryHealth({ ...whole, mode: 'standalone', slotsCovered: 0 }, [node({ ranges: [] })]), 'healthy');
});
