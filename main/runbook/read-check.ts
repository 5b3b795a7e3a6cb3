// Reads one check. A check that cannot be read blocks like one that does not hold, and says why; the others are still shown.

import { text } from '../../shared/text.ts';
import { toRunError, type ReportTrouble } from './run-error.ts';
import type { CheckStep, Reading, RunbookContext } from './runbook.ts';

export async function readCheck(check: CheckStep, context: RunbookContext, report: ReportTrouble): Promise<Reading> {
  try {
    return await check.read(context);
  } catch (thrown) {
    const { message } = toRunError(thrown, report);
    return { ok: false, text: text('{message}', { message }) }; // words of an error need no catalogue
  }
}
