// Which runbooks may run unattended, and what must be typed once for that.

import { AppError } from '../../shared/errors.ts';
import type { Profile } from '../../shared/model/profile.ts';
import type { RunbookInfo } from '../../shared/model/run.ts';
import type { Unschedulable } from '../../shared/model/schedule.ts';
import { needsApproval } from '../approval/needs-approval.ts';

type Facts = Pick<RunbookInfo, 'effect' | 'guided' | 'asksApproval'>;

export function refusalOf(runbook: Facts | undefined, profile: Profile): Unschedulable | null {
  if (runbook === undefined) return 'unknown';
  if (runbook.guided) return 'guided';
  return needsApproval(profile, runbook) ? 'asks-approval' : null;
}

export function asksName(runbook: Pick<RunbookInfo, 'effect'> | undefined, profile: Profile): boolean {
  return runbook !== undefined && runbook.effect !== 'read' && profile.environment === 'production';
}

export function refusalError(refusal: Unschedulable, runbookId: string): AppError {
  switch (refusal) {
    case 'unknown':
      return new AppError('not_found', `There is no runbook ${runbookId}.`, { hint: 'Choose another one.' });
    case 'guided':
      return new AppError('unsupported', `${runbookId} has steps done by hand, so it cannot run unattended.`, {
        hint: 'Start it from the runbooks when somebody is there.',
      });
    case 'asks-approval':
      return new AppError('unsupported', `${runbookId} needs the approval of a second person for each plan.`, {
        hint: 'A plan made at night could not be approved beforehand. Start it from the runbooks.',
      });
  }
}
