// The plan of the same runbook on the same things, for the same run and incident: whole, or from one of its steps on.

import type { RunState } from '../../../shared/model/run.ts';
import { planHref } from '../runbooks/plan-address.ts';

export function againHref({ run, plan }: RunState): string {
  return hrefFrom({ run, plan }, plan.from);
}

/** From the first step on is the whole runbook. */
export function againFromHref({ run, plan }: Pick<RunState, 'run' | 'plan'>, stepId: string): string {
  return hrefFrom({ run, plan }, plan.steps[0]?.id === stepId ? plan.from : stepId);
}

function hrefFrom({ run, plan }: Pick<RunState, 'run' | 'plan'>, from: string | null): string {
  const { parentRunId, incidentId } = run;
  return planHref(run.runbookId, { parameters: plan.parameters, from, parentRunId, incidentId });
}
