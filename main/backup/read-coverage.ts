// What the stores of a profile hold for restoring MongoDB to any moment: sets and slices, and what they cover together.

import { coverageOf } from '../../shared/coverage.ts';
import type { BackupSet } from '../../shared/model/backup.ts';
import type { BaseSet, Coverage, Slice } from '../../shared/model/coverage.ts';
import type { BackupCatalogue, SetCatalogue } from './backup-catalogue.ts';

export async function readCoverage(backups: BackupCatalogue, profileId: string): Promise<Coverage> {
  const [sets, slices] = await Promise.all([backups.list(), readSlices(backups.oplog, profileId)]);
  return coverageOf(basesOf(sets, profileId), slices);
}

/** Of this profile: a store may be shared. `storeId`: only those that lie there. */
export async function readSlices(oplog: SetCatalogue, profileId: string, storeId?: string): Promise<readonly Slice[]> {
  const all = await oplog.list();
  const listed = all.filter(({ copies }) => storeId === undefined || copies.some(({ store }) => store === storeId));
  return listed.flatMap((set): Slice[] =>
    set.oplog && set.profileId === profileId ? [{ id: set.id, sizeBytes: set.sizeBytes, ...set.oplog }] : [],
  );
}

/** Those that are of one moment of MongoDB, and not known to be damaged. */
export function basesOf(sets: readonly BackupSet[], profileId: string): readonly BaseSet[] {
  return sets.flatMap(({ id, mongo, verified, profileId: of }) => {
    const moment = mongo?.moment;
    return of === profileId && moment && verified?.ok !== false ? [{ id, moment }] : [];
  });
}
