// From the words of the command line to a plan: the runbook, its parameters, the connected profile.

import { AppError } from '../../shared/errors.ts';
import type { Plan, RunbookInfo } from '../../shared/model/run.ts';
import { connectProfile, type ChosenProfile } from './choose-profile.ts';
import { parseParameters } from './parameters.ts';
import { planView, type PlanView } from './plan-view.ts';
import type { AppSession } from './session.ts';

export interface MadePlan {
  readonly plan: Plan;
  readonly view: PlanView;
  readonly runbook: RunbookInfo;
  readonly chosen: ChosenProfile;
}

/** Everything that can be wrong with the words is found before a server is asked. */
export async function makePlan(
  session: AppSession,
  runbookId: string,
  words: readonly string[],
  from: string | null = null,
): Promise<MadePlan> {
  const { app, signal } = session;
  const runbooks = await app.call('runbooks.list', {}, { signal });
  const runbook = runbooks.find(({ id }) => id === runbookId);
  if (!runbook) {
    throw new AppError('not_found', `There is no runbook ${runbookId}.`, {
      hint: `There are: ${runbooks.map(({ id }) => id).join(', ')}.`,
    });
  }
  const parameters = parseParameters(words, runbook);
  const chosen = await connectProfile(session);
  const plan = await app.call(
    'runbooks.plan',
    { profileId: chosen.profile.id, runbookId, parameters, from },
    { signal },
  );
  return { plan, view: planView(plan, runbook), runbook, chosen };
}
