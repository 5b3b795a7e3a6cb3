import { test } from 'node:test';
import assert from 'node:assert/strict';
import { AppError } from '../../shared/errors.ts';
import { FLEET_TABLES } from '../../shared/model/fleet.ts';
import { diff } from '../../shared/patch.ts';
import { redisFigure } from '../../shared/model/redis.ts';
import {
  allRead,
  backupsWith,
  memberKey,
  mongoFigures,
  mongoReading,
  nodeId,
  redisFigures,
  redisReading,
  redisSummary,
  START_MS,
  stateAfter,
} from '../../test/fixtures/fleet-rows.ts';
import type { RedisReading } from '../redis/redis-access.ts';
import { initialState } from './initial-state.ts';
import { GONE_KEPT_MS } from './presence.ts';

const unreachable = {
  kind: 'failed',
  error: new AppError('unreachable', 'no Redis node answers', { hint: 'Start one.' }),
} as const;

test('nothing is claimed before the first reading', () => {
  const state = initialState({ id: 'x', name: 'X', environment: 'lab', colour: '#000000', stores: [] }, false, 1000);
  assert.equal(state.clock.tick, 0);
  assert.deepEqual([state.redis, state.mongo, state.backups], [null, null, null]);
});

test('when nothing changed only the clock travels', () => {
  const first = stateAfter(allRead());
  const second = stateAfter(allRead(), first);
  const patch = diff(first, second, FLEET_TABLES);
  assert.deepEqual(Object.keys(patch ?? {}), ['set']);
  assert.deepEqual(Object.keys(patch?.set ?? {}), ['clock']);
});

test('a live row keeps the time it became live; a down one says when it was last live', () => {
  const first = stateAfter(allRead());
  const second = stateAfter(allRead(), first);
  assert.equal(second.redisNodes[nodeId(4)]?.lastSeenMs, START_MS + 10);
  const third = stateAfter(allRead(redisReading(3, { 4: { presence: 'down' } })), second);
  assert.equal(third.redisNodes[nodeId(4)]?.lastSeenMs, second.clock.atMs);
  const fourth = stateAfter(allRead(redisReading(3, { 4: { presence: 'down' } })), third);
  assert.equal(fourth.redisNodes[nodeId(4)]?.lastSeenMs, second.clock.atMs);
  const fifth = stateAfter(allRead(), fourth);
  assert.equal(fifth.redisNodes[nodeId(4)]?.lastSeenMs, fifth.clock.atMs);
});

test('a node that vanishes stays as gone, with when it was last seen, for a day', () => {
  const first = stateAfter(allRead());
  const without = redisReading();
  const { [nodeId(5)]: _, ...nodes } = without.nodes;
  const reading: RedisReading = { ...without, nodes };
  const second = stateAfter(allRead(reading), first);
  assert.equal(second.redisNodes[nodeId(5)]?.presence, 'gone');
  assert.equal(second.redisNodes[nodeId(5)]?.lastSeenMs, first.clock.atMs);
  const nextDay = stateAfter({ ...allRead(reading), startedMs: first.clock.atMs + GONE_KEPT_MS + 1 }, second);
  assert.equal(nextDay.redisNodes[nodeId(5)], undefined);
});

test('an area that cannot be read keeps its rows as down, loses its figures and says why since when', () => {
  const first = stateAfter(allRead());
  const second = stateAfter({ ...allRead(), redis: unreachable }, first);
  const third = stateAfter({ ...allRead(), redis: unreachable }, second);
  assert.equal(third.redisNodes[nodeId(0)]?.presence, 'down');
  assert.equal(third.redisNodes[nodeId(0)]?.lastSeenMs, first.clock.atMs);
  assert.deepEqual(third.redisFigures, {});
  assert.equal(third.redis?.state, 'unknown');
  assert.deepEqual(third.trouble.redis, {
    code: 'unreachable',
    message: 'no Redis node answers',
    hint: 'Start one.',
    sinceMs: second.clock.atMs,
  });
  assert.equal(third.trouble.mongo, null);
  assert.equal(stateAfter(allRead(), third).trouble.redis, null);
});

test('an area that is late shows its rows late, without figures and without trouble', () => {
  const first = stateAfter(allRead());
  const second = stateAfter({ ...allRead(), mongo: { kind: 'late' } }, first);
  assert.equal(second.mongoMembers[memberKey(1)]?.presence, 'late');
  assert.deepEqual(second.mongoFigures, {});
  assert.equal(second.trouble.mongo, null);
  assert.equal(second.redisNodes[nodeId(0)]?.presence, 'live');
});

test('figures are rounded to what can be read, and bytes of lag are not', () => {
  const reading = redisReading();
  const figures = {
    ...reading.figures,
    [nodeId(3)]: redisFigures({
      opsPerSecond: 1234.56,
      hitsPerSecond: 3.14159,
      hitRatio: 0.93751,
      usedMemoryBytes: 44_123_456,
      lagBytes: 317,
    }),
  };
  const row = stateAfter(allRead({ ...reading, figures })).redisFigures[nodeId(3)];
  assert.equal(redisFigure(row, 'opsPerSecond'), 1235);
  assert.equal(redisFigure(row, 'hitsPerSecond'), 3.1);
  assert.equal(redisFigure(row, 'hitRatio'), 0.938);
  assert.equal(redisFigure(row, 'usedMemoryBytes'), 44_123_000);
  assert.equal(redisFigure(row, 'lagBytes'), 317);
});

/** A tick in which all that changes on a busy fleet changes: every figure, the asked node, the oplog. */
function busyTick(primaries: number, n: number): Parameters<typeof stateAfter>[0] {
  const redis = redisReading(primaries);
  const figures = Object.fromEntries(
    Object.keys(redis.figures).map((id, index) => [
      id,
      redisFigures({
        opsPerSecond: 1000 + n * 37 + index,
        hitsPerSecond: 900 + n * 31 + index,
        missesPerSecond: 60 + n,
        hitRatio: 0.93 + n / 1000,
        usedMemoryBytes: 44_123_456 + n * 12_345,
        keys: 34_567 + n * 11,
        keysWithTtl: 21_234 + n * 7,
        expiredPerSecond: 3 + n / 10,
        ...(index < primaries ? { lagBytes: null, lagMs: null } : { lagBytes: 120 * n, lagMs: 0 }),
      }),
    ]),
  );
  const mongo = mongoReading();
  const mongoRows = Object.fromEntries(
    Object.keys(mongo.figures).map((key, index) => [
      key,
      mongoFigures({
        appliedAtMs: 1_790_000_000_000 + n * 1000,
        opsPerSecond: 45 + n + index,
        cacheUsedBytes: 1e8 + n * 54_321,
        cacheDirtyBytes: 1e6 + n * 4321,
      }),
    ]),
  );
  return allRead(
    {
      summary: redisSummary({ askedNode: nodeId(n % 6), known: primaries * 2, agreeing: primaries * 2 }),
      nodes: redis.nodes,
      figures,
    },
    { ...mongo, figures: mongoRows },
    backupsWith([]),
  );
}

function frameBytes(primaries: number): { tick: number; snapshot: number; everything: number } {
  const first = stateAfter(busyTick(primaries, 1));
  const second = stateAfter(busyTick(primaries, 2), first);
  const tick = { t: 'patch', id: 7, rev: 4711, patch: diff(first, second, FLEET_TABLES) };
  const everything = {
    t: 'patch',
    id: 7,
    rev: 4711,
    patch: diff(
      initialState({ id: 'x', name: 'X', environment: 'lab', colour: '#000000', stores: [] }, false, 1000),
      second,
      FLEET_TABLES,
    ),
  };
  const bytes = (frame: object): number => Buffer.byteLength(JSON.stringify(frame));
  return {
    tick: bytes(tick),
    snapshot: bytes({ t: 'snap', id: 7, rev: 1, state: second }),
    everything: bytes(everything),
  };
}

test('a tick of a busy 3 + 3 cluster and a three-member set costs at most 2 kB, everything at once at most 64 kB', (context) => {
  const { tick, snapshot, everything } = frameBytes(3);
  context.diagnostic(`6 + 3 servers: tick ${tick} B, snapshot ${snapshot} B, full change ${everything} B`);
  assert.ok(tick <= 2000, `${tick} B`);
  assert.ok(everything <= 64_000, `${everything} B`);
});

test('a thousand nodes: what a tick and a snapshot cost', (context) => {
  const { tick, snapshot, everything } = frameBytes(500);
  context.diagnostic(`1,000 nodes: tick ${tick} B, snapshot ${snapshot} B, full change ${everything} B`);
  assert.ok(tick <= 150_000, `${tick} B`);
  assert.ok(snapshot <= 1_000_000, `${snapshot} B`);
});
