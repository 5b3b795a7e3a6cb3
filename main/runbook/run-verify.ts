// A verification: polled until it holds or its time is over. It reads and changes nothing.

import { AppError } from '../../shared/errors.ts';
import { say } from '../../shared/text.ts';
import { contextOfStep, errorText, titleOf, type Execution } from './execution.ts';
import type { Reading, StepContext, VerifyStep } from './runbook.ts';

export async function runVerify(execution: Execution, step: VerifyStep): Promise<void> {
  const { write, view, opened, signal, runbook } = execution;
  const { clock } = opened.context;
  await write({ type: 'begin', step: step.id });
  const deadlineMs = clock.now() + Math.min(step.timeoutMs, step.limitMs ?? Infinity);
  for (;;) {
    signal.throwIfAborted();
    const reading = await readOnce(step, contextOfStep(execution, step, signal));
    if (reading.ok) return write({ type: 'result', step: step.id, status: 'done', reading: reading.text });
    view.note(step.id, reading.text);
    if (clock.now() >= deadlineMs) {
      throw new AppError('timeout', `${titleOf(execution, step)}: ${say(runbook.texts.en, reading.text)}`, {
        hint: 'The acts before it were done. Look at the way back in the plan.',
      });
    }
    await clock.sleep(step.pollMs, signal);
  }
}

/** A server that does not answer for a moment is not the end of a run whose acts are done: it is asked again, in time. */
async function readOnce(step: VerifyStep, context: StepContext): Promise<Reading> {
  try {
    return await step.read(context);
  } catch (thrown) {
    if (!(thrown instanceof AppError) || !thrown.retryable || step.timeoutMs === 0) throw thrown;
    return { ok: false, text: errorText(thrown) };
  }
}
