// What a backup's steps are rebuilt from, here or in another process.

import type { PlannedCommand } from '../../../shared/model/run.ts';
import type { Compression } from '../../backup/format/compression.ts';
import type { AccountChoice } from '../../backup/mongo/accounts.ts';
import type { SourceChoice } from './backup-mongo-source.ts';
import type { SetUnderWay } from './backup-set-under-way.ts';

export interface TakeData {
  /** The unfinished set to go on with. Absent: a new one is made. */
  readonly resumes?: SetUnderWay;
  readonly mongo: boolean;
  readonly redis: boolean;
  /** Where the set is made: the first of the chosen stores that lies on this machine, else a bucket's folder here. */
  readonly store: string;
  /** Further stores it goes to, the one it is made for last. Absent in runs of older versions. */
  readonly copies?: readonly string[];
  readonly redisFrom: 'primary' | 'replica';
  readonly mongoFrom: SourceChoice;
  readonly mongoAccounts: AccountChoice;
  /** How fast the servers are read at most; null: as fast as it goes. */
  readonly bytesPerSecond: number | null;
  /** Reads by few cursors, and packs behind everything else. */
  readonly isGentle: boolean;
  readonly compression: Compression;
  readonly encrypts: boolean;
  readonly parameters: Readonly<Record<string, string>>;
  readonly commands: { readonly mongo: readonly PlannedCommand[]; readonly redis: readonly PlannedCommand[] };
}
