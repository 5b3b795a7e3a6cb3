// Runs that stand still until a person does something, and the moment one begins to: for whatever is seen from every screen.

import type { RunStatus, RunSummary } from '../../../shared/model/run.ts';

type Runs = Readonly<Record<string, RunSummary>>;

/** What is most urgent comes first: a question holds its target, an interrupted run may have left something half-done. */
const STANDING: readonly RunStatus[] = ['waiting', 'interrupted', 'paused'];

export function standingRuns(runs: Runs): RunSummary[] {
  return Object.values(runs)
    .filter((run) => STANDING.includes(run.status))
    .sort((a, b) => STANDING.indexOf(a.status) - STANDING.indexOf(b.status) || b.startedMs - a.startedMs);
}

/** Runs that wait now and did not before. Nothing is news at the first look. */
export function newlyWaiting(before: Runs | null, after: Runs): RunSummary[] {
  if (before === null) return [];
  return Object.values(after).filter((run) => run.status === 'waiting' && before[run.id]?.status !== 'waiting');
}
