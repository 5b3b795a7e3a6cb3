// Calls about approvals: the operator's key, requests, signatures. Every plan is made again from the servers before a request
// goes out or an approval is checked: what is signed is what would run now.

import type { approvalsContract } from '../../../shared/contract/approvals.ts';
import { AppError } from '../../../shared/errors.ts';
import type { PlanToApprove } from '../../approval/approvals.ts';
import type { Services } from '../../services.ts';
import { audited } from '../audited.ts';
import type { Handlers } from '../handlers.ts';

interface PlanChoice {
  readonly profileId: string;
  readonly runbookId: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly from: string | null;
  readonly planHash: string;
}

export function approvalsHandlers({
  approvals,
  runbooks,
  library,
  fleet,
  audit,
  operator,
}: Services): Handlers<typeof approvalsContract> {
  async function planOf({ profileId, runbookId, parameters, from, planHash }: PlanChoice): Promise<PlanToApprove> {
    const plan = await runbooks.plan(profileId, runbookId, parameters, from);
    if (plan.hash !== planHash) {
      throw new AppError('conflict', 'The servers are no longer as they were when this was planned.', {
        hint: 'Plan again, and ask for an approval of the new plan.',
      });
    }
    return { plan, profile: fleet.profile(profileId), texts: library.get(runbookId).texts };
  }

  return {
    'approvals.key': () => approvals.key(),
    'approvals.createKey': ({ passphrase, replace }) =>
      audited(
        { audit, operator },
        { action: 'approval.createKey', profileId: '', subject: 'approvals.createKey' },
        () => approvals.createKey({ passphrase, replace }),
      ),
    'approvals.request': async ({ reason, ...choice }) => approvals.request(await planOf(choice), reason),
    'approvals.inspect': ({ request }) => approvals.inspect(request),
    'approvals.sign': async (input) => {
      const { plan, requester } = await approvals.inspect(input.request);
      const subject = `${plan.runbookId}, asked by ${requester}`;
      return audited({ audit, operator }, { action: 'approval.sign', profileId: plan.profileId, subject }, () =>
        approvals.sign(input),
      );
    },
    'approvals.check': async ({ approval, ...choice }) => approvals.check(await planOf(choice), approval),
  };
}
