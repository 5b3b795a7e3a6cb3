// What is wrong with single Redis nodes: down, behind, cut off; and where nodes do not agree with each other.

import type { FleetState } from '../../../shared/model/fleet.ts';
import { redisFigure, type RedisNode } from '../../../shared/model/redis.ts';
import type { ProblemKind } from '../../../shared/texts/en.ts';
import { serverLabel } from '../events/presence-events.ts';
import { finding, type Finding, type ProblemRule } from './problem.ts';
import { isDown } from './redis-shards.ts';
import { LAG_ALERT_MS } from '../../../shared/model/thresholds.ts';

export const redisNodeProblems: ProblemRule = ({ state }) => {
  if (state.redis === null) return [];
  const nodes = Object.values(state.redisNodes).filter((node) => node.presence !== 'gone');
  return [...nodes.flatMap((node) => nodeProblems(node, state)), ...agreementProblems(nodes, state)];
};

function nodeProblems(node: RedisNode, state: FleetState): Finding[] {
  const server = serverLabel(node);
  const attention = (kind: ProblemKind, values: Record<string, string | number> = {}): Finding[] => [
    finding({ area: 'redis', health: 'attention', kind, subject: node.id, values: { server, ...values } }),
  ];
  if (isDown(node)) {
    // A primary that serves slots is told with its shard.
    const toldElsewhere = node.role === 'primary' && node.ranges.length > 0 && state.redis?.mode === 'cluster';
    return toldElsewhere ? [] : attention('redis.node-down', { trouble: node.trouble ?? '' });
  }
  if (node.presence !== 'live') return [];
  if (node.flags.includes('fail?')) return attention('redis.node-suspected');
  if (node.trouble !== null) return attention('redis.node-partial', { trouble: node.trouble });
  if (node.role === 'primary') return [];
  const primary = node.primary === null ? undefined : state.redisNodes[node.primary];
  if (primary !== undefined && isDown(primary)) return [];
  if (node.replicationLink === 'down')
    return attention('redis.link-down', { primary: primary === undefined ? '' : serverLabel(primary) });
  const lagMs = redisFigure(state.redisFigures[node.id], 'lagMs');
  if (lagMs !== null && lagMs > LAG_ALERT_MS) return attention('redis.lag', { lagMs, limitMs: LAG_ALERT_MS });
  return [];
}

function agreementProblems(nodes: readonly RedisNode[], state: FleetState): Finding[] {
  const live = nodes.filter((node) => node.presence === 'live');
  const findings: Finding[] = [];
  const agreeing = state.redis?.agreeing ?? 0;
  if (state.redis?.mode === 'cluster' && agreeing < live.length) {
    const values = { agreeing, known: live.length, epoch: state.redis.currentEpoch };
    findings.push(finding({ area: 'redis', health: 'attention', kind: 'redis.epochs-differ', values }));
  }
  const versions = [...new Set(live.map((node) => node.version).filter((version) => version !== ''))].sort();
  if (versions.length > 1) {
    findings.push(
      finding({
        area: 'redis',
        health: 'attention',
        kind: 'redis.versions-differ',
        values: { versions: versions.join(', ') },
      }),
    );
  }
  return findings;
}
