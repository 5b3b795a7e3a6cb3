// Calls and streams about backups, runbooks and runs.

import { runsContract } from '../../../shared/contract/runs.ts';
import type { Services } from '../../services.ts';
import { audited } from '../audited.ts';
import type { Handlers } from '../handlers.ts';

export function runsHandlers({ fleet, runbooks, operator, audit }: Services): Handlers<typeof runsContract> {
  return {
    'backups.watch': ({ profileId }) => {
      const session = fleet.session(profileId);
      return { live: session.backupSets, ended: session.ended };
    },
    'backups.removeUnfinished': async ({ profileId, store, folder }) => {
      const session = fleet.session(profileId);
      const action = { action: 'backup.removeUnfinished', profileId, subject: `${store}/${folder}` };
      await audited({ audit, operator }, action, () => session.backups.removeUnfinished(store, folder));
      session.backupsChanged();
      return null;
    },
    'runbooks.list': () => runbooks.list(),
    'runbooks.plan': ({ profileId, runbookId, parameters }) => runbooks.plan(profileId, runbookId, parameters),
    'runbooks.start': async (request) => {
      const production = fleet.profile(request.profileId).environment === 'production';
      return { runId: await runbooks.start({ ...request, production }) };
    },
    'runs.watch': () => ({ live: runbooks.runs }),
    'run.watch': ({ runId }) => ({ live: runbooks.run(runId) }),
    'runs.cancel': async ({ runId }) => {
      await runbooks.cancel(runId);
      return null;
    },
    'runs.resume': async ({ runId }) => {
      await runbooks.resume(runId);
      return null;
    },
    'runs.report': ({ runId }) => ({ markdown: runbooks.report(runId) }),
  };
}
