// Calls about what the stores hold.

import type { backupsContract } from '../../../shared/contract/backups.ts';
import { toMongoError } from '../../mongo/errors.ts';
import { readRestoresLeft } from '../../backup/mongo/read-restores-left.ts';
import { readCoverage } from '../../backup/read-coverage.ts';
import { readRedisSettings } from '../../backup/read-redis-settings.ts';
import type { Services } from '../../services.ts';
import type { Handlers } from '../handlers.ts';

export function backupsHandlers({ fleet }: Services): Handlers<typeof backupsContract> {
  return {
    'backups.coverage': ({ profileId }) => readCoverage(fleet.session(profileId).backups, profileId),
    'backups.restoresLeft': async ({ profileId }) => {
      const { mongo } = fleet.session(profileId);
      if (mongo === null) return [];
      return readRestoresLeft(mongo.client()).catch((error: unknown) => {
        throw toMongoError(error, 'the primary');
      });
    },
    'backups.redisSettings': ({ profileId, setId }) => readRedisSettings(fleet.session(profileId).backups, setId),
  };
}
