// Runs as lists show them: those of one profile, newest first, the interrupted ones apart because they want a decision.

import type { RunStatus, RunSummary } from '../../../shared/model/run.ts';

/** It holds its target: it runs, waits for an answer, or is paused. */
export function isGoingOn(status: RunStatus): boolean {
  return status === 'running' || status === 'waiting' || status === 'paused';
}

/** Nothing will happen in it any more, and nothing is left to decide. */
export function isOver(status: RunStatus): boolean {
  return !isGoingOn(status) && status !== 'interrupted';
}

type Runs = Readonly<Record<string, RunSummary>>;

export function recentRuns(runs: Runs, profileId: string | null): RunSummary[] {
  return ofProfile(runs, profileId).filter((run) => run.status !== 'interrupted');
}

export function interruptedRuns(runs: Runs, profileId: string | null): RunSummary[] {
  return ofProfile(runs, profileId).filter((run) => run.status === 'interrupted');
}

export function lastRunOf(runs: Runs, profileId: string | null, runbookId: string): RunSummary | null {
  return ofProfile(runs, profileId).find((run) => run.runbookId === runbookId) ?? null;
}

/** Runs that a step of this run led to, newest first. */
export function childRuns(runs: Runs, parentRunId: string, runbookIds: readonly string[]): RunSummary[] {
  return ofProfile(runs, null).filter((run) => run.parentRunId === parentRunId && runbookIds.includes(run.runbookId));
}

function ofProfile(runs: Runs, profileId: string | null): RunSummary[] {
  return Object.values(runs)
    .filter((run) => profileId === null || run.profileId === profileId)
    .sort((a, b) => b.startedMs - a.startedMs || (a.id < b.id ? 1 : -1));
}
