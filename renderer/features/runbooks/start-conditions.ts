// Why a run cannot start yet, in the order an operator would settle it. The engine decides again; this only explains.

import type { Environment } from '../../../shared/model/profile.ts';
import type { Plan } from '../../../shared/model/run.ts';

export type StartObstacle =
  | 'no-plan' // fields missing, planning, or planning failed
  | 'changed' // the servers give another plan than the one on screen
  | 'blocked' // a check blocks
  | 'read-only'
  | 'confirmation'; // the profile's name is not typed yet

export interface StartSituation {
  readonly plan: Plan | null;
  /** The plan on screen belongs to the values on screen. */
  readonly planIsCurrent: boolean;
  /** Another plan waits to be looked at. */
  readonly hasNewer: boolean;
  readonly readOnly: boolean;
  readonly environment: Environment;
  readonly confirmation: string;
}

/** The first obstacle, or null when the button may be pressed. */
export function startObstacle(situation: StartSituation): StartObstacle | null {
  const { plan, planIsCurrent, readOnly, confirmation } = situation;
  if (plan === null || !planIsCurrent) return 'no-plan';
  if (situation.hasNewer) return 'changed';
  if (plan.blocked) return 'blocked';
  if (readOnly && plan.effect !== 'read') return 'read-only';
  if (needsConfirmation(situation) && confirmation.trim() !== plan.target) return 'confirmation';
  return null;
}

/** Production profiles ask for the profile's name before anything that changes a server. */
export function needsConfirmation({ plan, environment }: Pick<StartSituation, 'plan' | 'environment'>): boolean {
  return environment === 'production' && plan !== null && plan.effect !== 'read';
}
