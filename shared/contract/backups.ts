import { z } from 'zod';
import { call, OnProfile } from './define.ts';
import type { RedisSettingsInSet } from '../model/backup.ts';
import type { Coverage } from '../model/coverage.ts';
import type { RestoreLeft } from '../model/restored.ts';

export const backupsContract = {
  /** Which moments of MongoDB can be restored, from all stores. Reads headers of sets and slices: asked when it is looked at. */
  'backups.coverage': call<Coverage>()('read', OnProfile),
  /** What restores have left on the servers of MongoDB, newest first. Reads all their names: asked when it is looked at. */
  'backups.restoresLeft': call<readonly RestoreLeft[]>()('read', OnProfile),
  /** What the Redis nodes of a set were set to, shard by shard. Reads the set. */
  'backups.redisSettings': call<readonly RedisSettingsInSet[]>()(
    'read',
    OnProfile.extend({ setId: z.string().max(100) }),
  ),
};
