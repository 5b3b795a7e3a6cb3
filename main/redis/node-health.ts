// What is well and what is not, as pure rules. One place, so that every screen and command says the same.

import { worse, type Health } from '../../shared/model/health.ts';
import type { RedisNode, RedisSummary } from '../../shared/model/redis.ts';
import { SLOT_COUNT } from '../../shared/slots.ts';
import { LAG_ALERT_MS } from '../../shared/model/thresholds.ts';

export type NodeFacts = Pick<
  RedisNode,
  'presence' | 'role' | 'ranges' | 'flags' | 'linkState' | 'replicationLink' | 'trouble' | 'open'
>;

/**
 * - critical: a primary with slots is down.
 * - attention: any other node is down, a replica has lost its primary or is more than a second behind, nodes suspect it,
 *   it cannot be read in full, or one of its slots is open.
 * - unknown: it did not answer in time, it is just joining, or it is no longer part of the cluster.
 */
export function nodeHealth(node: NodeFacts, lagMs: number | null): Health {
  switch (node.presence) {
    case 'gone':
    case 'late':
      return 'unknown';
    case 'down':
      return node.role === 'primary' && node.ranges.length > 0 ? 'critical' : 'attention';
    case 'live':
      if (node.flags.includes('handshake')) return 'unknown';
      return isDoubtful(node, lagMs) ? 'attention' : 'healthy';
  }
}

function isDoubtful(node: NodeFacts, lagMs: number | null): boolean {
  return (
    node.trouble !== null ||
    node.linkState === 'disconnected' ||
    node.flags.includes('fail?') ||
    node.flags.includes('noaddr') ||
    node.open.length > 0 ||
    (node.role === 'replica' && node.replicationLink !== null && node.replicationLink !== 'up') ||
    (lagMs !== null && lagMs > LAG_ALERT_MS)
  );
}

/**
 * - critical: the cluster says `fail`, or slots have no working owner.
 * - attention: a node is not well, a primary with slots has no working replica, or nodes disagree about the epoch.
 * - otherwise the worst of its nodes (a node that left on purpose does not count).
 */
export function summaryHealth(
  summary: Pick<RedisSummary, 'mode' | 'state' | 'slotsCovered' | 'agreeing'>,
  nodes: readonly RedisNode[],
): Health {
  const present = nodes.filter((node) => node.presence !== 'gone');
  const worst = present.reduce<Health>((health, node) => worse(health, node.health), 'healthy');
  if (summary.mode === 'standalone') return worst;
  if (summary.state === 'fail' || summary.slotsCovered < SLOT_COUNT) return 'critical';
  const answering = present.filter((node) => node.presence === 'live').length;
  const isDivided = summary.agreeing < answering;
  const isBare = present.some((node) => isPrimaryWithoutReplica(node, present));
  return worse(worst, isDivided || isBare ? 'attention' : 'healthy');
}

function isPrimaryWithoutReplica(node: RedisNode, nodes: readonly RedisNode[]): boolean {
  if (node.role !== 'primary' || node.ranges.length === 0) return false;
  const couldTakeOver = (other: RedisNode): boolean =>
    other.primary === node.id &&
    (other.presence === 'live' || other.presence === 'late') &&
    other.replicationLink !== 'down';
  return !nodes.some(couldTakeOver);
}
