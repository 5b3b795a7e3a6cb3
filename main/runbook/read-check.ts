// Reads one check, within its limit. A check that cannot be read blocks like one that does not hold, and says why; the others
// are still shown.

import { say } from '../../shared/text.ts';
import { errorText } from './execution.ts';
import { toRunError, type ReportTrouble } from './run-error.ts';
import type { CheckStep, Reading, Runbook, RunbookContext } from './runbook.ts';
import { givenUpBy, withinLimit } from './time-limit.ts';

export async function readCheck(
  runbook: Runbook,
  check: CheckStep,
  context: RunbookContext,
  report: ReportTrouble,
): Promise<Reading> {
  const { clock } = context;
  try {
    const { limitMs } = check;
    if (limitMs === undefined) return await check.read(context); // the very context: what is read through it is shared
    return await withinLimit({ limitMs, what: say(runbook.texts.en, check.title), clock }, (limit) => {
      const signal = AbortSignal.any([context.signal, limit]);
      return givenUpBy(limit, check.read({ ...context, signal }));
    });
  } catch (thrown) {
    return { ok: false, text: errorText(toRunError(thrown, report)) };
  }
}
