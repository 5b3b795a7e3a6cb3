// What a backup's steps are rebuilt from, here or in another process.

import type { PlannedCommand } from '../../../shared/model/run.ts';
import type { Compression } from '../../backup/format/compression.ts';

export interface TakeData {
  readonly mongo: boolean;
  readonly redis: boolean;
  readonly store: string;
  readonly redisFrom: 'primary' | 'replica';
  readonly compression: Compression;
  readonly encrypts: boolean;
  readonly parameters: Readonly<Record<string, string>>;
  readonly commands: { readonly mongo: readonly PlannedCommand[]; readonly redis: readonly PlannedCommand[] };
}
