// The run that goes on now on a profile: only one may change a target at a time, so it is shown before the button is pressed.

import type { RunSummary } from '../../../shared/model/run.ts';
import { sayText } from '../../i18n/i18n.ts';
import { useRunbooks } from '../../stores/runbooks-store.ts';
import { useStream } from '../../stores/use-stream.ts';
import { isGoingOn } from '../run/run-list.ts';

export function useRunningRun(profileId: string): { readonly run: RunSummary; readonly title: string } | null {
  const { runbooks } = useRunbooks();
  const run = useStream('runs.watch', {}, ({ data }) =>
    Object.values(data?.runs ?? {}).find((each) => each.profileId === profileId && isGoingOn(each.status)),
  );
  if (run === undefined) return null;
  return { run, title: sayText(run.title, runbooks.find((runbook) => runbook.id === run.runbookId)?.texts) };
}
