// The whole cluster's figures from its primaries' rows. A sum is null when no primary has the figure; it is never a guess
// for those that are silent.

import type { FleetState } from '../../shared/model/fleet.ts';
import { redisFigure, type RedisFigure } from '../../shared/model/redis.ts';

type View = Pick<FleetState, 'redisNodes' | 'redisFigures'>;

/** Sum over the primaries that have the figure. */
export function clusterSum(state: View, figure: RedisFigure): number | null {
  const values = primaryFigures(state, figure);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
}

/** Lookups of every server of the cluster: replicas answer reads too. */
export function lookupsPerSecond({ redisNodes, redisFigures }: View): number {
  return Object.keys(redisNodes).reduce((sum, id) => sum + lookupsOf(redisFigures[id]), 0);
}

/** Each server's 60-second ratio, weighed by how much is asked of it now. Null while nothing is asked. */
export function clusterHitRatio({ redisNodes, redisFigures }: View): number | null {
  let weighed = 0;
  let weight = 0;
  for (const id of Object.keys(redisNodes)) {
    const ratio = redisFigure(redisFigures[id], 'hitRatio');
    const lookups = lookupsOf(redisFigures[id]);
    if (ratio === null || lookups === 0) continue;
    weighed += ratio * lookups;
    weight += lookups;
  }
  return weight === 0 ? null : weighed / weight;
}

function lookupsOf(row: readonly (number | null)[] | undefined): number {
  return (redisFigure(row, 'hitsPerSecond') ?? 0) + (redisFigure(row, 'missesPerSecond') ?? 0);
}

function primaryFigures({ redisNodes, redisFigures }: View, figure: RedisFigure): number[] {
  return Object.values(redisNodes).flatMap((node) => {
    const value = node.role === 'primary' ? redisFigure(redisFigures[node.id], figure) : null;
    return value === null ? [] : [value];
  });
}
