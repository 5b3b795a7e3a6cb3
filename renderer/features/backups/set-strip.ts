// The strip of sets over time: one bar per set, its height the size, its colour what is known of it. Pure.

import { newestFirst, type BackupSet } from '../../../shared/model/backup.ts';

/** What can be said of a set, the strongest first: proven by a restore, verified, unverified, damaged. */
export type Trust = 'proven' | 'verified' | 'unverified' | 'damaged';

export function trustOf({ verified, proven, drill }: Pick<BackupSet, 'verified' | 'proven' | 'drill'>): Trust {
  if (verified?.ok === false) return 'damaged';
  if (drill?.ok === false && drill.endedMs > (proven?.atMs ?? 0)) return 'damaged';
  if (proven !== null) return 'proven';
  return verified === null ? 'unverified' : 'verified';
}

export interface StripBar {
  readonly id: string;
  readonly finishedMs: number;
  /** 0 … 1 of the largest set; never so low that it cannot be seen. */
  readonly height: number;
  readonly trust: Trust;
}

const LOWEST = 0.08;

/** The newest `limit` sets, oldest first, as time runs. */
export function stripBars(sets: readonly BackupSet[], limit = 60): StripBar[] {
  const shown = newestFirst(sets).slice(0, limit).reverse();
  const largest = Math.max(1, ...shown.map((set) => set.sizeBytes));
  return shown.map((set) => ({
    id: set.id,
    finishedMs: set.finishedMs,
    height: Math.max(LOWEST, set.sizeBytes / largest),
    trust: trustOf(set),
  }));
}

export interface SetSummary {
  readonly count: number;
  readonly verified: number;
  readonly proven: number;
  readonly damaged: number;
  readonly totalBytes: number;
  readonly lastSetMs: number | null;
  readonly lastProvenMs: number | null;
}

export function summariseSets(sets: readonly BackupSet[]): SetSummary {
  const newest = (times: readonly number[]): number | null => (times.length === 0 ? null : Math.max(...times));
  return {
    count: sets.length,
    verified: sets.filter((set) => set.verified?.ok === true).length,
    proven: sets.filter((set) => trustOf(set) === 'proven').length,
    damaged: sets.filter((set) => trustOf(set) === 'damaged').length,
    totalBytes: sets.reduce((sum, set) => sum + set.sizeBytes, 0),
    lastSetMs: newest(sets.map((set) => set.finishedMs)),
    lastProvenMs: newest(sets.flatMap((set) => (set.proven === null ? [] : [set.proven.atMs]))),
  };
}
