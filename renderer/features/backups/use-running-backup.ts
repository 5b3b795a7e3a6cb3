// The run that writes a set of the shown profile now, if there is one.

import type { RunSummary } from '../../../shared/model/run.ts';
import { useShownProfileId } from '../../stores/profile-store.ts';
import { useStream } from '../../stores/use-stream.ts';

export function useRunningBackup(): RunSummary | undefined {
  const profileId = useShownProfileId();
  return useStream('runs.watch', {}, ({ data }) =>
    Object.values(data?.runs ?? {}).find(
      (run) => run.profileId === profileId && run.runbookId === 'backup.take' && run.status === 'running',
    ),
  );
}
