// Asks every rule, remembers since when each problem stands, and lets the problems show in the health of their area.

import type { FleetState } from '../../../shared/model/fleet.ts';
import { worse, type Area, type Health, type Problem } from '../../../shared/model/health.ts';
import { backupProblems } from './backup.ts';
import { mongoProblems } from './mongo.ts';
import { oplogProblems } from './oplog.ts';
import type { BackupsView, ProblemRule } from './problem.ts';
import { redisCacheProblems } from './redis-cache.ts';
import { redisNodeProblems } from './redis-nodes.ts';
import { redisShardProblems } from './redis-shards.ts';
import { unreachableProblems } from './unreachable.ts';

const RULES: Readonly<Record<Area, readonly ProblemRule[]>> = {
  redis: [redisShardProblems, redisNodeProblems, redisCacheProblems],
  mongo: [mongoProblems],
  backup: [backupProblems, oplogProblems],
};

/** The state with its problems, and each area's health no better than the worst of them. */
export function withProblems(state: FleetState, known: BackupsView): FleetState {
  const nowMs = state.clock.atMs;
  const before = state.problems;
  const view = { ...known, state, nowMs, wasProblem: (id: string) => Object.hasOwn(before, id) };
  const readable = (['redis', 'mongo', 'backup'] as const).filter((area) => state.trouble[area] === null);
  const rules = [unreachableProblems, ...readable.flatMap((area) => RULES[area])];
  const problems: Record<string, Problem> = {};
  for (const found of rules.flatMap((rule) => rule(view))) {
    problems[found.id] = { ...found, sinceMs: before[found.id]?.sinceMs ?? nowMs };
  }
  const healthOf = (area: Area, own: Health): Health =>
    Object.values(problems).reduce(
      (health, problem) => (problem.area === area ? worse(health, problem.health) : health),
      own,
    );
  return {
    ...state,
    problems,
    redis: state.redis === null ? null : { ...state.redis, health: healthOf('redis', state.redis.health) },
    mongo: state.mongo === null ? null : { ...state.mongo, health: healthOf('mongo', state.mongo.health) },
    backups: state.backups === null ? null : { ...state.backups, health: healthOf('backup', state.backups.health) },
  };
}
