// Which node's map to believe, and which nodes were there before. Pure.
// A node that was reset or cut off has a map too, but a wrong one: it is believed only while no majority contradicts it.

import type { RedisNode } from '../../shared/model/redis.ts';
import { numberOf, type Info } from './parse-info.ts';

/** What CLUSTER INFO of one node says about how much it knows. */
export interface Knowledge {
  readonly epoch: number;
  readonly nodes: number;
}

export function knowledgeOf(clusterInfo: Info | null): Knowledge | null {
  if (clusterInfo === null) return null;
  return {
    epoch: numberOf(clusterInfo, 'cluster_current_epoch') ?? 0,
    nodes: numberOf(clusterInfo, 'cluster_known_nodes') ?? 0,
  };
}

/** More than half of the nodes that answered know a newer epoch, or more nodes. */
export function isOutvoted(asked: Knowledge, all: readonly Knowledge[]): boolean {
  const newer = all.filter(({ epoch }) => epoch > asked.epoch).length;
  const fuller = all.filter(({ nodes }) => nodes > asked.nodes).length;
  return newer * 2 > all.length || fuller * 2 > all.length;
}

/** The next id after `previous`, in order and round again: the load of being asked is spread over all nodes. */
export function nextInTurn(ids: readonly string[], previous: string | null): string | undefined {
  const sorted = ids.toSorted();
  return sorted.find((id) => previous !== null && id > previous) ?? sorted[0];
}

/** A node that left the cluster, as it stays on screen. Its slots are somebody else's now. */
export function asGone(node: RedisNode): RedisNode {
  return {
    ...node,
    presence: 'gone',
    health: 'unknown',
    ranges: [],
    open: [],
    flags: [],
    linkState: 'disconnected',
    trouble: null,
  };
}
