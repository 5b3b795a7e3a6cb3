// What the rest of the engine may ask of the backup stores of one profile.

import type { BackupKeys } from './keys/backup-keys.ts';
import type { OpenSet } from './format/open-set.ts';
import type { BackupsState, BackupSet } from '../../shared/model/backup.ts';

/** One kind of sets in the stores of a profile. */
export interface SetCatalogue {
  /** The sets that are complete, newest first, from every store. Reads manifests only. */
  list(): Promise<readonly BackupSet[]>;
  /** As the Backups screen shows it. Cheap to call every few seconds. */
  read(): Promise<BackupsState>;
  /** Folder of a set on this machine. Throws `not_found`. */
  folderOf(setId: string): Promise<string>;
  /** The set, ready to be read. Throws `not_found`, `damaged`, `unsupported`, `denied` without its key. */
  open(setId: string): Promise<OpenSet>;
  /** What new sets are encrypted with, and opens those that are. */
  readonly keys: BackupKeys;
  /** Folder and free bytes of a store; without an id the first one. Throws `not_found`, `unreachable`. */
  store(storeId?: string): Promise<{ readonly id: string; readonly folder: string; readonly freeBytes: number }>;
  /** Removes what an interrupted backup left. Refuses anything that is a complete set. */
  removeUnfinished(storeId: string, folder: string): Promise<void>;
}

export interface BackupCatalogue extends SetCatalogue {
  /** Slices of the oplog: sets of their own kind, below `oplog` in every store. */
  readonly oplog: SetCatalogue;
}
