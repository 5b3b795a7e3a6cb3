// Which runbooks may help now: those the present problems name, and those for emergencies. Pure.

import type { Problem } from '../../../shared/model/health.ts';
import type { RunbookInfo } from '../../../shared/model/run.ts';

export interface Suggestion {
  readonly runbook: RunbookInfo;
  readonly parameters: Readonly<Record<string, string>>;
  /** What it would help against; null for emergencies. */
  readonly problem: Problem | null;
}

const RANK: Readonly<Record<Problem['health'], number>> = { critical: 0, attention: 1, unknown: 2 };

/** The worst problem first; one line per runbook and parameters. */
export function runbooksForProblems(problems: readonly Problem[], runbooks: readonly RunbookInfo[]): Suggestion[] {
  const found = new Map<string, Suggestion>();
  for (const problem of [...problems].sort((a, b) => RANK[a.health] - RANK[b.health])) {
    const runbook = runbooks.find(({ id }) => id === problem.runbook?.id);
    if (runbook === undefined || problem.runbook === undefined) continue;
    const { parameters } = problem.runbook;
    const key = JSON.stringify([runbook.id, parameters]);
    if (!found.has(key)) found.set(key, { runbook, parameters, problem });
  }
  return [...found.values()];
}

export function emergencyRunbooks(runbooks: readonly RunbookInfo[]): Suggestion[] {
  return runbooks
    .filter(({ id }) => id.startsWith('emergency.'))
    .map((runbook) => ({ runbook, parameters: {}, problem: null }));
}
