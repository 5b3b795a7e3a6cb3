// Whether any moment of MongoDB could be brought back where slices of the oplog are saved for that: do they still come, do they
// lead back to a set, did they leave a gap. A profile whose oplog was never saved has promised nothing.

import { compareMoments, later, momentText, msOfMoment } from '../../../shared/moment.ts';
import {
  BACKUP_AGE_MAX_MS,
  GAP_TOLD_MS,
  SLICES_LATE_AFTER,
  SLICES_LATE_MIN_MS,
} from '../../../shared/model/thresholds.ts';
import type { OplogReading, SavedSlice } from '../../backup/read-coverage.ts';
import { finding, type Finding, type ProblemRule, type ProblemView } from './problem.ts';

const TAKE = { id: 'backup.take', parameters: {} };
const SAVE = { id: 'backup.oplog-slice', parameters: {} };
/** Rows of the fleet round the oplog's reach, and the servers' clocks are not this one. */
const CLOCK_TOLERANCE_MS = 2 * 60_000;

export const oplogProblems: ProblemRule = (view) => {
  const { oplog } = view;
  if (oplog === null) return [];
  // What cannot be read cannot be told from what is gone.
  if (oplog.troubled.length > 0) return troubleProblems(view, oplog);
  if (oplog.saved.length === 0) return [];
  return [...savingProblems(view, oplog), ...adriftProblems(oplog), ...gapProblems(oplog, view.nowMs)];
};

/** Where all of the store is in trouble, that is said of the store itself. */
function troubleProblems({ backups }: ProblemView, { troubled }: OplogReading): Finding[] {
  return troubled
    .filter(({ id }) => backups?.stores[id]?.trouble === null)
    .map(({ id, place, trouble }) =>
      finding({
        area: 'backup',
        health: 'critical',
        kind: 'backup.store',
        subject: `${id}/oplog`,
        values: { place, trouble: trouble ?? '' },
      }),
    );
}

/** Not saved any more: writes are lost to it for good once the server has forgotten them. */
function savingProblems({ state: { mongo }, nowMs }: ProblemView, { saved, coverage }: OplogReading): Finding[] {
  const end = lastMoment(saved);
  const at = momentText(end);
  const windowMs = mongo?.primary ? mongo.oplogWindowMs : null;
  if (windowMs !== null && nowMs - msOfMoment(end) > windowMs + CLOCK_TOLERANCE_MS) {
    const hasNewerSet = coverage.spans.some(({ to }) => compareMoments(to, end) > 0);
    const [cause, runbook] = hasNewerSet ? (['save', SAVE] as const) : (['take', TAKE] as const);
    return [
      finding({ area: 'backup', health: 'critical', kind: 'backup.oplog-outrun', cause, values: { at }, runbook }),
    ];
  }
  const everyMs = usualTimeBetween(saved);
  const limitMs = Math.min(BACKUP_AGE_MAX_MS, Math.max(SLICES_LATE_MIN_MS, SLICES_LATE_AFTER * everyMs));
  const ageMs = nowMs - saved.at(-1)!.finishedMs;
  if (ageMs <= limitMs) return [];
  // Whole quarters of an hour: the sentence should not change at every tick.
  const wholeAgeMs = Math.floor(ageMs / 900_000) * 900_000;
  const values = { ageMs: wholeAgeMs, at };
  return [finding({ area: 'backup', health: 'attention', kind: 'backup.oplog-late', values, runbook: SAVE })];
}

/** Half of the times between the last slices are shorter. Of one slice alone nothing can be told. */
function usualTimeBetween(saved: readonly SavedSlice[]): number {
  const last = saved.slice(-10);
  const times = last.slice(1).map(({ finishedMs }, index) => finishedMs - last[index]!.finishedMs);
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.POSITIVE_INFINITY;
}

/** Slices come, and no set is there they could be replayed on. */
function adriftProblems({ saved, coverage: { spans } }: OplogReading): Finding[] {
  const end = lastMoment(saved);
  if (spans.some(({ to }) => compareMoments(to, end) >= 0)) return [];
  const reached = spans.map(({ to }) => to);
  const cause = reached.length === 0 ? 'nothing' : 'reached';
  const values = { at: momentText(end), ...(reached.length > 0 && { reached: momentText(reached.reduce(later)) }) };
  return [finding({ area: 'backup', health: 'critical', kind: 'backup.oplog-adrift', cause, values, runbook: TAKE })];
}

/** Between days that are covered again. Before the first slice there is no gap: nobody had begun. */
function gapProblems({ coverage: { gaps } }: OplogReading, nowMs: number): Finding[] {
  return gaps
    .filter(({ to, reason }) => reason !== 'not-saved' && nowMs - msOfMoment(to) < GAP_TOLD_MS)
    .map(({ from, to, reason }) =>
      finding({
        area: 'backup',
        health: 'attention',
        kind: 'backup.oplog-gap',
        subject: from,
        cause: reason,
        values: { from: momentText(from), to: momentText(to) },
      }),
    );
}

function lastMoment(saved: readonly SavedSlice[]): string {
  return saved.map(({ upTo }) => upTo).reduce(later);
}
