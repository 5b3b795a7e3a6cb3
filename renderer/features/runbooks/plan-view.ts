// The plan on screen while the servers go on living. A plan that somebody reads is never swapped under their eyes: when the
// servers give another one, it waits as `newer` until it is taken.

import type { AppError } from '../../../shared/errors.ts';
import type { Plan } from '../../../shared/model/run.ts';

export interface PlanView {
  /** The plan on screen; kept while another is on its way. */
  readonly plan: Plan | null;
  /** Which parameters it was made for, as one string. */
  readonly planFor: string | null;
  /** What the servers give now, where that is another plan than the one on screen. */
  readonly newer: Plan | null;
  readonly isPlanning: boolean;
  readonly error: AppError | null;
}

export const NO_PLAN: PlanView = { plan: null, planFor: null, newer: null, isPlanning: false, error: null };

export function planAsked(view: PlanView): PlanView {
  return { ...view, isPlanning: true };
}

/** Shown at once when nobody can have confirmed what it replaces; else kept aside. */
export function planReceived(view: PlanView, plan: Plan, madeFor: string): PlanView {
  const mayReplace =
    view.plan === null || view.planFor !== madeFor || view.plan.hash === plan.hash || view.plan.blocked;
  return mayReplace
    ? { plan, planFor: madeFor, newer: null, isPlanning: false, error: null }
    : { ...view, newer: plan, isPlanning: false, error: null };
}

/** The plan of other parameters is nothing to look at beside an error. */
export function planFailed(view: PlanView, error: AppError, madeFor: string): PlanView {
  const keeps = view.planFor === madeFor;
  return { ...NO_PLAN, plan: keeps ? view.plan : null, planFor: keeps ? madeFor : null, error };
}

export function newerTaken(view: PlanView): PlanView {
  return view.newer === null ? view : { ...view, plan: view.newer, newer: null };
}
