// The cluster as one cache: sums over its primaries. A replica's counters are its own reads and are not added, and its memory
// and keys are copies.

import type { FleetState } from '../../../shared/model/fleet.ts';
import { redisFigure, type RedisFigure } from '../../../shared/model/redis.ts';

export interface CacheTotals {
  /** Null while nobody looks anything up. */
  readonly hitRatio: number | null;
  readonly opsPerSecond: number | null;
  readonly usedMemoryBytes: number | null;
  /** 0: at least one primary has no maxmemory, so the cluster has no limit to speak of. */
  readonly maxMemoryBytes: number;
  readonly evictedPerSecond: number | null;
  readonly expiredPerSecond: number | null;
  readonly keys: number | null;
  /** Share of keys with a TTL, 0–1. Null without keys. */
  readonly ttlShare: number | null;
}

/** `hitRatio` comes from the history of the whole cluster, which weighs every node by its lookups. */
export function cacheTotals(fleet: FleetState, hitRatio: number | null): CacheTotals {
  const primaries = Object.values(fleet.redisNodes).filter(
    ({ role, presence }) => role === 'primary' && presence !== 'gone',
  );
  const figures = (figure: RedisFigure): number[] =>
    primaries.flatMap(({ id }) => redisFigure(fleet.redisFigures[id], figure) ?? []);
  const sum = (figure: RedisFigure): number | null => {
    const values = figures(figure);
    return values.length === 0 ? null : values.reduce((total, value) => total + value, 0);
  };
  const keys = sum('keys');
  const limits = figures('maxMemoryBytes');
  return {
    hitRatio,
    opsPerSecond: sum('opsPerSecond'),
    usedMemoryBytes: sum('usedMemoryBytes'),
    maxMemoryBytes:
      limits.length > 0 && limits.every((limit) => limit > 0) ? limits.reduce((total, limit) => total + limit, 0) : 0,
    evictedPerSecond: sum('evictedPerSecond'),
    expiredPerSecond: sum('expiredPerSecond'),
    keys,
    ttlShare: keys === null || keys === 0 ? null : (sum('keysWithTtl') ?? 0) / keys,
  };
}
