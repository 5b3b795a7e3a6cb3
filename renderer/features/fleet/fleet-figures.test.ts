import { test } from 'node:test';
import assert from 'node:assert/strict';
import type { FleetState } from '../../../shared/model/fleet.ts';
import type { Problem } from '../../../shared/model/health.ts';
import { MONGO_FIGURES, type MongoMember } from '../../../shared/model/mongo.ts';
import { REDIS_FIGURES, type RedisNode } from '../../../shared/model/redis.ts';
import { primaryRow, replicaRow } from '../../../test/fixtures/redis-rows.ts';
import { mongoFailoverReady, mongoSum, problemsInOrder, redisFailoverReady } from './fleet-figures.ts';

const NODE = primaryRow();
const REPLICA = replicaRow();
const MEMBER: MongoMember = {
  key: 'rs/0',
  memberId: 0,
  host: '127.0.0.1',
  port: 27_017,
  state: 'PRIMARY',
  health: 'healthy',
  presence: 'live',
  lastSeenMs: 0,
  trouble: null,
  priority: 1,
  votes: 1,
  hidden: false,
  arbiter: false,
  delaySeconds: 0,
  syncSource: null,
  electionId: null,
  electedMs: null,
  version: '6.0.5',
};

const row = (names: readonly string[], figures: Readonly<Record<string, number>>): (number | null)[] =>
  names.map((name) => figures[name] ?? null);

test('a shard is ready for a failover only with a replica that is up and close', () => {
  const ready = (replica: Partial<RedisNode>, lagMs: number): number =>
    redisFailoverReady({
      redisNodes: { p1: NODE, r1: { ...REPLICA, ...replica } },
      redisFigures: { r1: row(REDIS_FIGURES, { lagMs }) },
    }).ready;
  assert.equal(ready({}, 20), 1);
  assert.equal(ready({}, 2_400), 0);
  assert.equal(ready({ replicationLink: 'down' }, 0), 0);
  assert.equal(ready({ presence: 'late' }, 0), 0);
});

test('arbiters and members of priority 0 never count as ready', () => {
  const members = {
    'rs/0': MEMBER,
    'rs/1': { ...MEMBER, key: 'rs/1', state: 'SECONDARY' },
    'rs/2': { ...MEMBER, key: 'rs/2', state: 'ARBITER', arbiter: true },
    'rs/3': { ...MEMBER, key: 'rs/3', state: 'SECONDARY', priority: 0 },
  };
  const figures = { 'rs/1': row(MONGO_FIGURES, { lagMs: 80 }), 'rs/3': row(MONGO_FIGURES, { lagMs: 0 }) };
  assert.deepEqual(mongoFailoverReady({ mongoMembers: members, mongoFigures: figures }), { ready: 1, all: 1 });
});

test('a sum without any figure is not 0', () => {
  const fleet: Pick<FleetState, 'mongoMembers' | 'mongoFigures'> = {
    mongoMembers: { 'rs/0': MEMBER },
    mongoFigures: {},
  };
  assert.equal(mongoSum(fleet, 'opsPerSecond'), null);
});

test('critical problems come first, then the older ones', () => {
  const problem = (id: string, health: Problem['health'], sinceMs: number): Problem => ({
    id,
    area: 'redis',
    health,
    title: { key: 'a' },
    cause: { key: 'b' },
    sinceMs,
  });
  const problems = {
    a: problem('a', 'unknown', 1),
    b: problem('b', 'attention', 9),
    c: problem('c', 'critical', 20),
    d: problem('d', 'attention', 3),
  };
  assert.deepEqual(
    problemsInOrder(problems).map(({ id }) => id),
    ['c', 'd', 'b', 'a'],
  );
});
