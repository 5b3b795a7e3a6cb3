// Plans a runbook that another one calls. Its data is kept inside the caller's plan, its words under its own name.

import { AppError } from '../../../shared/errors.ts';
import type { Plan } from '../../../shared/model/run.ts';
import type { Text } from '../../../shared/text.ts';
import type { RunbookContext } from '../runbook.ts';
import type { Call } from './format-steps.ts';
import { wordsFor } from './inline.ts';
import { fill, type Values } from './placeholders.ts';
import type { Doing } from './plan-data.ts';

export interface PlannedCall {
  readonly does: Extract<Doing, { readonly kind: 'call' }>;
  readonly changes: Plan['changes'];
  readonly warnings: readonly Text[];
  readonly wayBack: Text | null;
}

export async function planCall(call: Call, values: Values, context: RunbookContext): Promise<PlannedCall> {
  const runbook = context.runbook(call.runbook);
  const parsed = runbook.parameters.safeParse(filledParameters(call, values));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new AppError(
      'bad_request',
      `${call.runbook} cannot be called: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}.`,
      {
        hint: 'Look at the values under `with`.',
      },
    );
  }
  const draft = await runbook.plan(context, parsed.data);
  const words = wordsFor({ textPrefix: `${call.runbook}/`, catalogue: runbook.texts.en });
  return {
    does: { kind: 'call', runbook: call.runbook, fromFile: runbook.origin !== 'code', data: draft.data },
    changes: draft.changes.map(({ where, now, after }) => ({ where, now: words(now), after: words(after) })),
    warnings: draft.warnings.map(words),
    wayBack: draft.wayBack && words(draft.wayBack),
  };
}

/** Places filled in; empty ones count as not given, as in a form. */
export function filledParameters(call: Call, values: Values): Readonly<Record<string, string>> {
  const filled = Object.entries(call.with ?? {}).map(([name, value]) => [name, fill(value, values)] as const);
  return Object.fromEntries(filled.filter(([, value]) => value !== ''));
}
