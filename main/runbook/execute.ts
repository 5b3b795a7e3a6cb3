// Runs the steps of a plan, in order. It never goes on past a step that did not succeed, and always tells what was and what
// was not done.

import { AppError, type ErrorData } from '../../shared/errors.ts';
import { text } from '../../shared/text.ts';
import { cleanUp } from './clean-up.ts';
import {
  contextOfStep,
  endingError,
  isCancelledBy,
  leavingOf,
  NEVER,
  type Execution,
  type Outcome,
} from './execution.ts';
import { runAct } from './run-act.ts';
import { runChecks } from './run-checks.ts';
import { runManual } from './run-manual.ts';
import { runVerify } from './run-verify.ts';
import type { CheckStep, Step } from './runbook.ts';

/** Goes on from what the journal says is done; on a new run that is nothing. Never throws what a step threw. */
export async function execute(execution: Execution): Promise<Outcome> {
  const { signal, control } = execution;
  let running: Step | null = null;
  try {
    for (const group of groupsOf(execution.steps.filter((step) => isOpen(execution, step)))) {
      await control.untilContinued(signal);
      if (Array.isArray(group)) await runChecks(execution, group);
      else {
        running = group as Step;
        await runStep(execution, running);
        running = null;
      }
    }
    return { status: 'done', error: null };
  } catch (thrown) {
    const leaving = leavingOf(execution, running);
    if (leaving !== null) return leaving;
    const cancelled = isCancelledBy(signal, thrown);
    const error = endingError(execution, thrown);
    if (running !== null) await writeFailure(execution, running, cancelled).catch(execution.report);
    const leftovers = await cleanUp(execution);
    const status = cancelled ? 'cancelled' : isBlockedBefore(execution, error) ? 'blocked' : 'failed';
    return { status, error: withLeftovers(cancelled ? null : error, leftovers) };
  }
}

function isOpen({ view }: Execution, { id }: Step): boolean {
  const status = view.record().state.steps[id]?.status;
  return status !== 'done' && status !== 'skipped';
}

/** Checks that stand together are read together: they change nothing. One with a condition stands alone. */
function groupsOf(steps: readonly Step[]): (Step | CheckStep[])[] {
  const groups: (Step | CheckStep[])[] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (step.kind !== 'check' || step.when) groups.push(step);
    else if (Array.isArray(last)) last.push(step);
    else groups.push([step]);
  }
  return groups;
}

async function runStep(execution: Execution, step: Step): Promise<void> {
  if (step.when && !(await step.when(contextOfStep(execution, step, execution.signal)))) {
    const reading = text('engine.skipped');
    return execution.write({ type: 'result', step: step.id, status: 'skipped', reading });
  }
  switch (step.kind) {
    case 'act':
      return runAct(execution, step);
    case 'verify':
      return runVerify(execution, step);
    case 'check':
      return runChecks(execution, [step]);
    case 'manual':
      return runManual(execution, step);
  }
}

/** What the screen says of the step the run ended in: an act is asked after, for it may have happened all the same. */
async function writeFailure(execution: Execution, step: Step, cancelled: boolean): Promise<void> {
  const { view, write } = execution;
  let status: 'failed' | 'not-done' | 'done' | 'unknown' = cancelled ? 'not-done' : 'failed';
  if (cancelled && step.kind === 'act' && view.record().begun.includes(step.id)) {
    status = await step.observe(contextOfStep(execution, step, NEVER)).catch(() => 'unknown' as const);
  }
  if (view.record().state.steps[step.id]?.status === 'failed') return; // a check has said so itself
  await write({ type: 'result', step: step.id, status, reading: null });
}

function isBlockedBefore({ view }: Execution, error: AppError): boolean {
  return error.code === 'blocked' && view.record().begun.length === 0;
}

function withLeftovers(error: AppError | null, leftovers: readonly string[]): ErrorData | null {
  if (leftovers.length === 0) return error?.toData() ?? null;
  const base = error ?? new AppError('cancelled', 'The run was cancelled.');
  return { ...base.toData(), hint: `${base.hint ?? ''} Not cleaned up: ${leftovers.join('; ')}`.trim() };
}
