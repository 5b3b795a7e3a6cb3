// The schedules as the screen and the command line see them: in words, with their next times and what became of the last.

import type { RunSummary } from '../../shared/model/run.ts';
import {
  MAX_NEXT_TIMES,
  type Schedule,
  type ScheduleOutcome,
  type ScheduleRow,
  type SchedulesState,
} from '../../shared/model/schedule.ts';
import type { Claim } from './claims.ts';
import { nextTimes } from './due-times.ts';
import { cronInWords } from './words.ts';

const WEEK_MS = 7 * 86_400_000;
/** The week moves on; its far end may lag so long. */
const RENEWED_MS = 3_600_000;
/** Outcomes shown per schedule. */
const SHOWN = 30;

export interface Known {
  readonly schedule: Schedule;
  /** Newest first. */
  readonly claims: readonly Claim[];
}

/** Keeps what is costly to compute between two calls. */
export function createScheduleView(): (
  all: readonly Known[],
  runs: Readonly<Record<string, RunSummary>>,
  nowMs: number,
) => SchedulesState {
  const computed = new Map<
    string,
    { readonly times: string; readonly atMs: number; readonly nextMs: readonly number[] }
  >();
  const words = new Map<string, ScheduleRow['inWords']>();

  function nextOf({ id, cron, timeZone, enabled }: Schedule, nowMs: number): readonly number[] {
    if (!enabled) return [];
    const times = `${cron} ${timeZone}`;
    const known = computed.get(id);
    const isFresh = known?.times === times && known.atMs <= nowMs && nowMs < known.atMs + RENEWED_MS;
    if (known && isFresh && (known.nextMs[0] ?? Infinity) > nowMs) return known.nextMs;
    const nextMs = nextTimes({ cron, timeZone }, nowMs, MAX_NEXT_TIMES, nowMs + WEEK_MS);
    computed.set(id, {
      times,
      atMs: nowMs,
      nextMs: nextMs.length > 0 ? nextMs : nextTimes({ cron, timeZone }, nowMs, 1),
    });
    return computed.get(id)!.nextMs;
  }

  function wordsOf(cron: string): ScheduleRow['inWords'] {
    const known = words.get(cron) ?? cronInWords(cron);
    words.set(cron, known);
    return known;
  }

  return (all, runs, nowMs) => {
    const rows = all.map(({ schedule, claims }): [ScheduleRow, readonly ScheduleOutcome[]] => {
      const outcomes = claims.slice(0, SHOWN).map((claim) => outcomeOf(claim, runs));
      const row = {
        id: schedule.id,
        schedule,
        inWords: wordsOf(schedule.cron),
        nextMs: nextOf(schedule, nowMs),
        last: outcomes.find(({ endedMs }) => endedMs !== null) ?? null,
        current: outcomes.find(({ endedMs }) => endedMs === null) ?? null,
      };
      return [row, outcomes];
    });
    return {
      schedules: Object.fromEntries(rows.map(([row]) => [row.id, row])),
      outcomes: Object.fromEntries(rows.flatMap(([, outcomes]) => outcomes.map((outcome) => [outcome.id, outcome]))),
    };
  };
}

/** An interrupted run may have been resumed, undone or stopped since: its own record knows. */
export function outcomeOf(claim: Claim, runs: Readonly<Record<string, RunSummary>>): ScheduleOutcome {
  const { process: _own, ...outcome } = claim;
  const run = claim.runId === null ? undefined : runs[claim.runId];
  if (run === undefined || claim.result === 'claimed' || claim.result === 'skipped') return outcome;
  return { ...outcome, result: run.status, error: run.status === 'interrupted' ? outcome.error : run.error };
}
