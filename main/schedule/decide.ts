// What is to be done about a schedule now. Pure: the same schedule, claims and time give the same answer in every console.

import type { Schedule, ScheduleOutcome } from '../../shared/model/schedule.ts';
import { countDue, latestDue } from './due-times.ts';

/** A due time is on time so long: timers are armed anew from the wall clock well within it. Later it was missed. */
export const ON_TIME_MS = 120_000;

export type Decision = Pick<ScheduleOutcome, 'dueMs' | 'missedBefore'> &
  (
    | { readonly does: 'run'; readonly kind: 'due' | 'catch-up' }
    | { readonly does: 'skip'; readonly why: 'missed' | 'still-running' }
  );

export interface Known {
  /** Newest first. */
  readonly claims: readonly Pick<ScheduleOutcome, 'dueMs' | 'kind'>[];
  /** A run of this schedule is going on somewhere. */
  readonly isRunning: boolean;
}

/** Null: nothing is due, or it is taken. Of several that were missed only the latest counts; the others are only told. */
export function decide(schedule: Schedule, { claims, isRunning }: Known, nowMs: number): Decision | null {
  if (!schedule.enabled) return null;
  const sinceMs = lookBackTo(schedule, claims, nowMs);
  const dueMs = latestDue(schedule, sinceMs, nowMs);
  if (dueMs === null) return null;
  const due = { dueMs, missedBefore: countDue(schedule, sinceMs, dueMs) };
  if (nowMs - dueMs <= ON_TIME_MS)
    return isRunning ? { ...due, does: 'skip', why: 'still-running' } : { ...due, does: 'run', kind: 'due' };
  if (schedule.missed === 'skip') return { ...due, does: 'skip', why: 'missed' };
  return isRunning ? { ...due, does: 'skip', why: 'still-running' } : { ...due, does: 'run', kind: 'catch-up' };
}

/**
 * Due times after this one are open. What a clock that was ahead has taken or written lies in the future and says nothing of
 * now; a time taken then is found taken again when it comes.
 */
function lookBackTo({ sinceMs }: Schedule, claims: Known['claims'], nowMs: number): number {
  const taken = claims.filter(({ kind, dueMs }) => kind !== 'by-hand' && dueMs <= nowMs).map(({ dueMs }) => dueMs);
  return Math.max(sinceMs <= nowMs ? sinceMs : nowMs - ON_TIME_MS, ...taken);
}
