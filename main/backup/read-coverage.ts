// What the stores of a profile hold for restoring MongoDB to any moment: sets and slices, and what they cover together.

import { coverageOf } from '../../shared/coverage.ts';
import type { BackupSet, BackupStoreState } from '../../shared/model/backup.ts';
import type { BaseSet, Coverage, Slice } from '../../shared/model/coverage.ts';
import type { BackupCatalogue, SetCatalogue } from './backup-catalogue.ts';

export async function readCoverage(backups: BackupCatalogue, profileId: string): Promise<Coverage> {
  return (await readOplog(backups, profileId)).coverage;
}

/** What the saving of the oplog is judged by. */
export interface OplogReading {
  readonly coverage: Coverage;
  /** Of this profile, in the order they were finished. */
  readonly saved: readonly SavedSlice[];
  /** The places of slices that could not be read, or not wholly. */
  readonly troubled: readonly BackupStoreState[];
}

export interface SavedSlice extends Slice {
  readonly finishedMs: number;
}

export async function readOplog(backups: BackupCatalogue, profileId: string): Promise<OplogReading> {
  const [sets, { sets: all, stores }] = await Promise.all([backups.list(), backups.oplog.read()]);
  const saved = slicesOf(Object.values(all), profileId).toSorted((a, b) => a.finishedMs - b.finishedMs);
  return {
    coverage: coverageOf(basesOf(sets, profileId), saved),
    saved,
    troubled: Object.values(stores).filter(({ trouble }) => trouble !== null),
  };
}

/** Of this profile: a store may be shared. `storeId`: only those that lie there. */
export async function readSlices(oplog: SetCatalogue, profileId: string, storeId?: string): Promise<readonly Slice[]> {
  const all = await oplog.list();
  const listed = all.filter(({ copies }) => storeId === undefined || copies.some(({ store }) => store === storeId));
  return slicesOf(listed, profileId);
}

function slicesOf(sets: readonly BackupSet[], profileId: string): readonly SavedSlice[] {
  return sets.flatMap(({ id, sizeBytes, finishedMs, oplog, profileId: of }) =>
    oplog && of === profileId ? [{ id, sizeBytes, finishedMs, ...oplog }] : [],
  );
}

/** Those that are of one moment of MongoDB, and not known to be damaged. */
export function basesOf(sets: readonly BackupSet[], profileId: string): readonly BaseSet[] {
  return sets.flatMap(({ id, mongo, verified, profileId: of }) => {
    const moment = mongo?.moment;
    return of === profileId && moment && verified?.ok !== false ? [{ id, moment }] : [];
  });
}
