// What runs mean for the fleet: they are events on its board, and a finished backup run means the sets must be read again.

import type { RunbookInfo, RunsState, RunSummary } from '../shared/model/run.ts';
import { RUN_HEALTH } from '../shared/model/run-health.ts';
import { text } from '../shared/text.ts';
import type { Session } from './fleet/session.ts';

export interface RunEventsOptions {
  /** Undefined while the profile is not connected. */
  readonly sessionOf: (profileId: string) => Session | undefined;
  readonly areaOf: (runbookId: string) => RunbookInfo['area'];
}

/**
 * Hears of every run whenever its summary changes; tells each status once. Runs that were over at the start are history, and dry
 * runs changed nothing.
 */
export function createRunEvents({ sessionOf, areaOf }: RunEventsOptions): (run: RunSummary) => void {
  const told = new Map<string, RunSummary['status']>();

  return (run) => {
    const before = told.get(run.id);
    told.set(run.id, run.status);
    if (before === run.status || (before === undefined && run.endedMs !== null)) return;
    if (run.dryRun || (run.status === 'running' && (before === 'waiting' || before === 'paused'))) return;
    const session = sessionOf(run.profileId);
    if (session === undefined) return;
    const kind = run.status !== 'running' ? run.status : before === undefined ? 'started' : 'resumed';
    session.addEvent({
      area: areaOf(run.runbookId),
      health: run.status === 'running' ? 'healthy' : RUN_HEALTH[run.status],
      title: text(`event.run.${kind}`, { runbook: run.runbookId }),
      runId: run.id,
    });
    if (run.endedMs !== null) session.backupsChanged(); // runbooks of any area may have called backup.take
  };
}

/** True while a set of the profile is being written: what looks unfinished then is not left over. */
export function writesBackup({ runs }: RunsState, profileId: string): boolean {
  const isWriting = ({ runbookId, status }: RunSummary): boolean =>
    (runbookId === 'backup.take' || runbookId === 'backup.copy') && status === 'running';
  return Object.values(runs).some((run) => run.profileId === profileId && isWriting(run));
}
