import { test } from 'node:test';
import assert from 'node:assert/strict';
import { collectionOptions, memberOptions, replicaGroups, setOptions } from './field-options.ts';

const node = (id: string, port: number, more: object = {}) => ({ id, host: '127.0.0.1', port, ranges: [], ...more });

test('replicas stand under their shard with their own lag', () => {
  const groups = replicaGroups({
    redisNodes: {
      a: node('a', 7000, { role: 'primary', ranges: [{ from: 0, to: 99 }] }),
      b: node('b', 7003, { role: 'replica', primary: 'a', replicationLink: 'up', health: 'healthy' }),
    },
    redisFigures: { b: [...Array<null>(12).fill(null), 120, 40] },
  } as never);
  assert.deepEqual(
    groups.map((group) => [
      group.shard,
      group.primary,
      group.slots,
      group.replicas.map((r) => [r.address, r.lagBytes, r.lagMs]),
    ]),
    [[1, '127.0.0.1:7000', 100, [['127.0.0.1:7003', 120, 40]]]],
  );
});

test('the member most likely to be elected is on top, the primary and those that cannot be elected at the end', () => {
  const member = (key: string, more: object) => ({
    key,
    host: 'h',
    port: 1,
    presence: 'live',
    priority: 1,
    arbiter: false,
    ...more,
  });
  const options = memberOptions({
    mongo: { primary: 'rs/0' },
    mongoMembers: {
      'rs/0': member('rs/0', { priority: 2 }),
      'rs/1': member('rs/1', {}),
      'rs/2': member('rs/2', { priority: 0 }),
      'rs/3': member('rs/3', { priority: 5 }),
      'rs/4': member('rs/4', { presence: 'gone' }),
    },
    mongoFigures: {},
  } as never);
  assert.deepEqual(
    options.map((option) => option.value),
    ['rs/3', 'rs/1', 'rs/2', 'rs/0'],
  );
});

test('a collection is split at the first dot only', () => {
  const [option] = collectionOptions({
    mongoCollections: {
      x: {
        namespace: 'shop.orders.archive',
        documents: 1,
        dataBytes: 2,
        storageBytes: 3,
        indexes: [{ sizeBytes: 5 }, { sizeBytes: 7 }],
      },
    },
  } as never);
  assert.deepEqual(
    [option!.database, option!.collection, option!.indexes, option!.indexBytes],
    ['shop', 'orders.archive', 2, 12],
  );
});

test('sets are newest first and say whether they were ever verified', () => {
  const set = (id: string, finishedMs: number, verified: unknown) => ({
    id,
    finishedMs,
    verified,
    proven: null,
    mongo: null,
    redis: null,
  });
  const options = setOptions({
    a: set('a', 1, null),
    b: set('b', 3, { ok: false }),
    c: set('c', 2, { ok: true }),
  } as never);
  assert.deepEqual(
    options.map((option) => [option.value, option.verification]),
    [
      ['b', 'failed'],
      ['c', 'ok'],
      ['a', 'never'],
    ],
  );
});
