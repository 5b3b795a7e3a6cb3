import { test } from 'node:test';
import assert from 'node:assert/strict';
import { REDIS_FIGURES, type RedisNode } from '../../../shared/model/redis.ts';
import { primaryRow, replicaRow } from '../../../test/fixtures/redis-rows.ts';
import { arrangementOf, companionsOf, conditionOf, hostsOf, movingSlots, replicationLink } from './node-facts.ts';

const PRIMARY = primaryRow({ host: 'a', ranges: [{ from: 0, to: 100 }] });
const REPLICA = replicaRow({ host: 'b', port: 7003 });

const row = (figures: Readonly<Record<string, number>>): (number | null)[] =>
  REDIS_FIGURES.map((name) => figures[name] ?? null);

test('a link is close, behind, down, syncing or unknown; a silent node has no figure', () => {
  assert.deepEqual(replicationLink(REPLICA, row({ lagMs: 20, lagBytes: 12 })), {
    kind: 'close',
    lagBytes: 12,
    lagMs: 20,
  });
  assert.equal(replicationLink(REPLICA, row({ lagMs: 2_400, lagBytes: 9 })).kind, 'behind');
  assert.deepEqual(replicationLink({ ...REPLICA, presence: 'down' }, row({ lagMs: 20 })), {
    kind: 'down',
    lagBytes: null,
    lagMs: null,
  });
  assert.equal(replicationLink({ ...REPLICA, replicationLink: 'syncing' }, undefined).kind, 'syncing');
  assert.equal(replicationLink(REPLICA, undefined).kind, 'unknown');
});

test('a node says how it is, its presence first', () => {
  assert.equal(conditionOf(PRIMARY, row({ opsPerSecond: 5 })), 'serving');
  assert.equal(conditionOf({ ...PRIMARY, presence: 'late' }, row({ opsPerSecond: 5 })), 'late');
  assert.equal(conditionOf(REPLICA, row({ lagMs: 0 })), 'inSync');
  assert.equal(conditionOf({ ...REPLICA, replicationLink: 'down' }, row({ lagMs: 0 })), 'linkDown');
});

test('nodes without a shard stay on screen', () => {
  const gone: RedisNode = { ...PRIMARY, id: 'old', presence: 'gone', ranges: [] };
  const { shards, strays } = arrangementOf({ p1: PRIMARY, r1: REPLICA, old: gone });
  assert.deepEqual(
    shards.map(({ primary }) => primary.id),
    ['p1'],
  );
  assert.deepEqual(
    strays.map(({ id }) => id),
    ['old'],
  );
});

test('a deposed primary stays in the row of its successor until it follows it', () => {
  const before = arrangementOf({ p1: PRIMARY, r1: REPLICA });
  const promoted: RedisNode = { ...REPLICA, role: 'primary', primary: null, ranges: PRIMARY.ranges };
  const deposed: RedisNode = { ...PRIMARY, ranges: [] };
  const { shards } = arrangementOf({ p1: deposed, r1: promoted }, companionsOf(before));
  assert.deepEqual(
    shards.map(({ primary, replicas }) => [primary.id, replicas.map(({ id }) => id)]),
    [['r1', ['p1']]],
  );
});

test('a new node without slots is a shard of its own', () => {
  const fresh: RedisNode = { ...PRIMARY, id: 'p9', ranges: [] };
  const { shards } = arrangementOf({ p1: PRIMARY, p9: fresh }, new Map([['p1', ['r1']]]));
  assert.deepEqual(
    shards.map(({ primary }) => primary.id),
    ['p1', 'p9'],
  );
});

test('hosts hold what stands on them', () => {
  const hosts = hostsOf({ redisNodes: { p1: PRIMARY, r1: REPLICA }, mongoMembers: {} });
  assert.deepEqual(
    hosts.map(({ host, nodes }) => [host, nodes.length]),
    [
      ['a', 1],
      ['b', 1],
    ],
  );
});

test('slots on the move name the shard they go to', () => {
  const source: RedisNode = { ...PRIMARY, open: [{ slot: 5, kind: 'migrating', peer: 'p2' }] };
  const { shards } = arrangementOf({ p1: source, p2: { ...PRIMARY, id: 'p2', ranges: [{ from: 101, to: 200 }] } });
  assert.deepEqual(movingSlots(shards[0]!, shards), { count: 1, to: 1 });
});
