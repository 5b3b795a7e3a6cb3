import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import type { RedisNode, Shard } from '../../../shared/model/redis.ts';
import { coveredSlots, openSlots, rangesInOrder, slotFacts } from './slot-facts.ts';

const shard = (index: number, fields: Partial<RedisNode>): Shard => ({
  index,
  primary: { id: `n${index}`, host: '127.0.0.1', port: 7000 + index, ranges: [], open: [], ...fields } as RedisNode,
  replicas: [],
});
const shards = [
  shard(0, { ranges: [{ from: 0, to: 99 }], open: [{ slot: 42, kind: 'migrating', peer: 'n1' }] }),
  shard(1, { ranges: [{ from: 200, to: 16_383 }], open: [{ slot: 42, kind: 'importing', peer: 'n0' }] }),
];

test('a moving slot names both ends', () => {
  const facts = slotFacts(shards, 42);
  equal(facts.owner?.index, 0);
  equal(facts.migratingTo, '127.0.0.1:7001');
  equal(facts.importingFrom, '127.0.0.1:7000');
});

test('an import whose other end does not say so is still seen', () => {
  const halfOpen = [shard(0, { ranges: [{ from: 0, to: 99 }] }), shards[1]!];
  equal(slotFacts(halfOpen, 42).migratingTo, '127.0.0.1:7001');
});

test('a hole has no owner, and the list in order shows it', () => {
  equal(slotFacts(shards, 150).owner, null);
  deepEqual(
    rangesInOrder(shards).map(({ from, to, shard: owner }) => [from, to, owner?.index ?? null]),
    [
      [0, 99, 0],
      [100, 199, null],
      [200, 16_383, 1],
    ],
  );
  equal(coveredSlots(shards), 100 + 16_184);
  equal(openSlots(shards), 1);
});

test('with no shard at all the whole map is one hole', () => {
  deepEqual(rangesInOrder([]), [{ from: 0, to: 16_383, shard: null }]);
});
