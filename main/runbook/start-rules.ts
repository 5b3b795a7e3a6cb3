// What must hold before a run may begin, whoever asks for it.

import { AppError } from '../../shared/errors.ts';
import type { Profile } from '../../shared/model/profile.ts';
import type { Plan } from '../../shared/model/run.ts';
import { differenceLines, planDifferences } from '../../shared/plan-differences.ts';
import { blockedError } from './plan.ts';
import type { Runbook } from './runbook.ts';

/** On a production profile whatever changes a server asks for the profile's name. */
export function requireConfirmation(
  request: { readonly confirmation: string; readonly production: boolean },
  profile: Profile,
  runbook: Runbook,
): void {
  const needed = runbook.effect !== 'read' && (request.production || profile.environment === 'production');
  if (needed && request.confirmation !== profile.name) {
    throw new AppError(
      'bad_request',
      `${profile.name} is a production profile: type its name to start ${runbook.id}.`,
      {
        hint: `Type ${profile.name} exactly.`,
      },
    );
  }
}

/** Whoever changes production says why: it stands in the audit log. */
export function requireReason(reason: string, effect: Runbook['effect'], isProduction: boolean): void {
  if (effect === 'read' || !isProduction || reason.trim() !== '') return;
  throw new AppError('bad_request', 'A change to production needs a reason.', {
    hint: 'Say why, for the audit log: a ticket, an incident, a sentence.',
  });
}

/**
 * What was confirmed is what runs: refused where a check blocks, or where the plan under the lease is another one. `before`: the
 * confirmed plan, where it is still known; then `details.differences` tells what is different, line by line.
 */
export function requireSamePlan(confirmed: string, plan: Plan, before: Plan | undefined, runbook: Runbook): void {
  if (plan.hash === confirmed && !plan.blocked) return;
  const lines = before === undefined ? [] : differenceLines(planDifferences(before, plan), runbook.texts.en);
  const details = lines.length === 0 ? {} : { differences: lines.join('\n') };
  if (plan.blocked) throw blockedError(runbook, plan, details);
  throw new AppError('conflict', 'The servers are no longer as they were when this was planned.', {
    hint: 'Plan again, look at what changed, then confirm.',
    details,
  });
}
