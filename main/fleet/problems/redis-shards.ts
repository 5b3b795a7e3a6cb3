// Whether every slot has a primary that serves it and a replica that could take over.

import type { FleetState } from '../../../shared/model/fleet.ts';
import { redisFigure, shardsOf, type RedisNode, type Shard } from '../../../shared/model/redis.ts';
import { SLOT_COUNT } from '../../../shared/slots.ts';
import { serverLabel } from '../events/presence-events.ts';
import { finding, type Finding, type ProblemRule } from './problem.ts';

export const redisShardProblems: ProblemRule = ({ state }) => {
  const summary = state.redis;
  if (summary === null || summary.mode !== 'cluster') return [];
  const findings: Finding[] = [];
  if (summary.state === 'fail')
    findings.push(finding({ area: 'redis', health: 'critical', kind: 'redis.cluster-fail' }));
  if (summary.slotsCovered < SLOT_COUNT) {
    const values = { count: SLOT_COUNT - summary.slotsCovered };
    findings.push(finding({ area: 'redis', health: 'critical', kind: 'redis.slots-uncovered', values }));
  }
  const open = Object.values(state.redisNodes).reduce((sum, node) => sum + node.open.length, 0);
  if (open > 0)
    findings.push(finding({ area: 'redis', health: 'attention', kind: 'redis.slots-open', values: { count: open } }));
  return [...findings, ...shardsOf(state.redisNodes).flatMap((shard) => shardProblems(shard, state))];
};

function shardProblems({ index, primary, replicas }: Shard, state: FleetState): Finding[] {
  if (primary.ranges.length === 0) return [];
  const shard = index + 1;
  const successor = bestReplica(replicas, state);
  if (isDown(primary)) {
    const failed = primary.flags.includes('fail');
    const values = {
      shard,
      server: serverLabel(primary),
      replica: successor === undefined ? '' : serverLabel(successor),
    };
    return [
      finding({
        area: 'redis',
        health: 'critical',
        kind: 'redis.primary-down',
        subject: primary.id,
        cause: successor === undefined ? 'no-replica' : failed ? 'failed' : 'silent',
        values,
        ...(successor === undefined
          ? {}
          : { runbook: { id: 'redis.failover', parameters: { replica: successor.id } } }),
      }),
    ];
  }
  if (successor !== undefined) return [];
  const values = { shard, server: serverLabel(primary) };
  const cause = replicas.length === 0 ? 'none' : 'unhealthy';
  return [
    finding({
      area: 'redis',
      health: 'attention',
      kind: 'redis.no-healthy-replica',
      subject: primary.id,
      cause,
      values,
    }),
  ];
}

export function isDown(node: RedisNode): boolean {
  return node.presence === 'down' || node.flags.includes('fail');
}

/**
 * The replica that lost least. While the primary is down no link is up and no lag is known, so then a live replica is enough;
 * the runbook looks closer before it acts.
 */
function bestReplica(replicas: readonly RedisNode[], state: FleetState): RedisNode | undefined {
  const lag = (node: RedisNode): number =>
    redisFigure(state.redisFigures[node.id], 'lagBytes') ?? Number.MAX_SAFE_INTEGER;
  return replicas
    .filter((node) => node.presence === 'live' && !node.flags.includes('fail'))
    .filter((node) => node.replicationLink === 'up' || isPrimaryDown(node, state))
    .sort((a, b) => lag(a) - lag(b) || (a.id < b.id ? -1 : 1))[0];
}

function isPrimaryDown(replica: RedisNode, state: FleetState): boolean {
  const primary = replica.primary === null ? undefined : state.redisNodes[replica.primary];
  return primary !== undefined && isDown(primary);
}
