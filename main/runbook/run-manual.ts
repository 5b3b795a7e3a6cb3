// A step done by hand: the run waits until an operator says how it went. An answer that was given before a crash counts.

import { AppError } from '../../shared/errors.ts';
import { say } from '../../shared/text.ts';
import { titleOf, type Execution } from './execution.ts';
import type { ManualStep } from './runbook.ts';
import { withinLimit } from './time-limit.ts';

export async function runManual(execution: Execution, step: ManualStep): Promise<void> {
  const { view, write, control, signal, opened, runbook } = execution;
  const given = () => view.record().state.steps[step.id]?.answer ?? null;
  if (given() === null) {
    await write({ type: 'waiting', step: step.id });
    await withinLimit({ limitMs: step.limitMs, what: titleOf(execution, step), clock: opened.context.clock }, (limit) =>
      control.untilAnswered(AbortSignal.any([signal, limit])),
    );
  }
  const { value, by } = given()!;
  const answer = step.answers.find((candidate) => candidate.value === value);
  if (answer?.outcome === 'stop' || answer === undefined) {
    const words = answer === undefined ? value : say(runbook.texts.en, answer.label);
    throw new AppError('cancelled', `${by} ended the run at "${titleOf(execution, step)}": ${words}.`, {
      hint: 'What was done before it stays done. Look at the way back in the plan.',
    });
  }
  const status = answer.outcome === 'skip' ? 'skipped' : 'done';
  await write({ type: 'result', step: step.id, status, reading: null });
}
