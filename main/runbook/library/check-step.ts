// Checks of the library: what cannot be read because a server, a store or a key is not there blocks with the words of its error.
// Bugs pass through.

import { AppError } from '../../../shared/errors.ts';
import { text, type Text } from '../../../shared/text.ts';
import type { CheckStep, Reading, RunbookContext } from '../runbook.ts';

type Read = (context: RunbookContext) => Promise<Reading>;

/** In the runbook's own words, `check.failed`. */
export const blocks = (reason: string): Reading => ({ ok: false, text: text('check.failed', { reason }) });

export function checkStep(
  id: string,
  title: Text,
  read: Read,
  explain = ({ message }: AppError): Reading => blocks(message),
): CheckStep {
  return {
    kind: 'check',
    id,
    title,
    read: (context) =>
      read(context).catch((error: unknown) => {
        if (!(error instanceof AppError) || error.code === 'internal') throw error;
        return explain(error);
      }),
  };
}

/** With the usual names: `check-space`, titled `check.space`. */
export function check(id: string, read: Read): CheckStep {
  return checkStep(`check-${id}`, text(`check.${id}`), read);
}
