// Everything the plan screen works with: the form's values, the live plan made for them, what is typed to confirm it, and
// what stands between it and the start.

import { useEffect, useState } from 'react';
import type { ProfileRow } from '../../../shared/contract/fleet.ts';
import type { ParameterField, Plan, RunbookInfo } from '../../../shared/model/run.ts';
import { initialParameters, missingFields, sentParameters, type Parameters } from './form.ts';
import { planHref, type PlanAddress } from './plan-address.ts';
import { dryRunObstacle, startObstacle, type StartObstacle } from './start-conditions.ts';
import { useOffers, valuesOf, type Offers } from './use-offers.ts';
import { usePlan, type LivePlan } from './use-plan.ts';
import { useStart, type Starter } from './use-start.ts';

export interface PlanDesk {
  readonly offers: Offers;
  readonly values: Parameters;
  readonly change: (name: string, value: string) => void;
  readonly missing: readonly ParameterField[];
  readonly live: LivePlan;
  /** The plan on screen; null while there is none for a whole form. */
  readonly plan: Plan | null;
  readonly takeNewer: () => void;
  readonly reason: string;
  readonly setReason: (reason: string) => void;
  readonly confirmation: string;
  readonly setConfirmation: (confirmation: string) => void;
  /** The approval file's text; good for the plan on screen only. */
  readonly approval: string | null;
  readonly setApproval: (approval: string | null) => void;
  readonly obstacle: StartObstacle | null;
  readonly starter: Starter;
  /** Does nothing while there is an obstacle. */
  readonly start: (takeOver?: { readonly reason: string }) => void;
  readonly dryRun: (() => void) | null;
}

export function usePlanDesk(runbook: RunbookInfo, profile: ProfileRow, asked: PlanAddress): PlanDesk {
  const { fields } = runbook;
  const profileId = profile.profile.id;
  const offers = useOffers(profileId);
  const [touched, setTouched] = useState<Parameters>({});
  const [reason, setReason] = useState('');
  const [confirmation, setConfirmation] = useState('');
  const [given, setGiven] = useState<{ readonly planHash: string; readonly approval: string } | null>(null);

  const offered = Object.fromEntries(
    fields.flatMap((field) => (valuesOf(field, offers) ? [[field.name, valuesOf(field, offers)!]] : [])),
  );
  const values = { ...initialParameters(fields, asked.parameters, offered), ...touched };
  const missing = missingFields(fields, values);
  const parameters = sentParameters(fields, values);
  const live = usePlan(profileId, runbook.id, missing.length === 0 ? parameters : null, asked.from);
  const starter = useStart(live.readAgain);
  const address = { ...asked, parameters };
  useAddress(planHref(runbook.id, address));

  const plan = missing.length === 0 ? live.plan : null;
  const approval = plan !== null && given?.planHash === plan.hash ? given.approval : null;
  const situation = {
    plan,
    planIsCurrent: live.isCurrent && live.error === null,
    hasNewer: live.newer !== null,
    readOnly: profile.readOnly,
    environment: profile.profile.environment,
    reason,
    confirmation,
    isApproved: approval !== null,
  };
  const obstacle = startObstacle(situation);
  const common = { address, confirmation, reason, approval };
  return {
    offers,
    values,
    change(name, value) {
      starter.forgetError();
      setTouched((before) => ({ ...before, [name]: value }));
    },
    missing,
    live,
    plan,
    takeNewer() {
      starter.forgetError();
      live.takeNewer();
    },
    reason,
    setReason,
    confirmation,
    setConfirmation,
    approval,
    setApproval: (text) => setGiven(text === null || plan === null ? null : { planHash: plan.hash, approval: text }),
    obstacle,
    starter,
    start(takeOver) {
      if (plan !== null && obstacle === null)
        starter.start({ ...common, plan, dryRun: false, takeOver: takeOver ?? null });
    },
    dryRun:
      plan === null || plan.effect === 'read' || dryRunObstacle(situation) !== null
        ? null
        : () => starter.start({ ...common, plan, dryRun: true, takeOver: null }),
  };
}

/** Keeps the address in step with the form, so that a reload and a sent link show the same plan. */
function useAddress(address: string): void {
  useEffect(() => {
    if (window.location.hash !== address) window.history.replaceState(null, '', address);
  }, [address]);
}
