// What happened to a Redis Cluster between two readings: failovers, nodes, slots, the cluster's state.

import type { FleetState } from '../../../shared/model/fleet.ts';
import type { FleetEvent } from '../../../shared/model/health.ts';
import { shardsOf, type RedisNode } from '../../../shared/model/redis.ts';
import { isSame } from '../../../shared/patch.ts';
import { event } from './event.ts';
import { presenceEvents, serverLabel, type PresenceKinds } from './presence-events.ts';
import { movedSlots } from './moved-slots.ts';

const NODE_KINDS: PresenceKinds = {
  added: 'redis.node-new',
  down: 'redis.node-down',
  back: 'redis.node-back',
  gone: 'redis.node-gone',
};

type Nodes = FleetState['redisNodes'];

export function redisEvents(before: FleetState, after: FleetState): FleetEvent[] {
  if (before.redis === null || after.redis === null || after.trouble.redis !== null) return [];
  const atMs = after.clock.atMs;
  const promoted = promotions(before.redisNodes, after.redisNodes);
  const returned = before.trouble.redis === null ? [] : [event(atMs, 'redis', 'healthy', 'redis.reachable', 'all', {})];
  const presence =
    before.trouble.redis === null
      ? presenceEvents(
          before.redisNodes,
          after.redisNodes,
          'redis',
          NODE_KINDS,
          (node) => (node.role === 'primary' ? 'critical' : 'attention'),
          atMs,
        )
      : [];
  return [
    ...returned,
    ...presence,
    ...promoted.map((promotion) => failoverEvent(before.redisNodes, promotion, atMs)),
    ...slotEvents(before.redisNodes, after.redisNodes, promoted, atMs),
    ...stateEvents(before, after, atMs),
  ];
}

interface Promotion {
  readonly node: RedisNode;
  /** The primary it replaced. */
  readonly from: string;
}

function promotions(before: Nodes, after: Nodes): Promotion[] {
  return Object.values(after).flatMap((node) => {
    const was = before[node.id];
    const took = was?.role === 'replica' && node.role === 'primary' && node.ranges.length > 0;
    return took && was.primary !== null ? [{ node, from: was.primary }] : [];
  });
}

function failoverEvent(before: Nodes, { node, from }: Promotion, atMs: number): FleetEvent {
  const old = before[from];
  const shard = shardsOf(before).find(({ primary }) => primary.id === from);
  return event(atMs, 'redis', 'attention', 'redis.failover', node.id, {
    shard: (shard?.index ?? 0) + 1,
    from: old === undefined ? from : serverLabel(old),
    to: serverLabel(node),
    epoch: node.configEpoch,
  });
}

/** Slots that went from one primary to another, without those that a failover took along. */
function slotEvents(before: Nodes, after: Nodes, promoted: readonly Promotion[], atMs: number): FleetEvent[] {
  const changed = Object.values(after).some(
    (node) => before[node.id] !== undefined && !isSame(before[node.id]?.ranges, node.ranges),
  );
  if (!changed) return [];
  return movedSlots(before, after)
    .filter(({ from, to }) => !promoted.some(({ node, from: replaced }) => node.id === to && replaced === from))
    .map(({ from, to, count }) =>
      event(atMs, 'redis', 'healthy', 'redis.slots-moved', `${from}-${to}`, {
        count,
        from: labelOf(before, from),
        to: labelOf(after, to),
      }),
    );
}

function stateEvents(before: FleetState, after: FleetState, atMs: number): FleetEvent[] {
  const [was, is] = [before.redis?.state, after.redis?.state];
  if (is === 'fail' && was !== 'fail') return [event(atMs, 'redis', 'critical', 'redis.state-fail', 'state', {})];
  if (is === 'ok' && was === 'fail') return [event(atMs, 'redis', 'healthy', 'redis.state-ok', 'state', {})];
  return [];
}

function labelOf(nodes: Nodes, id: string): string {
  const node = nodes[id];
  return node === undefined ? id : serverLabel(node);
}
