// Which runs need a second person: what the runbook asks for itself, and what the profile's rule asks for.

import type { Profile } from '../../shared/model/profile.ts';
import type { RunbookInfo } from '../../shared/model/run.ts';

export function needsApproval(profile: Profile, runbook: Pick<RunbookInfo, 'effect' | 'asksApproval'>): boolean {
  if (runbook.asksApproval) return true;
  switch (profile.approval?.asks ?? 'never') {
    case 'never':
      return false;
    case 'destroy':
      return runbook.effect === 'destroy';
    case 'changes':
      return runbook.effect !== 'read';
  }
}
