// What a Redis Cluster (or a standalone server) is, as the console shows it. Nodes are known by node id, never by host.

import type { SlotRange } from '../slots.ts';
import type { Health } from './health.ts';

export type RedisMode = 'cluster' | 'standalone';

export interface RedisSummary {
  readonly mode: RedisMode;
  readonly health: Health;
  /** `cluster_state` as the asked node says it; standalone servers are `ok` while they answer. */
  readonly state: 'ok' | 'fail' | 'unknown';
  readonly currentEpoch: number;
  /** Nodes that answered with the same current epoch as the node the map was read from. */
  readonly agreeing: number;
  readonly known: number;
  readonly slotsCovered: number;
  readonly version: string;
  /** The node CLUSTER NODES was read from in this tick (it rotates). */
  readonly askedNode: string;
}

export interface OpenSlot {
  readonly slot: number;
  readonly kind: 'migrating' | 'importing';
  /** The node at the other end. */
  readonly peer: string;
}

export interface RedisNode {
  readonly id: string;
  /** Where it is reached from here; shown, never used as identity. */
  readonly host: string;
  readonly port: number;
  readonly role: 'primary' | 'replica';
  /** Node id of the primary a replica follows. */
  readonly primary: string | null;
  /** `connected`: the asked node's bus link to it. */
  readonly linkState: 'connected' | 'disconnected';
  /** Flags of CLUSTER NODES without `myself`, `master`, `slave`, `noflags`: `fail`, `fail?`, `handshake`, `noaddr`, `nofailover`. */
  readonly flags: readonly string[];
  readonly configEpoch: number;
  readonly ranges: readonly SlotRange[];
  readonly open: readonly OpenSlot[];
  readonly health: Health;
  /** Answered this tick, answered late or not at all, or was seen before and is no longer part of the cluster. */
  readonly presence: 'live' | 'late' | 'down' | 'gone';
  /** While it is live, in whole minutes: the row must not change with every tick. */
  readonly lastSeenMs: number;
  /** Why the console cannot read it, in the driver's mapped words. */
  readonly trouble: string | null;
  readonly version: string;
  /** Replica: `master_link_status`. Null for primaries. */
  readonly replicationLink: 'up' | 'down' | 'syncing' | null;
  readonly replicationId: string;
  readonly maxMemoryPolicy: string;
}

/** Column order of a figures row. Rates are per second over the last tick; `null` in a row: no figure, and never a guess. */
export const REDIS_FIGURES = [
  'opsPerSecond',
  'hitsPerSecond',
  'missesPerSecond',
  /** Hits ÷ (hits + misses) over the last 60 s, 0–1. */
  'hitRatio',
  'usedMemoryBytes',
  /** 0 where no maxmemory is set. */
  'maxMemoryBytes',
  'keys',
  'keysWithTtl',
  'evictedPerSecond',
  'expiredPerSecond',
  'fragmentationRatio',
  'clients',
  /** Replica: bytes of the replication stream it has still to apply. Null for primaries and nodes that are down. */
  'lagBytes',
  /** Replica: how long ago its primary was where the replica is now. Null for primaries and nodes that are down. */
  'lagMs',
] as const;

export type RedisFigure = (typeof REDIS_FIGURES)[number];
export type FiguresRow = readonly (number | null)[];

export function redisFigure(row: FiguresRow | undefined, figure: RedisFigure): number | null {
  return row?.[REDIS_FIGURES.indexOf(figure)] ?? null;
}

/** A primary with its replicas, in the order of its first slot (primaries without slots last, then by id). */
export interface Shard {
  readonly index: number;
  readonly primary: RedisNode;
  readonly replicas: readonly RedisNode[];
}

export function shardsOf(nodes: Readonly<Record<string, RedisNode>>): Shard[] {
  const all = Object.values(nodes);
  const firstSlot = (node: RedisNode): number => node.ranges[0]?.from ?? Number.MAX_SAFE_INTEGER;
  return all
    .filter((node) => node.role === 'primary' && node.presence !== 'gone')
    .sort((a, b) => firstSlot(a) - firstSlot(b) || (a.id < b.id ? -1 : 1))
    .map((primary, index) => ({
      index,
      primary,
      replicas: all
        .filter((node) => node.role === 'replica' && node.primary === primary.id)
        .sort((a, b) => a.port - b.port || (a.id < b.id ? -1 : 1)),
    }));
}
