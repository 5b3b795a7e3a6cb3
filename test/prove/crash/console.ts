// The consoles of the proof: all on the same servers and the same store, each with a folder of its own, or one that an
// earlier console left.

import { basename, join } from 'node:path';
import { keyIdOf, recoveryTextOf } from '../../../main/backup/keys/recovery-text.ts';
import type { AppOptions } from '../../../main/app.ts';
import type { Lifetime } from '../../../shared/lifetime.ts';
import { startConsole, type TestConsole } from '../../fixtures/console.ts';
import { hurriedLibrary } from './hurried-library.ts';

/** Sets are encrypted by the one; a rotation gives it to those that have the other. */
export const BACKUP_KEY = Buffer.alloc(32, 'the key');
export const FORMER_KEY = Buffer.alloc(32, 'the key before');

export interface ConsoleOrder {
  readonly folder: string;
  readonly redisSeeds: readonly string[];
  readonly mongo: { readonly seeds: readonly string[]; readonly name: string };
  readonly store: string;
}

/** Where copies go; it need not exist. */
export function secondStoreOf(store: string): string {
  return `${store}-second`;
}

export async function openConsole(
  { folder, redisSeeds, mongo, store }: ConsoleOrder,
  lifetime: Lifetime,
  onJournal?: NonNullable<AppOptions['onJournal']>,
): Promise<TestConsole> {
  return startConsole({
    lifetime,
    folder,
    // Servers of a drill find no place on the small disk that is filled up; the console's own files do.
    cacheFolder: join(`${store}-cache`, basename(folder)),
    redisSeeds,
    mongo,
    profile: {
      stores: [
        { kind: 'local', id: 'local', folder: store, keep: { days: 30 } },
        { kind: 'local', id: 'second', folder: secondStoreOf(store) },
      ],
      backup: { encryption: 'key', keyId: keyIdOf(BACKUP_KEY) },
    },
    secrets: { backupKey: [BACKUP_KEY, FORMER_KEY].map(recoveryTextOf).join(' ') },
    library: await hurriedLibrary(lifetime, join(folder, 'runbooks')),
    ...(onJournal && { onJournal }),
  });
}
