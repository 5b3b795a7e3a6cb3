// The steps of a run: those of its runbook that its plan names. A plan that begins later names fewer.

import { AppError } from '../../shared/errors.ts';
import type { RunRecord } from './run-record.ts';
import type { Runbook, Step } from './runbook.ts';

/** Throws `unsupported` where this version of the runbook has other steps than those that were planned. */
export function stepsOf(runbook: Runbook, { data, state }: RunRecord): readonly Step[] {
  const planned = new Set(state.plan.steps.map(({ id }) => id));
  const steps = runbook.steps(data).filter(({ id }) => planned.has(id));
  if (steps.length === planned.size) return steps;
  throw new AppError('unsupported', `${runbook.id} has other steps now than when this was planned.`, {
    hint: 'The run can only be stopped. Plan again.',
  });
}

/**
 * Run again from here: what acts or asks before that step is left out. Checks stay, for they protect; verifications stay, for
 * they prove that what is left out has happened.
 */
export function stepsFrom(steps: readonly Step[], from: string | null): readonly Step[] {
  if (from === null) return steps;
  const first = steps.findIndex(({ id }) => id === from);
  if (first < 0) {
    throw new AppError('bad_request', `The plan has no step ${from}.`, {
      hint: `Its steps are: ${steps.map(({ id }) => id).join(', ')}.`,
    });
  }
  return steps.filter(({ kind }, index) => index >= first || kind === 'check' || kind === 'verify');
}
