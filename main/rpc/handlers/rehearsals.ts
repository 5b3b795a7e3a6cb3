// Calls and streams about rehearsals.

import { rehearsalsContract } from '../../../shared/contract/rehearsals.ts';
import type { Rehearsals } from '../../rehearsal/rehearsals.ts';
import type { Handlers } from '../handlers.ts';

export function rehearsalsHandlers({
  rehearsals,
}: {
  readonly rehearsals: Rehearsals;
}): Handlers<typeof rehearsalsContract> {
  return {
    'rehearsals.start': async (order) => ({ rehearsalId: await rehearsals.start(order) }),
    'rehearsal.watch': ({ rehearsalId }) => ({ live: rehearsals.rehearsal(rehearsalId) }),
    'rehearsals.cancel': ({ rehearsalId }) => {
      rehearsals.cancel(rehearsalId);
      return null;
    },
  };
}
