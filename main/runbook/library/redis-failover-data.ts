// What a Redis failover is about, as data that a later process can go on with.

import { AppError } from '../../../shared/errors.ts';
import type { RedisNode } from '../../../shared/model/redis.ts';
import type { SlotRange } from '../../../shared/slots.ts';
import type { RedisNodeView, RedisReading } from '../../redis/redis-access.ts';

export type FailoverMode = 'plain' | 'force' | 'takeover';

export interface NodeName {
  readonly id: string;
  /** `host:port` */
  readonly label: string;
}

export interface FailoverData {
  readonly mode: FailoverMode;
  readonly replica: NodeName;
  readonly primary: NodeName;
  /** The primary's config epoch before: the new one's is higher. */
  readonly epochBefore: number;
  readonly ranges: readonly SlotRange[];
  /** Every node of the cluster when it was planned. */
  readonly nodes: readonly NodeName[];
  /** How many of them answered then. */
  readonly liveNodes: number;
}

export function labelOf({ host, port }: { readonly host: string; readonly port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** A node by its id or by `host:port`. */
export function findNode(reading: RedisReading, wanted: string): RedisNode {
  const node = reading.nodes[wanted] ?? Object.values(reading.nodes).find((candidate) => labelOf(candidate) === wanted);
  if (node && node.presence !== 'gone') return node;
  throw new AppError('not_found', `The cluster has no node ${wanted}.`, {
    hint: 'Give a node id or host:port of a replica.',
  });
}

export function slotOwners(reading: RedisReading): readonly RedisNode[] {
  return Object.values(reading.nodes).filter(
    (node) => node.role === 'primary' && node.presence !== 'gone' && node.ranges.length > 0,
  );
}

export function majorityOf(count: number): number {
  return Math.floor(count / 2) + 1;
}

/** A majority of all nodes. With TAKEOVER too many are lost for that, so of those that answered. */
export function neededAgreement({ mode, nodes, liveNodes }: FailoverData): number {
  return majorityOf(mode === 'takeover' ? liveNodes : nodes.length);
}

/** Gone for us and for the cluster: only both together justify going on without it. */
export function isLost(node: RedisNode): boolean {
  return node.presence !== 'live' && node.flags.some((flag) => flag === 'fail' || flag === 'fail?');
}

/** Whether a node's view of the cluster says that the failover happened. */
export function saysPromoted(view: readonly RedisNodeView[], data: FailoverData): boolean {
  const line = view.find((node) => node.id === data.replica.id);
  return line?.role === 'primary' && line.configEpoch > data.epochBefore && line.ranges.length > 0;
}
