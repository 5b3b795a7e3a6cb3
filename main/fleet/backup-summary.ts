// The backup sets of a profile in one row, for the board. Health comes later, with the problems.

import type { BackupSummary } from '../../shared/model/fleet.ts';
import type { BackupsState } from '../../shared/model/backup.ts';

export function summaryOf({ sets }: BackupsState): BackupSummary {
  const all = Object.values(sets);
  const verified = all.filter((set) => set.verified?.ok === true);
  return {
    health: 'healthy',
    sets: all.length,
    verifiedSets: verified.length,
    lastSetMs: latest(all.map((set) => set.finishedMs)),
    lastVerifiedMs: latest(verified.map((set) => set.verified?.atMs ?? 0)),
    totalBytes: all.reduce((sum, set) => sum + set.sizeBytes, 0),
    running: false,
  };
}

function latest(times: readonly number[]): number | null {
  return times.reduce<number | null>((newest, time) => (newest === null || time > newest ? time : newest), null);
}
