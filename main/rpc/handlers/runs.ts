// Calls and streams about backups, runbooks and runs.

import { runsContract } from '../../../shared/contract/runs.ts';
import type { Services } from '../../services.ts';
import { audited } from '../audited.ts';
import type { Handlers } from '../handlers.ts';

export function runsHandlers({ fleet, runbooks, operator, audit }: Services): Handlers<typeof runsContract> {
  const nothing = (work: Promise<void>): Promise<null> => work.then(() => null);
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
    'runbooks.plan': ({ profileId, runbookId, parameters, from }) =>
      runbooks.plan(profileId, runbookId, parameters, from),
    'runbooks.start': async (request) => {
      const production = fleet.profile(request.profileId).environment === 'production';
      return { runId: await runbooks.start({ ...request, production }) };
    },
    'runs.watch': () => ({ live: runbooks.runs }),
    'run.watch': ({ runId }) => ({ live: runbooks.run(runId) }),
    'runs.cancel': ({ runId }) => nothing(runbooks.cancel(runId)),
    'runs.pause': ({ runId }) => nothing(runbooks.pause(runId)),
    'runs.continue': ({ runId }) => nothing(runbooks.continue(runId)),
    'runs.answer': ({ runId, stepId, answer, note }) =>
      nothing(runbooks.answer(runId, { stepId, value: answer, note })),
    'runs.note': ({ runId, stepId, text }) => nothing(runbooks.note(runId, { stepId, text })),
    'runs.handOver': ({ runId, to, note }) => nothing(runbooks.handOver(runId, { to, note })),
    'runs.ways': ({ runId }) => runbooks.ways(runId),
    'runs.resume': ({ runId, hash, reason, takeOver }) => nothing(runbooks.resume(runId, { hash, reason, takeOver })),
    'runs.undo': ({ runId, hash, reason, takeOver }) => nothing(runbooks.undo(runId, { hash, reason, takeOver })),
    'runs.stop': ({ runId, hash, reason }) => nothing(runbooks.stop(runId, { hash, reason })),
    'runs.report': ({ runId, format }) => runbooks.report(runId, format),
  };
}
