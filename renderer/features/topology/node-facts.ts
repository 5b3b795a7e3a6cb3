// What a node's card, its link and its tag say, from its row and its figures. Pure, so that words and pictures agree.

import type { FleetState } from '../../../shared/model/fleet.ts';
import { mongoFigure, type MongoMember } from '../../../shared/model/mongo.ts';
import { redisFigure, shardsOf, type FiguresRow, type RedisNode, type Shard } from '../../../shared/model/redis.ts';
import { LAG_ALERT_MS } from '../../../shared/model/thresholds.ts';
import { groupBy } from '../../group-by.ts';

export type LinkKind = 'close' | 'behind' | 'down' | 'syncing' | 'unknown';

export interface LinkFacts {
  readonly kind: LinkKind;
  readonly lagBytes: number | null;
  readonly lagMs: number | null;
}

/** How a replica stands to its primary. Without figures it says so: no figure is ever made up for a node that is silent. */
export function replicationLink(replica: RedisNode, figures: FiguresRow | undefined): LinkFacts {
  const lagBytes = redisFigure(figures, 'lagBytes');
  const lagMs = redisFigure(figures, 'lagMs');
  if (replica.presence === 'down' || replica.presence === 'gone' || replica.replicationLink === 'down') {
    return { kind: 'down', lagBytes: null, lagMs: null };
  }
  if (replica.replicationLink === 'syncing') return { kind: 'syncing', lagBytes: null, lagMs: null };
  if (lagMs === null) return { kind: 'unknown', lagBytes, lagMs };
  return { kind: lagMs > LAG_ALERT_MS ? 'behind' : 'close', lagBytes, lagMs };
}

export type Condition =
  'inSync' | 'behind' | 'linkDown' | 'syncing' | 'late' | 'down' | 'gone' | 'reading' | 'slotless' | 'serving';

/** What to say of a node in a few words; `serving` stands for its figures. */
export function conditionOf(node: RedisNode, figures: FiguresRow | undefined): Condition {
  if (node.presence !== 'live') return node.presence;
  if (node.role === 'primary' && node.ranges.length === 0) return 'slotless';
  if (node.role === 'primary') return redisFigure(figures, 'opsPerSecond') === null ? 'reading' : 'serving';
  const { kind } = replicationLink(node, figures);
  if (kind === 'down') return 'linkDown';
  if (kind === 'unknown') return 'reading';
  return kind === 'close' ? 'inSync' : kind;
}

/** Members in the order of the set's configuration, so that a failover moves the tag and not the cards. */
export function membersInOrder(members: FleetState['mongoMembers']): MongoMember[] {
  return Object.values(members).sort((a, b) => a.memberId - b.memberId || (a.key < b.key ? -1 : 1));
}

export function memberIsBehind(member: MongoMember, figures: FiguresRow | undefined): boolean {
  return (mongoFigure(figures, 'lagMs') ?? 0) > LAG_ALERT_MS + member.delaySeconds * 1_000;
}

export interface Arrangement {
  readonly shards: readonly Shard[];
  /** Nodes no shard holds: gone from the cluster, or following nobody that is known. */
  readonly strays: readonly RedisNode[];
}

/** Who stood together when a primary last had slots: its node id → the ids of its shard. */
export type Companions = ReadonlyMap<string, readonly string[]>;

/**
 * The picture of the cluster. Right after a failover the old primary is, for a moment, a primary without slots and without
 * replicas; it stays in the row of its successor, so that nothing jumps before it follows.
 */
export function arrangementOf(nodes: FleetState['redisNodes'], companions: Companions = new Map()): Arrangement {
  const all = shardsOf(nodes);
  const isDeposed = ({ primary, replicas }: Shard): boolean =>
    primary.ranges.length === 0 && replicas.length === 0 && successorOf(all, primary.id, companions) !== undefined;
  const deposed = all.filter(isDeposed).map(({ primary }) => primary);
  const shards = all
    .filter((shard) => !isDeposed(shard))
    .map((shard, index) => ({
      index,
      primary: shard.primary,
      replicas: [
        ...deposed.filter(({ id }) => successorOf(all, id, companions) === shard.primary.id),
        ...shard.replicas,
      ],
    }));
  const placed = new Set(shards.flatMap(({ primary, replicas }) => [primary.id, ...replicas.map(({ id }) => id)]));
  const strays = Object.values(nodes).filter(({ id }) => !placed.has(id));
  return { shards, strays: strays.sort((a, b) => a.port - b.port || (a.id < b.id ? -1 : 1)) };
}

/** What {@link arrangementOf} has to remember of the present picture. */
export function companionsOf({ shards }: Arrangement): Map<string, readonly string[]> {
  const withSlots = shards.filter(({ primary }) => primary.ranges.length > 0);
  return new Map(withSlots.map(({ primary, replicas }) => [primary.id, replicas.map(({ id }) => id)]));
}

/** The former replica that has the slots now. */
function successorOf(shards: readonly Shard[], id: string, companions: Companions): string | undefined {
  const former = companions.get(id);
  return shards.find(({ primary }) => primary.ranges.length > 0 && former?.includes(primary.id))?.primary.id;
}

export interface HostGroup {
  readonly host: string;
  readonly nodes: readonly RedisNode[];
  readonly members: readonly MongoMember[];
}

/** What stands together falls together: nodes and members by the machine they are on. */
export function hostsOf(fleet: Pick<FleetState, 'redisNodes' | 'mongoMembers'>): HostGroup[] {
  const byPort = (a: { port: number }, b: { port: number }): number => a.port - b.port;
  const nodes = groupBy(Object.values(fleet.redisNodes), ({ host }) => host);
  const members = groupBy(Object.values(fleet.mongoMembers), ({ host }) => host);
  return [...new Set([...nodes.keys(), ...members.keys()])].sort().map((host) => ({
    host,
    nodes: (nodes.get(host) ?? []).sort(byPort),
    members: (members.get(host) ?? []).sort(byPort),
  }));
}

/** Whether all are on one host, where the port alone says which. */
export function isOneHost(fleet: Pick<FleetState, 'redisNodes' | 'mongoMembers'>): boolean {
  return hostsOf(fleet).length <= 1;
}

/** How many slots a primary moves, and to which shard most of them. */
export function movingSlots(
  shard: Shard,
  shards: readonly Shard[],
): { readonly count: number; readonly to: number | null } {
  const moving = shard.primary.open.filter(({ kind }) => kind === 'migrating');
  const peer = moving[0]?.peer;
  const target = shards.find(({ primary }) => primary.id === peer);
  return { count: moving.length, to: target?.index ?? null };
}
