// What the rest of the engine may ask of the backup stores of one profile.

import type { BackupKeys } from './keys/backup-keys.ts';
import type { OpenSet } from './format/open-set.ts';
import type { BackupsState, BackupSet } from '../../shared/model/backup.ts';
import type { Manifest } from './manifest.ts';
import type { Room } from './room.ts';
import type { SetStore } from './stores/set-store.ts';
import type { Verification } from './verification.ts';

/** One kind of sets in the stores of a profile. */
export interface SetCatalogue {
  /** The sets that are complete, newest first, from every store; each once. Reads manifests only. */
  list(): Promise<readonly BackupSet[]>;
  /** As the Backups screen shows it. Cheap to call every few seconds. */
  read(): Promise<BackupsState>;
  /** The stores changed: what is remembered of them is asked for anew. */
  expire(): void;
  /** A store of the profile; without an id the first one. Throws `not_found`. */
  find(storeId?: string): Promise<SetStore>;
  /** The store a set is read from: of several that hold it, the first one on this machine. Throws `not_found`. */
  holderOf(setId: string): Promise<SetStore>;
  /** From the store, or wherever the set lies. Throws `not_found`, `damaged`, `unsupported`, `denied` without its key. */
  manifestOf(setId: string, storeId?: string): Promise<Manifest>;
  learntOf(setId: string): Promise<Verification>;
  /** Notes what was learnt of the copy that is read. */
  learn(setId: string, change: Partial<Verification>): Promise<void>;
  /** Folder of a set on this machine: its store's, or where it was made or fetched to. Throws `not_found`. */
  folderOf(setId: string): Promise<string>;
  /** The set, ready to be read on this machine. Throws `not_found`, `damaged`, `unsupported`, `denied` without its key. */
  open(setId: string): Promise<OpenSet>;
  /** What new sets are encrypted with, and opens those that are. */
  readonly keys: BackupKeys;
  /** Where new sets of a store are made, and the room there; without an id the first store. Throws `not_found`, `unreachable`. */
  store(storeId?: string): Promise<{ readonly id: string; readonly folder: string } & Room>;
  /** Removes what an interrupted backup left. Refuses anything that is a complete set. */
  removeUnfinished(storeId: string, folder: string): Promise<void>;
}

export interface BackupCatalogue extends SetCatalogue {
  /** Slices of the oplog: sets of their own kind, below `oplog` in every store. */
  readonly oplog: SetCatalogue;
}
