// What the fleet's cards say, put together from the fleet's rows. Pure; a figure that is not known is null, never 0.

import type { FleetState } from '../../../shared/model/fleet.ts';
import type { Health, Problem } from '../../../shared/model/health.ts';
import { mongoFigure, type MongoFigure } from '../../../shared/model/mongo.ts';
import { redisFigure, shardsOf } from '../../../shared/model/redis.ts';

const READY_LAG_MS = 1_000;
const ORDER: readonly Health[] = ['critical', 'attention', 'unknown'];

/** The worst first; of the same health servers before backups, then the oldest first. */
export function problemsInOrder(problems: FleetState['problems']): Problem[] {
  return Object.values(problems).sort(
    (a, b) =>
      ORDER.indexOf(a.health) - ORDER.indexOf(b.health) ||
      Number(a.area === 'backup') - Number(b.area === 'backup') ||
      a.sinceMs - b.sinceMs ||
      (a.id < b.id ? -1 : 1),
  );
}

export interface Readiness {
  readonly ready: number;
  readonly all: number;
}

/** Shards of which a replica is up, in touch with its primary and less than a second behind. */
export function redisFailoverReady(fleet: Pick<FleetState, 'redisNodes' | 'redisFigures'>): Readiness {
  const shards = shardsOf(fleet.redisNodes).filter(
    ({ primary, replicas }) => primary.ranges.length > 0 || replicas.length > 0,
  );
  const ready = shards.filter(({ replicas }) =>
    replicas.some(({ id, presence, replicationLink }) => {
      const lagMs = redisFigure(fleet.redisFigures[id], 'lagMs');
      return presence === 'live' && replicationLink === 'up' && (lagMs === null || lagMs <= READY_LAG_MS);
    }),
  );
  return { ready: ready.length, all: shards.length };
}

/** Members beside the primary that could be elected now, of those that could be at all. */
export function mongoFailoverReady(fleet: Pick<FleetState, 'mongoMembers' | 'mongoFigures'>): Readiness {
  const electable = Object.values(fleet.mongoMembers).filter(
    ({ priority, arbiter, presence, state }) => priority > 0 && !arbiter && presence !== 'gone' && state !== 'PRIMARY',
  );
  const ready = electable.filter(({ key, presence, state }) => {
    const lagMs = mongoFigure(fleet.mongoFigures[key], 'lagMs');
    return presence === 'live' && state === 'SECONDARY' && lagMs !== null && lagMs <= READY_LAG_MS;
  });
  return { ready: ready.length, all: electable.length };
}

/** Sum over the members that have the figure. */
export function mongoSum(fleet: Pick<FleetState, 'mongoMembers' | 'mongoFigures'>, figure: MongoFigure): number | null {
  const values = Object.values(fleet.mongoMembers).flatMap(({ key, presence }) =>
    presence === 'gone' ? [] : (mongoFigure(fleet.mongoFigures[key], figure) ?? []),
  );
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
}

/** The figure of the primary, where there is one. */
export function mongoPrimaryFigure(
  fleet: Pick<FleetState, 'mongo' | 'mongoFigures'>,
  figure: MongoFigure,
): number | null {
  const primary = fleet.mongo?.primary;
  return primary ? mongoFigure(fleet.mongoFigures[primary], figure) : null;
}
