// What a backup's steps are rebuilt from, here or in another process.

import type { PlannedCommand } from '../../../shared/model/run.ts';

export interface TakeData {
  readonly mongo: boolean;
  readonly redis: boolean;
  /** Where the set is made: the first of the chosen stores that lies on this machine, else a bucket's folder here. */
  readonly store: string;
  /** Further stores it goes to, the one it is made for last. Absent in runs of older versions. */
  readonly copies?: readonly string[];
  readonly redisFrom: 'primary' | 'replica';
  readonly parameters: Readonly<Record<string, string>>;
  readonly commands: { readonly mongo: readonly PlannedCommand[]; readonly redis: readonly PlannedCommand[] };
}
