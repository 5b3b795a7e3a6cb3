// Calls about what the stores hold.

import type { backupsContract } from '../../../shared/contract/backups.ts';
import { readCoverage } from '../../backup/read-coverage.ts';
import type { Services } from '../../services.ts';
import type { Handlers } from '../handlers.ts';

export function backupsHandlers({ fleet }: Services): Handlers<typeof backupsContract> {
  return {
    'backups.coverage': ({ profileId }) => readCoverage(fleet.session(profileId).backups, profileId),
  };
}
