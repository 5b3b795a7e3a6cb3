// Calls and the stream about runbook files. Saving and removing stand in the audit log: such a file is what will be run.

import { runbookFilesContract } from '../../../shared/contract/runbook-files.ts';
import type { Services } from '../../services.ts';
import { audited } from '../audited.ts';
import type { Handlers } from '../handlers.ts';

export function runbookFilesHandlers({
  runbookFiles,
  ownFiles,
  audit,
  operator,
}: Services): Handlers<typeof runbookFilesContract> {
  const change = <Result>(action: string, subject: string, work: () => Promise<Result>): Promise<Result> =>
    audited({ audit, operator }, { action, profileId: '', subject }, work);
  return {
    'runbookFiles.watch': () => ({ live: runbookFiles.own }),
    'runbookFiles.read': async ({ id }) => ownFiles.read(id),
    'runbookFiles.check': async (asked) => runbookFiles.check(asked),
    'runbookFiles.save': ({ fileName, source, replaces }) =>
      change('runbookFile.save', fileName, () => ownFiles.save(fileName, source, replaces)),
    'runbookFiles.remove': ({ fileName, hash }) =>
      change('runbookFile.remove', fileName, async () => ({ trashed: await ownFiles.remove(fileName, hash) })),
    'runbookFiles.restore': ({ trashed }) => change('runbookFile.restore', trashed, () => ownFiles.restore(trashed)),
  };
}
