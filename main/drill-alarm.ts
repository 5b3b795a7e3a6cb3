// A restore drill that failed is no line in a list: it opens an incident, or is noted in the one that is open for it, and is told on
// every channel that is set up. A drill that was cancelled, or could not begin, says nothing of the backups and is left alone.

import type { Lifetime } from '../shared/lifetime.ts';
import type { RunsState, RunSummary } from '../shared/model/run.ts';
import { say, text, type Language } from '../shared/text.ts';
import { INCIDENT_ARABIC } from '../shared/texts/incident-ar.ts';
import { INCIDENT_ENGLISH, incidentText } from '../shared/texts/incident.ts';
import type { Fleet } from './fleet/fleet.ts';
import type { Incidents } from './incident/incidents.ts';
import type { Live } from './live.ts';
import type { Notifier } from './notify/notifier.ts';
import type { RunbookLibrary } from './runbook/runbook-library.ts';

export interface DrillAlarmOptions {
  readonly runs: Live<RunsState>;
  /** Of several consoles that see the run, the one that runs it speaks. */
  isOwn(runId: string): boolean;
  readonly incidents: Pick<Incidents, 'all' | 'open' | 'note'>;
  readonly notifier: Pick<Notifier, 'state' | 'tell'>;
  readonly fleet: Pick<Fleet, 'profile'>;
  readonly library: RunbookLibrary;
  readonly language: () => Language;
  readonly lifetime: Lifetime;
  readonly report: (error: unknown) => void;
}

const DRILL = 'backup.drill';

export function watchDrills(options: DrillAlarmOptions): void {
  const { runs, isOwn, lifetime, report } = options;
  const told = new Set<string>();
  const telling = new Set<Promise<void>>();
  const look = (): void => {
    for (const run of Object.values(runs.get().state.runs)) {
      if (run.runbookId !== DRILL || run.status !== 'failed' || run.dryRun || told.has(run.id) || !isOwn(run.id))
        continue;
      told.add(run.id);
      const job = declare(run, options)
        .catch(report)
        .finally(() => telling.delete(job));
      telling.add(job);
      // A schedule has a rule of its own for who is told.
      if (run.scheduleId === null) notify(run, options);
    }
  };
  lifetime.add(async () => void (await Promise.all(telling)));
  lifetime.add(runs.subscribe(look));
}

async function declare(run: RunSummary, { incidents, language }: DrillAlarmOptions): Promise<void> {
  const title = say(
    language() === 'ar' ? INCIDENT_ARABIC : INCIDENT_ENGLISH,
    incidentText('incident.drillFailed'),
    language(),
  );
  const message = run.error?.message ?? run.id;
  const open = Object.values(incidents.all.get().state.incidents).find(
    (each) => each.profileId === run.profileId && each.closedMs === null && each.title === title,
  );
  if (open) return incidents.note(open.id, message);
  await incidents.open({
    profileId: run.profileId,
    title,
    // A set that does not come back is worse than a drill that could not be carried through.
    severity: run.error?.code === 'damaged' ? 'SEV2' : 'SEV3',
    impact: message,
    people: [],
    startedMs: run.endedMs ?? run.startedMs,
  });
}

function notify(run: RunSummary, { notifier, fleet, library }: DrillAlarmOptions): void {
  const { id, startedMs, endedMs, error, profileId } = run;
  const channels = Object.values(notifier.state.get().state.channels)
    .filter(({ ready }) => ready)
    .map((channel) => channel.id);
  notifier.tell(
    { on: 'failure', channels },
    {
      scheduleName: '–',
      runbookId: DRILL,
      runbookTitle: text('title'),
      texts: library.get(DRILL).texts,
      profileId,
      profileName: fleet.profile(profileId).name,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      outcome: {
        ...{ id: `${DRILL}@${id}`, scheduleId: '', dueMs: startedMs, claimedMs: startedMs, endedMs, kind: 'by-hand' },
        ...{ result: 'failed', skipped: null, runId: id, missedBefore: 0, error },
      },
    },
  );
}
