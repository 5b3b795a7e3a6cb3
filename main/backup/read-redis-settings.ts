// What a set says its Redis nodes were set to, for people to look at.

import { AppError } from '../../shared/errors.ts';
import type { RedisSettingsInSet } from '../../shared/model/backup.ts';
import type { SetCatalogue } from './backup-catalogue.ts';
import { readSettingsOf } from './redis/server-settings.ts';

/** Shard by shard. Throws `blocked` where the set lies on no store of this machine, and what opening a set throws. */
export async function readRedisSettings(backups: SetCatalogue, setId: string): Promise<readonly RedisSettingsInSet[]> {
  const holder = await backups.holderOf(setId);
  const folder = holder.kind === 'local' ? true : await holder.folderOf(setId);
  if (folder === null)
    throw new AppError('blocked', `The set lies in ${holder.place} only.`, {
      hint: 'Copy it to a store on this machine first: marsad run backup.copy',
    });
  const set = await backups.open(setId);
  return Promise.all(
    (set.manifest.redis?.shards ?? []).map(async (shard) => ({
      node: `${shard.readFrom.host}:${shard.readFrom.port}`,
      ranges: shard.ranges,
      settings: await readSettingsOf(set, shard),
    })),
  );
}
