// Whether the cache does its work: hits, memory, evictions.

import type { FleetState } from '../../../shared/model/fleet.ts';
import { redisFigure, type RedisNode } from '../../../shared/model/redis.ts';
import { serverLabel } from '../events/presence-events.ts';
import { finding, type Finding, type ProblemRule, type ProblemView } from './problem.ts';
import {
  EVICTIONS_LIMIT_PER_SECOND,
  HIT_RATIO_GOAL,
  HIT_RATIO_MIN_LOOKUPS_PER_SECOND,
  HIT_RATIO_RECOVERED,
  MEMORY_CRITICAL,
  MEMORY_LIMIT,
  MEMORY_RECOVERED,
} from '../../../shared/model/thresholds.ts';
import { clusterHitRatio, lookupsPerSecond } from '../cluster-figures.ts';

export const redisCacheProblems: ProblemRule = (view) => {
  const primaries = Object.values(view.state.redisNodes).filter(
    (node) => node.role === 'primary' && node.presence === 'live',
  );
  return [...hitRatioProblem(view), ...primaries.flatMap((node) => memoryProblems(node, view))];
};

function hitRatioProblem({ state, wasProblem }: ProblemView): Finding[] {
  const ratio = clusterHitRatio(state);
  if (ratio === null || lookupsPerSecond(state) < HIT_RATIO_MIN_LOOKUPS_PER_SECOND) return [];
  if (ratio >= (wasProblem('redis.hit-ratio') ? HIT_RATIO_RECOVERED : HIT_RATIO_GOAL)) return [];
  // Whole percents: the sentence should not change at every tick.
  const values = { ratio: Math.round(ratio * 100) / 100, goal: HIT_RATIO_GOAL };
  return [finding({ area: 'redis', health: 'attention', kind: 'redis.hit-ratio', values })];
}

function memoryProblems(node: RedisNode, { state, wasProblem }: ProblemView): Finding[] {
  const server = serverLabel(node);
  const row = state.redisFigures[node.id];
  const usedBytes = redisFigure(row, 'usedMemoryBytes');
  const maxBytes = redisFigure(row, 'maxMemoryBytes');
  const findings: Finding[] = [];
  if (maxBytes === 0) return needsLimit(state) ? [noLimit(node)] : [];
  if (usedBytes !== null && maxBytes !== null) {
    const share = usedBytes / maxBytes;
    const refusesWrites = node.maxMemoryPolicy === 'noeviction';
    if (share > (wasProblem(`redis.memory/${node.id}`) ? MEMORY_RECOVERED : MEMORY_LIMIT)) {
      findings.push(
        finding({
          area: 'redis',
          health: share > MEMORY_CRITICAL && refusesWrites ? 'critical' : 'attention',
          kind: 'redis.memory',
          subject: node.id,
          cause: refusesWrites ? 'refuses' : 'evicts',
          values: { server, share: Math.round(share * 100) / 100, maxBytes, policy: node.maxMemoryPolicy },
        }),
      );
    }
  }
  const evicted = redisFigure(row, 'evictedPerSecond');
  if (evicted !== null && evicted >= EVICTIONS_LIMIT_PER_SECOND) {
    const values = { server, perSecond: Math.round(evicted), policy: node.maxMemoryPolicy };
    findings.push(finding({ area: 'redis', health: 'attention', kind: 'redis.evictions', subject: node.id, values }));
  }
  return findings;
}

/** A lab may take what it needs; elsewhere a server without a limit ends with the system's out-of-memory killer. */
function needsLimit(state: FleetState): boolean {
  return state.profile.environment !== 'lab';
}

function noLimit(node: RedisNode): Finding {
  return finding({
    area: 'redis',
    health: 'attention',
    kind: 'redis.no-max-memory',
    subject: node.id,
    values: { server: serverLabel(node) },
  });
}
