// A backup set as the console lists it. The manifest (the truth on disk) is in main/backup; this is what screens need of it.

import type { ErrorCode } from '../errors.ts';
import type { Moment } from '../moment.ts';
import type { SlotRange } from '../slots.ts';
import type { SliceHeader } from './coverage.ts';
import type { StoreTarget } from './profile.ts';

/** Two times by the clock of the machine that took the set. */
export interface Between {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface BackupSet {
  /** `2026-11-20T02-00-00Z-k3f9`: sortable, a valid folder name everywhere. */
  readonly id: string;
  /** The store it is read from: of several that hold it, the first one on this machine. */
  readonly store: string;
  /** Every store that holds it, this one first. */
  readonly copies: readonly SetCopy[];
  readonly profileId: string;
  readonly startedMs: number;
  readonly finishedMs: number;
  /**
   * All that is inside is of moments between these two: nothing acknowledged before is missing, nothing begun after is in it, and
   * no two parts are further apart. Null: not known (older sets).
   */
  readonly checkpoint: Between | null;
  readonly sizeBytes: number;
  /** Then names (of databases, of the replica set) are not known without the key. */
  readonly isEncrypted: boolean;
  /** The backup key that opens it; null where it is a passphrase, or nothing is encrypted. */
  readonly keyId: string | null;
  /** What is inside; null where the set does not hold that kind. */
  readonly mongo: {
    readonly version: string;
    readonly replicaSet: string;
    readonly databases: readonly string[];
    readonly collections: number;
    readonly documents: number;
    readonly indexes: number;
    /** All of it is as it was then, capped collections aside. Null: each collection by itself. */
    readonly momentMs: number | null;
    /** The same as the server's cluster time. Not told by encrypted sets of older versions. */
    readonly moment?: Moment | null;
    /** Users and roles. */
    readonly accounts: number;
  } | null;
  readonly redis: {
    readonly version: string;
    readonly shards: number;
    readonly keys: number;
    readonly slotsCovered: number;
  } | null;
  /** Of a slice of the oplog, which holds neither. Slices are not among the sets. */
  readonly oplog?: SliceHeader;
  /** Last verification of this very content. Null: never verified. */
  readonly verified: {
    readonly atMs: number;
    readonly ok: boolean;
    /** What verified it: runbook id and operator name. */
    readonly by: string;
    /** Files that failed, with the reason; empty when ok. */
    readonly faults: readonly { readonly file: string; readonly reason: string }[];
  } | null;
  /** Last restore that was compared and found equal. */
  readonly proven: { readonly atMs: number; readonly by: string; readonly tookMs: number } | null;
  /** Last restore drill that came to a verdict. */
  readonly drill: DrillVerdict | null;
}

/** What a restore drill found: the set restored into servers of its own, and compared. Bears no name of anything in the set. */
export interface DrillVerdict {
  readonly startedMs: number;
  readonly endedMs: number;
  readonly ok: boolean;
  /** Operator. */
  readonly by: string;
  readonly runId: string;
  /** From the beginning until everything was there to be compared: how long a restore takes. */
  readonly restoredMs: number;
  readonly compared: {
    readonly collections: number;
    readonly documents: number;
    readonly indexes: number;
    readonly accounts: number;
    readonly families: number;
    readonly keys: number;
  };
  /** Collections and key families that were not as in the set. */
  readonly differences: number;
}

/** What a node of Redis was set to when its shard was copied. */
export interface RedisSettingsInSet {
  /** `host:port` */
  readonly node: string;
  readonly ranges: readonly SlotRange[];
  /** Null: the set was taken before settings were kept. */
  readonly settings: {
    /** One line of ACL LIST each. Null: the profile's user might not read them. */
    readonly users: readonly string[] | null;
    /** Null: as above. */
    readonly configuration: Readonly<Record<string, string>> | null;
    /** What is set on the server and not in here: names of settings, and `passwords` of users. */
    readonly leftOut: readonly string[];
  } | null;
}

/** What is known of one store's copy of a set. */
export interface SetCopy {
  readonly store: string;
  readonly verified: BackupSet['verified'];
  readonly proven: BackupSet['proven'];
  readonly drill: BackupSet['drill'];
}

/** By when they were finished: ids tell seconds, and several sets may be begun in one. */
export function newestFirst(sets: readonly BackupSet[]): BackupSet[] {
  return [...sets].sort((a, b) => b.finishedMs - a.finishedMs || (a.id < b.id ? 1 : -1));
}

export interface BackupsState {
  readonly stores: Readonly<Record<string, BackupStoreState>>;
  readonly sets: Readonly<Record<string, BackupSet>>;
}

export interface BackupStoreState {
  readonly id: string;
  readonly kind: StoreTarget['kind'];
  /** A folder, or `s3://bucket/prefix`. */
  readonly place: string;
  /** Null where the store does not tell. */
  readonly freeBytes: number | null;
  readonly trouble: string | null;
  /** What is no complete set: a backup or copy that did not come to its end. It can be removed, never restored. */
  readonly unfinished: readonly UnfinishedSet[];
}

export interface UnfinishedSet {
  /** As the store calls it: the set's id, with `.partial` behind it while files lie in a folder. */
  readonly name: string;
  readonly setId: string;
  /** Whose backup it was; null of a copy, and where nobody noted it. */
  readonly profileId: string | null;
  readonly startedMs: number;
  /** 0 where nothing was written. */
  readonly lastWriteMs: number;
  readonly sizeBytes: number;
  /** What of a backup is finished; null of a copy, and where nobody noted it. */
  readonly holds: {
    /** Null: no shard is, since all shards are copied together. */
    readonly redis: { readonly shards: number; readonly keys: number } | null;
    /** `of`: there were so many at its moment. */
    readonly mongo: { readonly collections: number; readonly of: number; readonly documents: number } | null;
  } | null;
  /** Why it stopped; null where its console ended in the middle, and of a copy. */
  readonly stopped: {
    readonly atMs: number;
    readonly code: ErrorCode;
    /** Null in an encrypted set: it may bear names. */
    readonly message: string | null;
    readonly runId: string;
  } | null;
  /** The runbook that goes on with it: the whole set is elsewhere, or enough of it is here. Null: it can only be removed. */
  readonly goesOnBy: 'backup.copy' | 'backup.resume' | null;
}

export const BACKUPS_TABLES = ['stores', 'sets'] as const satisfies readonly (keyof BackupsState)[];
