// What a restore's steps are rebuilt from, here or in another process.

import type { Slice } from '../../../shared/model/coverage.ts';
import type { Moment } from '../../../shared/moment.ts';
import type { Manifest, MongoCollectionInSet } from '../../backup/manifest.ts';
import type { Metadata } from '../../backup/mongo/list-collections.ts';

export interface RedisRestore {
  readonly conflict: 'replace' | 'skip' | 'fail';
  /** Only keys that this pattern names, as in KEYS. Absent here and below: all, as before there was a choice. */
  readonly keys?: string;
  readonly database?: number;
  /** Keys live on for as long as they had to live when the set was taken. */
  readonly shiftsTimes?: boolean;
  /** Absent: the functions of the set are not loaded, or it holds none. */
  readonly functions?: 'missing' | 'replace';
}

export interface RestoreData {
  readonly set: string;
  /** The store it must be fetched from first; absent or null: it lies on this machine. */
  readonly fetchFrom?: string | null;
  readonly mongo: {
    readonly databases: readonly string[];
    /** Only these of them, as `database.collection`; absent: all. */
    readonly only?: readonly string[];
    /** What is called otherwise when it is restored: name in the set → name on the servers. */
    readonly names?: Readonly<Record<string, string>>;
    readonly mode: 'beside' | 'in-place';
    readonly keepOld: boolean;
    /** Users and roles too. */
    readonly accounts: boolean;
    /** What was written after the set, up to a moment; absent: the set as it is. */
    readonly replay?: {
      readonly upTo: Moment;
      readonly after: Moment;
      readonly slices: readonly Pick<Slice, 'id' | 'link'>[];
      /** Instead of slices: what the dump the set was made of kept of its time. */
      readonly isOfDump?: true;
      /** Databases that were made since, too. */
      readonly everyDatabase: boolean;
    };
  } | null;
  readonly redis: RedisRestore | null;
  /** How fast bytes go to the servers at most, and are read back; null: as fast as it goes. */
  readonly bytesPerSecond: number | null;
  /** Everything the set holds is restored, users and roles aside: comparing it proves the set. */
  readonly isWhole: boolean;
}

/** MongoDB renames no `system.js`: it comes back beside, never in place. */
export function isStoredFunctions({ name }: MongoCollectionInSet): boolean {
  return name === 'system.js';
}

/** The chosen collections, in the set's order. */
export function collectionsOf(
  { mongo }: Manifest,
  { databases, only }: Pick<NonNullable<RestoreData['mongo']>, 'databases' | 'only'>,
): readonly MongoCollectionInSet[] {
  return (mongo?.collections ?? []).filter(
    ({ database, name }) => databases.includes(database) && (only?.includes(`${database}.${name}`) ?? true),
  );
}

/** A collection that was restored, with what is to be made of it: indexes, options. */
export interface MadeCollection extends Pick<MongoCollectionInSet, 'database' | 'name' | 'type'> {
  metadata(): Promise<Metadata>;
}

/** What of MongoDB is restored, and under which names. */
export type MongoChoice = Pick<NonNullable<RestoreData['mongo']>, 'databases' | 'only' | 'names'>;
