// What a MongoDB replica set (or a standalone server) is, as the console shows it. Members are known by set name + member id.

import type { Health } from './health.ts';
import type { FiguresRow } from './redis.ts';

export interface MongoSummary {
  readonly mode: 'replica-set' | 'standalone';
  readonly health: Health;
  /** The set's name; empty for a standalone server. */
  readonly name: string;
  readonly term: number;
  readonly configVersion: number;
  /** Member key of the primary, null while there is none. */
  readonly primary: string | null;
  readonly votersUp: number;
  readonly voters: number;
  readonly version: string;
  /** Newest minus oldest oplog entry on the primary. Null: not readable, or no oplog. */
  readonly oplogWindowMs: number | null;
  readonly oplogSizeBytes: number | null;
  /** The oplog has reached its size and drops what is older: only then is its window a limit. Absent or null: not known. */
  readonly oplogFull?: boolean | null;
  readonly electionTimeoutMs: number | null;
  /** Privileges the console misses, by what they would show: the rest of the page still works. */
  readonly missing: readonly { readonly privilege: string; readonly shows: string }[];
}

export interface MongoMember {
  /** `<set>/<member id>`; `standalone` for a standalone server. */
  readonly key: string;
  readonly memberId: number;
  readonly host: string;
  readonly port: number;
  /** `stateStr` of replSetGetStatus: PRIMARY, SECONDARY, ARBITER, RECOVERING, STARTUP2, DOWN, … */
  readonly state: string;
  readonly health: Health;
  readonly presence: 'live' | 'late' | 'down' | 'gone';
  /** While it is live, in whole minutes: the row must not change with every tick. */
  readonly lastSeenMs: number;
  readonly trouble: string | null;
  readonly priority: number;
  readonly votes: number;
  readonly hidden: boolean;
  readonly arbiter: boolean;
  readonly delaySeconds: number;
  /** Member key it copies from; null for a primary, an arbiter, or when unknown. */
  readonly syncSource: string | null;
  /** Election id (hex) of the primary that was elected; null elsewhere. */
  readonly electionId: string | null;
  /** When the present primary was elected; null elsewhere. */
  readonly electedMs: number | null;
  readonly version: string;
}

/** Column order of a member's figures row. Rates are per second over the last tick. */
export const MONGO_FIGURES = [
  /** Against the primary's last applied entry, by wall clock of the entries. Null for primary, arbiter, down members, and with no primary. */
  'lagMs',
  /** Last applied entry, ms since 1970. */
  'appliedAtMs',
  'opsPerSecond',
  'insertsPerSecond',
  'queriesPerSecond',
  'updatesPerSecond',
  'deletesPerSecond',
  'connections',
  'connectionsAvailable',
  'cacheUsedBytes',
  'cacheMaxBytes',
  'cacheDirtyBytes',
] as const;

export type MongoFigure = (typeof MONGO_FIGURES)[number];

export function mongoFigure(row: FiguresRow | undefined, figure: MongoFigure): number | null {
  return row?.[MONGO_FIGURES.indexOf(figure)] ?? null;
}

/** One collection, from $collStats/$indexStats; read every 30 s. */
export interface MongoCollection {
  /** `<database>.<collection>` */
  readonly namespace: string;
  readonly documents: number;
  readonly dataBytes: number;
  readonly storageBytes: number;
  readonly indexes: readonly {
    readonly name: string;
    readonly key: Readonly<Record<string, number | string>>;
    readonly sizeBytes: number;
    readonly unique: boolean;
    readonly ttlSeconds: number | null;
    /** Operations since `sinceMs` on the member that was asked. Null without the privilege. */
    readonly uses: number | null;
  }[];
}
