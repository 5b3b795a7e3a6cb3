// Makes plans for the engine and remembers the newest by their hash, so that a start that is refused can say what changed.

import { planRun, type PlanRequest, type PlannedRun } from './plan.ts';
import type { Runbook, RunbookContext } from './runbook.ts';
import type { RunbookEngineOptions } from './runbook-engine.ts';

type Remembered = Pick<PlannedRun, 'plan' | 'data'>;

export interface Planner {
  plan(runbook: Runbook, context: RunbookContext, request: PlanRequest): Promise<PlannedRun>;
  /** The plan of that hash, where it is one of the newest made here. */
  remembered(hash: string): Remembered | undefined;
}

const REMEMBERED = 50;

export function createPlanner({ needsApproval, report }: RunbookEngineOptions): Planner {
  const newest = new Map<string, Remembered>();
  return {
    async plan(runbook, context, request) {
      const needs = needsApproval?.(context.profile, runbook) ?? runbook.asksApproval;
      const planned = await planRun(runbook, context, { ...request, needsApproval: needs }, (error) => report?.(error));
      const { plan, data } = planned;
      newest.delete(plan.hash);
      newest.set(plan.hash, { plan, data });
      if (newest.size > REMEMBERED) newest.delete(newest.keys().next().value!);
      return planned;
    },
    remembered: (hash) => newest.get(hash),
  };
}
