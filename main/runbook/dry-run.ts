// A run that sends nothing that changes anything: checks are read, acts are only looked at, people are not asked.

import { AppError } from '../../shared/errors.ts';
import { text } from '../../shared/text.ts';
import { contextOfStep, endingError, isCancelledBy, type Execution, type Outcome } from './execution.ts';
import { runChecks } from './run-checks.ts';
import type { ActStep, Foresight, Step } from './runbook.ts';
import { readOnlyJournal } from './step-context.ts';

export async function dryRun(execution: Execution): Promise<Outcome> {
  const { signal, steps, write, control } = execution;
  try {
    for (const step of steps) {
      await control.untilContinued(signal);
      if (step.kind === 'check' && !(await isLeftOut(execution, step))) await runChecks(execution, [step]);
      else {
        await write({ type: 'begin', step: step.id });
        const { text: reading, changes } = await wouldBe(execution, step);
        const foreseen = changes.length === 0 ? {} : { foreseen: changes };
        await write({ type: 'result', step: step.id, status: 'skipped', reading, ...foreseen });
      }
    }
    return { status: 'done', error: null };
  } catch (thrown) {
    const error = endingError(execution, thrown);
    if (isCancelledBy(signal, thrown)) return { status: 'cancelled', error: null };
    return { status: error.code === 'blocked' ? 'blocked' : 'failed', error: error.toData() };
  }
}

async function wouldBe(execution: Execution, step: Step): Promise<Foresight> {
  if (await isLeftOut(execution, step)) return { text: text('engine.skipped'), changes: [] };
  switch (step.kind) {
    case 'act':
      return foresee(execution, step);
    case 'manual':
      return { text: text('engine.dry.manual'), changes: [] };
    case 'verify':
    case 'check':
      return { text: text('engine.dry.verify'), changes: [] };
  }
}

/** Where it cannot be told beforehand, why: the other steps are looked at all the same. */
async function foresee(execution: Execution, step: ActStep): Promise<Foresight> {
  if (!step.foresee) return { text: text(`engine.dry.${await verdictOf(execution, step)}`), changes: [] };
  const looking = { ...execution, write: readOnlyJournal() };
  try {
    return await step.foresee(contextOfStep(looking, step, execution.signal));
  } catch (thrown) {
    if (execution.signal.aborted || !(thrown instanceof AppError) || thrown.code === 'internal') throw thrown;
    return { text: text('engine.dry.unforeseen', { reason: thrown.message }), changes: [] };
  }
}

/** A condition that asks for what only a real run knows (an answer, a record) cannot be told: then the step is shown. */
async function isLeftOut(execution: Execution, step: Step): Promise<boolean> {
  if (!step.when) return false;
  const looking = { ...execution, write: readOnlyJournal() };
  return step.when(contextOfStep(looking, step, execution.signal)).then(
    (holds) => !holds,
    () => false,
  );
}

async function verdictOf(execution: Execution, step: ActStep): Promise<'done' | 'not-done' | 'unknown'> {
  const looking = { ...execution, write: readOnlyJournal() };
  try {
    return await step.observe(contextOfStep(looking, step, execution.signal));
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'cancelled') throw thrown;
    return 'unknown';
  }
}
