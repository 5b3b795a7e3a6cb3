import { test } from 'node:test';
import assert from 'node:assert/strict';
import { primaryRow } from '../../test/fixtures/redis-rows.ts';
import { worse, type Health } from './health.ts';
import { MONGO_FIGURES, mongoFigure } from './mongo.ts';
import { HostPort, Profile, Secrets } from './profile.ts';
import { REDIS_FIGURES, redisFigure, shardsOf, type RedisNode } from './redis.ts';
import { DEFAULT_SETTINGS, Settings } from './settings.ts';

const node = (id: string, changes: Partial<RedisNode>): RedisNode => primaryRow({ id, ranges: [], ...changes });

test('critical is worse than attention, that than unknown, that than healthy', () => {
  const order: Health[] = ['healthy', 'unknown', 'attention', 'critical'];
  for (const [a, first] of order.entries()) {
    for (const [b, second] of order.entries()) assert.equal(worse(first, second), order[Math.max(a, b)]);
  }
});

test('shards stand in the order of their slots, replicas by port, and what is gone has no shard', () => {
  const nodes = [
    node('late', { ranges: [{ from: 10_923, to: 16_383 }] }),
    node('empty', {}),
    node('early', { ranges: [{ from: 0, to: 5460 }] }),
    node('gone', { presence: 'gone', ranges: [{ from: 5461, to: 10_922 }] }),
    node('r2', { role: 'replica', primary: 'early', port: 7009 }),
    node('r1', { role: 'replica', primary: 'early', port: 7003 }),
  ];
  const shards = shardsOf(Object.fromEntries(nodes.map((one) => [one.id, one])));
  assert.deepEqual(
    shards.map(({ index, primary, replicas }) => [index, primary.id, replicas.map(({ id }) => id)]),
    [
      [0, 'early', ['r1', 'r2']],
      [1, 'late', []],
      [2, 'empty', []],
    ],
  );
});

test('a figure is found by its name; without a row or a value it is null, never undefined or zero', () => {
  assert.equal(
    redisFigure(
      REDIS_FIGURES.map((_, index) => index),
      'lagMs',
    ),
    REDIS_FIGURES.length - 1,
  );
  assert.equal(
    mongoFigure(
      MONGO_FIGURES.map((_, index) => index),
      'lagMs',
    ),
    0,
  );
  assert.equal(redisFigure(undefined, 'keys'), null);
  assert.equal(redisFigure([1, 2], 'lagMs'), null);
  assert.equal(mongoFigure([null], 'lagMs'), null);
});

test('a profile has no place for a secret, an id that is no file name, or a host without a port', () => {
  const profile = { id: 'shop-1', name: 'Shop', environment: 'production', colour: '#aa0000', stores: [] };
  assert.ok(Profile.safeParse(profile).success);
  for (const wrong of [
    { password: 'x' },
    { id: '../x' },
    { id: 'Shop' },
    { colour: 'red' },
    { redis: { seeds: [] } },
    { redis: { seeds: ['host'] } },
  ]) {
    assert.ok(!Profile.safeParse({ ...profile, ...wrong }).success, JSON.stringify(wrong));
  }
  for (const seed of ['redis-1.example:7000', '10.0.0.1:6379', '[::1]:7000'])
    assert.ok(HostPort.safeParse(seed).success, seed);
  for (const seed of ['::1:7000', 'redis://host:7000', 'user:pass@host:7000', 'host:port', 'host:7000/0'])
    assert.ok(!HostPort.safeParse(seed).success, seed);
  assert.ok(!Secrets.safeParse({ redisPassword: 'x', token: 'y' }).success);
});

test('the default settings are valid', () => {
  assert.deepEqual(Settings.parse(DEFAULT_SETTINGS), DEFAULT_SETTINGS);
});
