// One act: intent on disk, act, what the servers say, result on disk. After a crash the servers are asked first; where they
// do not tell whether it happened, it is never done a second time.

import { AppError, isCancelled } from '../../shared/errors.ts';
import { text, type Text } from '../../shared/text.ts';
import type { Clock } from '../../shared/clock.ts';
import { contextOfStep, NEVER, titleOf, untilHeld, type Execution } from './execution.ts';
import type { Verdict } from './journal.ts';
import { toRunError } from './run-error.ts';
import type { ActStep, StepContext } from './runbook.ts';
import { withinLimit } from './time-limit.ts';

const OBSERVE_TRIES = 100;
const OBSERVE_PAUSE_MS = 50;

export async function runAct(execution: Execution, step: ActStep): Promise<void> {
  const { write, view, opened } = execution;
  const { clock } = opened.context;
  const mayHaveHappened = view.record().begun.includes(step.id);
  const look = (): StepContext => contextOfStep(execution, step, NEVER);
  const before = mayHaveHappened ? await observeUntilKnown(step, look, clock) : 'not-done';
  if (before === 'unknown') throw cannotTell(execution, step);
  let reading: Text | null = null;
  if (before === 'done') await write({ type: 'observed', step: step.id, verdict: before });
  else {
    reading = await withinLimit({ limitMs: step.limitMs, what: titleOf(execution, step), clock }, (limit) =>
      actUntilSeen(execution, step, limit),
    );
  }
  await write({ type: 'result', step: step.id, status: 'done', reading });
}

/** Tries again where the step may be done twice, after pauses that double. A cancel and the limit end the pauses. */
async function actUntilSeen(execution: Execution, step: ActStep, limit: AbortSignal): Promise<Text | null> {
  const { write, view, opened, report } = execution;
  const { tries, firstPauseMs } = step.retry ?? { tries: 1, firstPauseMs: 0 };
  const anyEnd = AbortSignal.any([execution.signal, limit]);
  const signal = step.cancellable ? anyEnd : NEVER;
  for (let attempt = 1; ; attempt += 1) {
    if (attempt > 1) await write({ type: 'attempt', step: step.id, attempt });
    try {
      return await actOnce(execution, step, signal);
    } catch (thrown) {
      if (attempt >= tries || anyEnd.aborted || isCancelled(thrown)) throw thrown;
      const { message } = toRunError(thrown, report);
      view.note(step.id, text('engine.retry', { message, attempt: attempt + 1, tries }));
      await opened.context.clock.sleep(firstPauseMs * 2 ** (attempt - 1), anyEnd);
    }
  }
}

async function actOnce(execution: Execution, step: ActStep, signal: AbortSignal): Promise<Text | null> {
  const { write, opened } = execution;
  await untilHeld(execution, execution.signal);
  await write({ type: 'intent', step: step.id });
  await untilHeld(execution, signal); // the disk may have been slow
  signal.throwIfAborted(); // cancelled, or over its limit, while the disk was slow
  const reading = (await step.act(contextOfStep(execution, step, signal))) ?? null;
  const look = (): StepContext => contextOfStep(execution, step, signal);
  const [verdict] = await Promise.all([
    observeUntilKnown(step, look, opened.context.clock),
    write({ type: 'act', step: step.id }),
  ]);
  await write({ type: 'observed', step: step.id, verdict });
  if (verdict === 'unknown') throw cannotTell(execution, step);
  if (verdict === 'not-done') {
    throw new AppError('internal', `${titleOf(execution, step)} was done, but the servers do not show it.`);
  }
  return reading;
}

export async function observeUntilKnown(
  step: ActStep,
  contextNow: () => StepContext,
  clock: Clock,
  tries = OBSERVE_TRIES,
): Promise<Verdict> {
  for (let attempt = 1; ; attempt += 1) {
    const verdict = await step.observe(contextNow());
    if (verdict !== 'unknown' || attempt === tries) return verdict;
    await clock.sleep(OBSERVE_PAUSE_MS);
  }
}

function cannotTell(execution: Execution, step: ActStep): AppError {
  return new AppError('conflict', `The servers do not tell whether "${titleOf(execution, step)}" happened.`, {
    hint: 'Look at the servers named in the plan, put them in order by hand, then plan again.',
    retryable: false,
  });
}
