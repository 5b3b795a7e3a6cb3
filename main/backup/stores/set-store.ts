// What every store of sets can do, whatever it is made of. A set is a folder of files with a manifest, written last: without
// its manifest it is no set.

import type { UnfinishedSet } from '../../../shared/model/backup.ts';
import type { StoreTarget } from '../../../shared/model/profile.ts';
import type { SetDocument, SetHeader } from '../format/open-set.ts';
import type { Room } from '../room.ts';
import type { Verification } from '../verification.ts';

export interface StoredSet {
  readonly header: SetHeader;
  readonly learnt: Verification;
}

export interface StoreReading {
  readonly sets: readonly StoredSet[];
  /** Null where the store does not tell. */
  readonly freeBytes: number | null;
  /** Of single sets: a damaged manifest. */
  readonly troubles: readonly string[];
  /** What is no complete set, and nobody on this machine is writing. By name. */
  readonly unfinished: readonly Unfinished[];
}

/** As the store alone can tell. `isNoted`: its own journal says how to go on with it. */
export type Unfinished = Omit<UnfinishedSet, 'goesOnBy'> & { readonly isNoted: boolean };

/** How long work is stopped and followed. */
export interface SetWork {
  readonly signal: AbortSignal;
  readonly onBytes?: (bytes: number) => void;
}

export interface SetStore {
  readonly id: string;
  readonly kind: StoreTarget['kind'];
  /** A folder, or `s3://bucket/prefix`. */
  readonly place: string;
  /** Throws AppErrors that say what is wrong with the store as a whole. */
  read(): Promise<StoreReading>;
  /** What `read` remembers of the store is asked for anew next time. */
  expire(): void;
  /** What its manifest says, as far as no key is needed. Throws `not_found` where the store does not hold the set, `damaged` where its manifest is. */
  document(setId: string): Promise<SetDocument>;
  has(setId: string): Promise<boolean>;
  /** Null when every file of the set is there at full length; otherwise what is not, as a sentence. */
  incompleteness(setId: string): Promise<string | null>;
  learnt(setId: string): Promise<Verification>;
  learn(setId: string, change: Partial<Verification>): Promise<void>;
  /** The folder of this machine where a new set of this store is made, and the room there. */
  workFolder(): Promise<{ readonly folder: string } & Room>;
  /** Where all files of the set lie on this machine; null while they do not. */
  folderOf(setId: string): Promise<string | null>;
  /** Brings every file of the set to this machine, each one checked; goes on where an earlier try ended. Returns the folder. */
  fetch(setId: string, work: SetWork): Promise<string>;
  /** Forgets what `fetch` brought; the set itself stays. */
  dropFetched(setId: string): Promise<void>;
  /** Takes a whole set over from its folder; goes on where an earlier try ended. `proven`: what is known of this content. */
  put(setId: string, setFolder: string, work: SetWork, proven: Verification['proven']): Promise<void>;
  /** Forgets what was made in `workFolder` once the store itself holds the set. */
  dropMade(setId: string): Promise<void>;
  /** Writes, reads and removes something small. Returns what was found, in a few words. */
  test(): Promise<string>;
  /** Removes what an interrupted backup or copy left. Refuses anything that is a complete set. */
  removeUnfinished(name: string): Promise<void>;
  /** Until when an object lock keeps the set from being removed; null where none does. */
  lockedUntilMs(setId: string): Promise<number | null>;
  /** Puts another manifest of the same files in the place of a set's own: at once, or not at all. */
  replaceManifest(setId: string, document: string): Promise<void>;
  /** Removes a complete set. From its first moment on it is none any more. */
  remove(setId: string): Promise<void>;
}
