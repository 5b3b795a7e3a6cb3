// What may be promised of a set: restorable, proven when, in how long, up to which moment. Facts first, judged by the clock later.

import { newestFirst, type BackupSet } from './backup.ts';

/** What is known of a set's restorability, as times. Null: never. */
export interface RestorableFacts {
  readonly set: string;
  /** Nothing that was acknowledged before is missing in it. */
  readonly momentMs: number;
  /** Last time it was restored, compared and found equal. */
  readonly provenMs: number | null;
  /** How long the restore took then. */
  readonly tookMs: number | null;
  /** Last time it was found damaged, or restored and not equal. */
  readonly failedMs: number | null;
}

export type Restorability = 'proven' | 'stale' | 'never' | 'failed';

type Known = Pick<BackupSet, 'id' | 'startedMs' | 'checkpoint' | 'mongo' | 'redis' | 'verified' | 'proven' | 'drill'>;

export function restorableFacts(set: Known): RestorableFacts {
  const { verified, proven, drill } = set;
  const failures = [
    ...(verified?.ok === false ? [verified.atMs] : []),
    ...(drill?.ok === false ? [drill.endedMs] : []),
  ];
  return {
    set: set.id,
    momentMs: momentOf(set),
    provenMs: proven?.atMs ?? null,
    tookMs: proven?.tookMs ?? null,
    failedMs: failures.length === 0 ? null : Math.max(...failures),
  };
}

/** Whatever came last counts; a proof grows old. */
export function restorability(
  { provenMs, failedMs }: RestorableFacts,
  nowMs: number,
  proofDays: number,
): Restorability {
  if (failedMs !== null && failedMs > (provenMs ?? 0)) return 'failed';
  if (provenMs === null) return 'never';
  return nowMs - provenMs > proofDays * 24 * 3_600_000 ? 'stale' : 'proven';
}

/** What the newest set does not hold although others do, with the newest that does: no promise of the newest is about that. */
export function heldElsewhere(
  sets: readonly BackupSet[],
): { readonly part: 'mongo' | 'redis'; readonly last: BackupSet } | null {
  const sorted = newestFirst(sets);
  for (const part of ['redis', 'mongo'] as const) {
    const last = sorted.find((set) => set[part] !== null);
    if (last !== undefined && sorted[0]?.[part] === null) return { part, last };
  }
  return null;
}

/**
 * By the clock of the machine that took the set: the servers' may be seconds off. Older sets know no better than MongoDB's own, and
 * that no shard of Redis is of a moment before the backup began.
 */
function momentOf({ checkpoint, mongo, redis, startedMs }: Known): number {
  if (checkpoint !== null) return checkpoint.fromMs;
  if (mongo === null || mongo.momentMs === null) return startedMs;
  return redis === null ? mongo.momentMs : Math.min(mongo.momentMs, startedMs);
}
