// Why a run cannot start yet, in the order an operator would settle it. The engine decides again; this only explains.

import type { Environment } from '../../../shared/model/profile.ts';
import type { Plan } from '../../../shared/model/run.ts';

export type StartObstacle =
  | 'no-plan' // fields missing, planning, or planning failed
  | 'changed' // the servers give another plan than the one on screen
  | 'blocked' // a check blocks
  | 'read-only'
  | 'approval' // a second person has not approved this plan yet
  | 'reason' // on production it is asked why
  | 'confirmation'; // the profile's name is not typed yet

export interface StartSituation {
  readonly plan: Plan | null;
  /** The plan on screen belongs to the values on screen. */
  readonly planIsCurrent: boolean;
  /** Another plan waits to be looked at. */
  readonly hasNewer: boolean;
  readonly readOnly: boolean;
  readonly environment: Environment;
  readonly reason: string;
  readonly confirmation: string;
  /** An approval of this very plan is at hand. */
  readonly isApproved: boolean;
}

/** The first obstacle, or null when the button may be pressed. */
export function startObstacle(situation: StartSituation): StartObstacle | null {
  const { plan, readOnly, reason, confirmation } = situation;
  const obstacle = dryRunObstacle(situation);
  if (obstacle !== null || plan === null) return obstacle;
  if (readOnly && plan.effect !== 'read') return 'read-only';
  if (plan.needsApproval && !situation.isApproved) return 'approval';
  if (needsConfirmation(situation) && reason.trim() === '') return 'reason';
  if (needsConfirmation(situation) && confirmation.trim() !== plan.target) return 'confirmation';
  return null;
}

/** A dry run changes nothing, so it asks for nothing but a plan that could run. */
export function dryRunObstacle({
  plan,
  planIsCurrent,
  hasNewer,
}: Pick<StartSituation, 'plan' | 'planIsCurrent' | 'hasNewer'>): StartObstacle | null {
  if (plan === null || !planIsCurrent) return 'no-plan';
  if (hasNewer) return 'changed';
  return plan.blocked ? 'blocked' : null;
}

/** Production profiles ask for a reason and the profile's name before anything that changes a server. */
export function needsConfirmation({ plan, environment }: Pick<StartSituation, 'plan' | 'environment'>): boolean {
  return environment === 'production' && plan !== null && plan.effect !== 'read';
}
