// What a backup that failed leaves in a store, without waiting for one to fail: its journal names the shards of the world's
// set, whose files are not there, so that they are found to be missing and copied again.

import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openSet } from '../../../main/backup/format/open-set.ts';
import { createBackupKeys, type BackupKeys } from '../../../main/backup/keys/backup-keys.ts';
import { keyIdOf, recoveryTextOf } from '../../../main/backup/keys/recovery-text.ts';
import { partialFolder, setIdIn, setIdOf } from '../../../main/backup/set-folder.ts';
import { noteStopped, readUnfinished, writeUnfinished } from '../../../main/backup/unfinished/unfinished-journal.ts';
import { PROFILE_ID } from '../../fixtures/console.ts';
import { BACKUP_KEY, FORMER_KEY } from './console.ts';
import type { World } from './world.ts';

const keys: BackupKeys = createBackupKeys({
  settings: { encryption: 'key', keyId: keyIdOf(BACKUP_KEY) },
  recoveryTexts: [BACKUP_KEY, FORMER_KEY].map(recoveryTextOf).join(' '),
});

/** One, in the place of any other. */
export async function leaveUnfinished({ store, setId }: World): Promise<void> {
  await removeUnfinished(store);
  const { manifest } = await openSet(join(store, setId), keys);
  const redis = manifest.redis!;
  const startedMs = Date.now();
  const id = setIdOf(startedMs, String(startedMs));
  const key = await keys.create(id);
  const seal = { setId: id, dataKey: await keys.open(id, key!) };
  const folder = partialFolder(store, id);
  await mkdir(folder);
  const begin = { format: 'marsad-unfinished', formatVersion: 1, id, profileId: PROFILE_ID, startedMs, key } as const;
  const writer = await writeUnfinished(folder, begin, [], seal);
  await writer.append('asked', { atMs: startedMs, runId: 'r1' }, { operator: 'tester', parameters: {} });
  const shards = redis.shards.length;
  const files = manifest.files.filter(({ path }) => path.startsWith('redis/'));
  await writer.append('redis', { atMs: startedMs, shards, keys: 1 }, { redis, files });
  await writer.close();
  const lines = await readUnfinished(folder);
  await noteStopped(folder, lines!, seal, { atMs: startedMs, code: 'limited', message: 'full', hint: null });
}

/** Its id; of a new one where there is none. */
export async function unfinishedIn(world: World): Promise<string> {
  const find = async (): Promise<string | undefined> =>
    (await readdir(world.store)).find((name) => name.endsWith('.partial'));
  if ((await find()) === undefined) await leaveUnfinished(world);
  return setIdIn((await find())!);
}

export async function removeUnfinished(store: string): Promise<void> {
  for (const name of await readdir(store))
    if (name.endsWith('.partial')) await rm(join(store, name), { recursive: true });
}
