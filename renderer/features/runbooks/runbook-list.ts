// The list of runbooks as the screen shows it: grouped by area, searched by word, each with its last run.

import type { Area } from '../../../shared/model/health.ts';
import type { RunbookInfo, RunSummary } from '../../../shared/model/run.ts';

const AREAS: readonly Area[] = ['redis', 'mongo', 'backup'];

export interface RunbookGroup {
  readonly area: Area;
  readonly runbooks: readonly RunbookInfo[];
}

/** Groups in a fixed order; a group without a match is left out. `wordsOf` gives a runbook's texts in the reader's language. */
export function groupRunbooks(
  runbooks: readonly RunbookInfo[],
  query: string,
  wordsOf: (runbook: RunbookInfo) => string,
): RunbookGroup[] {
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const matches = (runbook: RunbookInfo): boolean => {
    const text = `${runbook.id} ${wordsOf(runbook)}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  };
  return AREAS.map((area) => ({
    area,
    runbooks: runbooks.filter((runbook) => runbook.area === area && matches(runbook)),
  })).filter((group) => group.runbooks.length > 0);
}

/** Runs of one profile, newest first, without the interrupted ones, which stand above the list. */
export function recentRuns(runs: Readonly<Record<string, RunSummary>>, profileId: string | null): RunSummary[] {
  return ofProfile(runs, profileId).filter((run) => run.status !== 'interrupted');
}

export function interruptedRuns(runs: Readonly<Record<string, RunSummary>>, profileId: string | null): RunSummary[] {
  return ofProfile(runs, profileId).filter((run) => run.status === 'interrupted');
}

export function lastRunOf(
  runs: Readonly<Record<string, RunSummary>>,
  profileId: string | null,
  runbookId: string,
): RunSummary | null {
  return ofProfile(runs, profileId).find((run) => run.runbookId === runbookId) ?? null;
}

function ofProfile(runs: Readonly<Record<string, RunSummary>>, profileId: string | null): RunSummary[] {
  return Object.values(runs)
    .filter((run) => profileId === null || run.profileId === profileId)
    .sort((a, b) => b.startedMs - a.startedMs || (a.id < b.id ? 1 : -1));
}
