import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import type { FleetState } from '../../../shared/model/fleet.ts';
import { REDIS_FIGURES } from '../../../shared/model/redis.ts';
import { cacheTotals } from './cache-totals.ts';

const row = (figures: Record<string, number>): (number | null)[] => REDIS_FIGURES.map((name) => figures[name] ?? null);
const fleet = (limits: readonly number[]): FleetState =>
  ({
    redisNodes: {
      a: { id: 'a', role: 'primary', presence: 'live' },
      b: { id: 'b', role: 'primary', presence: 'live' },
      copy: { id: 'copy', role: 'replica', presence: 'live' },
      old: { id: 'old', role: 'primary', presence: 'gone' },
    },
    redisFigures: {
      a: row({ opsPerSecond: 10, keys: 30, keysWithTtl: 15, maxMemoryBytes: limits[0]! }),
      b: row({ opsPerSecond: 5, keys: 10, keysWithTtl: 5, maxMemoryBytes: limits[1]! }),
      copy: row({ opsPerSecond: 99, keys: 30 }),
      old: row({ keys: 1000 }),
    },
  }) as unknown as FleetState;

test('only present primaries are added up', () => {
  const { opsPerSecond, keys, ttlShare, evictedPerSecond } = cacheTotals(fleet([100, 100]), 0.9);
  deepEqual(
    { opsPerSecond, keys, ttlShare, evictedPerSecond },
    { opsPerSecond: 15, keys: 40, ttlShare: 0.5, evictedPerSecond: null },
  );
});

test('one primary without maxmemory means no limit for the cluster', () => {
  equal(cacheTotals(fleet([100, 100]), null).maxMemoryBytes, 200);
  equal(cacheTotals(fleet([100, 0]), null).maxMemoryBytes, 0);
});
