// Undoes what begun acts may have left, latest first. It is done also where the journal cannot be written any more: an index
// must come back although the disk of the console is full.

import { AppError } from '../../shared/errors.ts';
import { contextOfStep, NEVER, titleOf, untilHeld, type Execution, type Outcome } from './execution.ts';
import { toRunError } from './run-error.ts';

/** What could not be cleaned up, in words; it may be tried again. Used after a failure, a cancel, and to undo an interrupted run. */
export async function cleanUp(execution: Execution): Promise<readonly string[]> {
  const { view, write, steps, report } = execution;
  const failures: string[] = [];
  if (view.record().begun.length > 0) await write({ type: 'cleaning' }).catch(report);
  for (const id of [...view.record().begun].reverse()) {
    const step = steps.find((candidate) => candidate.id === id);
    if (step?.kind !== 'act' || !step.cleanUp) continue;
    let error: AppError | null = null;
    try {
      await untilHeld(execution);
      await step.cleanUp(contextOfStep(execution, step, NEVER));
    } catch (thrown) {
      error = toRunError(thrown, report);
      failures.push(`${titleOf(execution, step)}: ${error.message}`);
    }
    await write({ type: 'cleaned', step: id, error: error?.toData() ?? null }).catch(report);
  }
  return failures;
}

/** Ends an interrupted run without going on: what its acts left is cleaned up. */
export async function undoAll(execution: Execution): Promise<Outcome> {
  const leftovers = await cleanUp(execution);
  if (leftovers.length === 0) return { status: 'cancelled', error: null };
  const error = new AppError('internal', `Not cleaned up: ${leftovers.join('; ')}`, { hint: 'Look at these by hand.' });
  return { status: 'failed', error: error.toData() };
}
