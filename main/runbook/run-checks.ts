// Checks at run time: read once more, together where they stand together. The first that does not hold ends the run.

import { AppError } from '../../shared/errors.ts';
import { say } from '../../shared/text.ts';
import { titleOf, type Execution } from './execution.ts';
import { readCheck } from './read-check.ts';
import type { CheckStep } from './runbook.ts';

export async function runChecks(execution: Execution, checks: readonly CheckStep[]): Promise<void> {
  const { write, opened, signal, runbook, report } = execution;
  const shared = { ...opened.context, signal };
  const [readings] = await Promise.all([
    Promise.all(checks.map((step) => readCheck(runbook, step, shared, report))),
    ...checks.map((step) => write({ type: 'begin', step: step.id })),
  ]);
  signal.throwIfAborted();
  const results = checks.map((step, index) => ({ step, ...readings[index]! }));
  await Promise.all(
    results.map(({ step, ok, text: reading }) =>
      write({ type: 'result', step: step.id, status: ok ? 'done' : 'failed', reading }),
    ),
  );
  const failure = results.find(({ ok }) => !ok);
  if (!failure) return;
  const reason = say(runbook.texts.en, failure.text);
  throw new AppError('blocked', `${titleOf(execution, failure.step)}: ${reason}`);
}
