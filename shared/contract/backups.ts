import { z } from 'zod';
import { call, OnProfile } from './define.ts';
import type { RedisSettingsInSet } from '../model/backup.ts';
import type { Coverage } from '../model/coverage.ts';

export const backupsContract = {
  /** Which moments of MongoDB can be restored, from all stores. Reads headers of sets and slices: asked when it is looked at. */
  'backups.coverage': call<Coverage>()('read', OnProfile),
  /** What the Redis nodes of a set were set to, shard by shard. Reads the set. */
  'backups.redisSettings': call<readonly RedisSettingsInSet[]>()(
    'read',
    OnProfile.extend({ setId: z.string().max(100) }),
  ),
};
