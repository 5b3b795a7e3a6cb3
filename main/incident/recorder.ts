// Writes the timelines of open incidents: what happens on the servers, what runs, what is in the audit log. It watches the fleet of
// a profile as long as one of its incidents is open, and reads only. Of several consoles one writes; another goes on when it ends.

import { join } from 'node:path';
import lockfile from 'proper-lockfile';
import type { Clock } from '../../shared/clock.ts';
import type { Lifetime } from '../../shared/lifetime.ts';
import type { FleetState } from '../../shared/model/fleet.ts';
import type { RunsState } from '../../shared/model/run.ts';
import { incidentText } from '../../shared/texts/incident.ts';
import type { AuditEntry } from '../audit/audit-log.ts';
import type { Session } from '../fleet/session.ts';
import type { Live } from '../live.ts';
import { incidentFolder, type SawEvent } from './incident-journal.ts';
import type { Incidents } from './incidents.ts';
import { newsOf, sinceOf } from './news.ts';

export interface RecorderOptions {
  readonly incidents: Incidents;
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly lifetime: Lifetime;
  /** Undefined while the profile is not connected. */
  sessionOf(profileId: string): Session | undefined;
  readonly runs: Live<RunsState>;
  changesServers(runbookId: string): boolean;
  /** Audit entries of a profile from that moment on. */
  auditSince(profileId: string, fromMs: number): Promise<readonly AuditEntry[]>;
  readonly report: (error: unknown) => void;
}

interface Recording {
  /** Gives the pen back. */
  release(): Promise<void>;
  session: Session | undefined;
  /** It has read the servers at least once, and compares from then on. */
  isWatching: boolean;
  unwatch(): void;
}

const LOOK_EVERY_MS = 1_000;
const STALE_MS = 5_000;

export function startRecorder(options: RecorderOptions): void {
  const { incidents, clock, lifetime, report } = options;
  const recordings = new Map<string, Recording>();
  const over = new AbortController();
  let wake: () => void = () => {};

  async function begin(id: string): Promise<Recording | undefined> {
    const release = await takePen(incidentFolder(options.dataFolder, id), () => void recordings.delete(id));
    if (release === undefined) return undefined;
    const recording: Recording = { release, session: undefined, isWatching: false, unwatch: () => {} };
    recordings.set(id, recording);
    return recording;
  }

  async function end(id: string, recording: Recording): Promise<void> {
    recordings.delete(id);
    recording.unwatch();
    await recording.release();
  }

  async function record(id: string): Promise<void> {
    const { profileId } = incidents.record(id).state.incident;
    const session = options.sessionOf(profileId);
    const recording = recordings.get(id) ?? (await begin(id));
    if (recording === undefined) return;
    watch(recording, session);
    const nowMs = clock.now();
    const known = incidents.record(id);
    const fleet = readingOf(session);
    const begins = fleet !== null && !recording.isWatching;
    recording.isWatching = fleet !== null;
    const news = newsOf(known, {
      fleet,
      runs: Object.values(options.runs.get().state.runs),
      audit: await options.auditSince(profileId, sinceOf(known)),
      nowMs,
      changesServers: options.changesServers,
    });
    const isOpen = incidents.record(id).state.incident.closedMs === null; // it may have been closed meanwhile
    if (isOpen && recordings.get(id) === recording)
      await incidents.saw(id, [...(begins ? [beganToWatch(nowMs)] : []), ...news]);
  }

  /** Watching is what makes the session poll. */
  function watch(recording: Recording, session: Session | undefined): void {
    if (recording.session === session) return;
    recording.unwatch();
    recording.session = session;
    recording.isWatching = false;
    recording.unwatch = session?.fleet.subscribe(() => wake()) ?? (() => {});
  }

  async function look(): Promise<void> {
    const { incidents: all } = incidents.all.get().state;
    for (const [id, recording] of recordings) if (all[id]?.closedMs !== null) await end(id, recording);
    for (const { id, closedMs } of Object.values(all)) if (closedMs === null) await record(id).catch(report);
  }

  async function loop(): Promise<void> {
    while (!over.signal.aborted) {
      const woken = new AbortController();
      wake = () => woken.abort();
      await look().catch(report);
      await clock.sleep(LOOK_EVERY_MS, AbortSignal.any([over.signal, woken.signal])).catch(() => undefined);
    }
  }

  lifetime.add(options.runs.subscribe(() => wake()));
  lifetime.add(incidents.all.subscribe(() => wake()));
  const looping = loop();
  lifetime.add(async () => {
    over.abort();
    await looping;
    for (const [id, recording] of recordings) await end(id, recording);
  });
}

/** Undefined while another console has it. Not a lock on the journal itself: everybody adds to that. */
async function takePen(folder: string, onLost: () => void): Promise<(() => Promise<void>) | undefined> {
  try {
    const release = await lockfile.lock(join(folder, 'pen'), {
      realpath: false,
      stale: STALE_MS,
      update: STALE_MS / 3,
      onCompromised: onLost,
    });
    return () => release().catch(() => undefined); // lost already: nothing left to give back
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOCKED') return undefined;
    throw error;
  }
}

/** Null while the profile is not connected, or was not read yet. */
function readingOf(session: Session | undefined): FleetState | null {
  const state = session?.fleet.get().state;
  return state !== undefined && state.clock.tick > 0 ? state : null;
}

function beganToWatch(atMs: number): SawEvent {
  return {
    type: 'saw',
    subject: { kind: 'watch', isFull: false },
    entry: {
      atMs,
      kind: 'incident',
      health: 'unknown',
      title: incidentText('incident.watching'),
      detail: null,
      detailText: null,
      by: null,
      runId: null,
    },
  };
}
