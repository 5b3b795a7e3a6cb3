// What a restore's steps are rebuilt from, here or in another process.

import type { Manifest, MongoCollectionInSet } from '../../backup/manifest.ts';

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
    readonly mode: 'beside' | 'in-place';
    readonly keepOld: boolean;
    /** Users and roles too. */
    readonly accounts: boolean;
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

/** The collections of these databases, in the set's order. */
export function collectionsOf({ mongo }: Manifest, databases: readonly string[]): readonly MongoCollectionInSet[] {
  return (mongo?.collections ?? []).filter(({ database }) => databases.includes(database));
}
