// The one snapshot everything is joined into, and its tables. It travels as `fleet.watch`.

import type { Environment } from './profile.ts';
import type { FleetEvent, Health, Problem } from './health.ts';
import type { FiguresRow, RedisNode, RedisSummary } from './redis.ts';
import type { MongoCollection, MongoMember, MongoSummary } from './mongo.ts';

export interface FleetProfile {
  readonly id: string;
  readonly name: string;
  readonly environment: Environment;
  readonly colour: string;
  readonly readOnly: boolean;
}

export interface BackupSummary {
  readonly health: Health;
  readonly sets: number;
  readonly verifiedSets: number;
  readonly lastSetMs: number | null;
  readonly lastVerifiedMs: number | null;
  readonly totalBytes: number;
  /** A set being written now. */
  readonly running: boolean;
}

/** Changes on every tick, so it stays small. */
export interface FleetClock {
  readonly tick: number;
  readonly atMs: number;
  readonly intervalMs: number;
  /** How long this tick's reading took. */
  readonly tookMs: number;
}

export interface FleetState {
  readonly profile: FleetProfile;
  readonly clock: FleetClock;
  /** Null: the profile has no Redis. `error` in `trouble`: it has one, and it cannot be read. */
  readonly redis: RedisSummary | null;
  readonly mongo: MongoSummary | null;
  readonly backups: BackupSummary | null;
  /** Why an area as a whole cannot be read now: wrong password, nothing reachable. Null where it can. */
  readonly trouble: {
    readonly redis: AreaTrouble | null;
    readonly mongo: AreaTrouble | null;
    readonly backup: AreaTrouble | null;
  };
  readonly redisNodes: Readonly<Record<string, RedisNode>>;
  readonly redisFigures: Readonly<Record<string, FiguresRow>>;
  readonly mongoMembers: Readonly<Record<string, MongoMember>>;
  readonly mongoFigures: Readonly<Record<string, FiguresRow>>;
  readonly mongoCollections: Readonly<Record<string, MongoCollection>>;
  readonly problems: Readonly<Record<string, Problem>>;
  /** The newest 200, by id. */
  readonly events: Readonly<Record<string, FleetEvent>>;
}

export interface AreaTrouble {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly sinceMs: number;
}

export const FLEET_TABLES = [
  'redisNodes',
  'redisFigures',
  'mongoMembers',
  'mongoFigures',
  'mongoCollections',
  'problems',
  'events',
] as const satisfies readonly (keyof FleetState)[];

/** A chart's data: `points[n]` is `[atMs, …one value per column]`; at most ~360 points whatever the window. */
export interface HistoryState {
  readonly columns: readonly HistoryColumn[];
  readonly points: Readonly<Record<string, readonly (number | null)[]>>;
}

export interface HistoryColumn {
  /** Node id or member key; `cluster` for the sum or mean over all primaries. */
  readonly subject: string;
  readonly figure: string;
}

export const HISTORY_TABLES = ['points'] as const satisfies readonly (keyof HistoryState)[];

/** Window of a chart → seconds per point. */
export const HISTORY_WINDOWS = { '5m': 1, '30m': 5, '2h': 20 } as const;
export type HistoryWindow = keyof typeof HISTORY_WINDOWS;
