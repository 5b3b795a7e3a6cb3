// The incidents of this machine: declared, led and closed by people, followed from their journals, so that two consoles lead the
// same one. Nothing is shown that is not on the disk, and nothing that was acknowledged is ever lost.

import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { Lifetime } from '../../shared/lifetime.ts';
import {
  INCIDENT_TABLES,
  INCIDENTS_TABLES,
  type IncidentPerson,
  type IncidentPhase,
  type IncidentsState,
  type IncidentState,
  type Severity,
} from '../../shared/model/incident.ts';
import { live, type Live } from '../live.ts';
import { newTimedId } from '../timed-id.ts';
import {
  addEntries,
  listIncidents,
  readEntries,
  type IncidentChanges,
  type IncidentEvent,
  type SawEvent,
} from './incident-journal.ts';
import { applyEntry, beginRecord, type IncidentRecord } from './incident-record.ts';

export interface Declaration {
  readonly profileId: string;
  readonly title: string;
  readonly severity: Severity;
  readonly impact: string;
  readonly people: readonly IncidentPerson[];
  /** Null: what the console knows. */
  readonly startedMs: number | null;
}

export interface Incidents {
  readonly all: Live<IncidentsState>;
  /** Throws `not_found`. */
  incident(id: string): Live<IncidentState>;
  record(id: string): IncidentRecord;
  /** Resolves with its id when it is on the disk. */
  open(declaration: Declaration): Promise<string>;
  /** Also after it was closed: post-mortems take their time. Nothing is written where nothing changes. */
  update(id: string, changes: IncidentChanges): Promise<void>;
  advance(id: string, to: IncidentPhase): Promise<void>;
  tick(id: string, task: string, done: boolean): Promise<void>;
  note(id: string, text: string): Promise<void>;
  close(id: string): Promise<void>;
  reopen(id: string, reason: string): Promise<void>;
  /** What the console saw and did. */
  saw(id: string, events: readonly SawEvent[]): Promise<void>;
}

export interface IncidentsOptions {
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly lifetime: Lifetime;
  operator(): string;
  /** Throws `not_found`. */
  profileName(profileId: string): string;
  /** Since when the servers have been in critical trouble; null where nobody knows. */
  troubleSince(profileId: string): number | null;
  /** Told of what must be in the audit log; its failure must not stop an incident. */
  audit(action: string, profileId: string, subject: string, why: string): Promise<void>;
  readonly report: (error: unknown) => void;
  /** For ids; 0 ≤ n < 1. */
  random?(): number;
}

interface Known {
  readonly record: IncidentRecord;
  readonly live: Live<IncidentState>;
  readonly end: number;
}

const LOOK_EVERY_MS = 1_000;

/** Reads what is on the disk before it resolves. */
export async function createIncidents(options: IncidentsOptions): Promise<Incidents> {
  const { dataFolder, clock, lifetime, operator, report, random = Math.random } = options;
  const known = new Map<string, Known>();
  const damaged = new Map<string, number>();
  const all = live<IncidentsState>({ incidents: {} }, INCIDENTS_TABLES);
  let reading: Promise<void> = Promise.resolve();

  /** What was added since it was last read, by whomever. One after the other: every line is taken once. */
  function catchUp(id: string): Promise<void> {
    const next = reading.then(async () => {
      const before = known.get(id);
      const { entries, end } = await readEntries(dataFolder, id, before?.end ?? 0);
      const [first, ...rest] = entries;
      if (first === undefined) return;
      const record = before ? entries.reduce(applyEntry, before.record) : rest.reduce(applyEntry, beginRecord(first));
      const shown = before?.live ?? live<IncidentState>(record.state, INCIDENT_TABLES);
      known.set(id, { record, live: shown, end });
      shown.update(() => record.state);
      all.update(({ incidents }) => ({ incidents: { ...incidents, [id]: record.state.incident } }));
    });
    reading = next.catch(() => undefined);
    return next;
  }

  async function look(): Promise<void> {
    for (const { id, bytes } of await listIncidents(dataFolder)) {
      if (known.get(id)?.end === bytes || damaged.get(id) === bytes) continue;
      await catchUp(id).catch((error: unknown) => {
        damaged.set(id, bytes); // left as it is, and said once
        report(error);
      });
    }
  }

  function find(id: string): Known {
    const found = known.get(id);
    if (found) return found;
    throw new AppError('not_found', `There is no incident ${id}.`, {
      hint: 'The list of incidents shows what there is.',
    });
  }

  async function write(id: string, events: readonly IncidentEvent[], atMs = clock.now()): Promise<void> {
    if (events.length === 0) return;
    await addEntries(
      dataFolder,
      id,
      events.map((event) => ({ ...event, atMs })),
    );
    await catchUp(id);
  }

  /** The newest that is on the disk: another console may have been quicker. */
  async function fresh(id: string): Promise<IncidentState> {
    find(id);
    await catchUp(id);
    return find(id).record.state;
  }

  async function freshOpen(id: string): Promise<IncidentState> {
    const state = await fresh(id);
    if (state.incident.closedMs === null) return state;
    throw new AppError('conflict', `The incident ${state.incident.title} is closed.`, {
      hint: 'Open it again to go on with it.',
      retryable: false,
    });
  }

  function auditIt(action: string, { incident }: IncidentState, why = ''): Promise<void> {
    return options
      .audit(action, incident.profileId, `${incident.id} ${incident.severity} ${incident.title}`, why)
      .catch(report);
  }

  await look();
  const over = new AbortController();
  const looking = followJournals(clock, over.signal, () => look().catch(report));
  lifetime.add(async () => {
    over.abort();
    await looking;
  });

  return {
    all,
    incident: (id) => find(id).live,
    record: (id) => find(id).record,
    async open({ profileId, startedMs, ...declared }) {
      const nowMs = clock.now();
      const incidentId = newTimedId(nowMs, random);
      const begun = startedMs ?? options.troubleSince(profileId) ?? nowMs;
      if (begun > nowMs) throw beginsLater();
      const profileName = options.profileName(profileId);
      const ids = { incidentId, profileId, profileName, startedMs: begun, by: operator() };
      await write(incidentId, [{ type: 'declared', ...declared, ...ids }], nowMs);
      await auditIt('incident.open', find(incidentId).record.state);
      return incidentId;
    },
    async update(id, changes) {
      const state = await fresh(id);
      if (changes.startedMs !== undefined && changes.startedMs > clock.now()) throw beginsLater();
      if (isSame(state, changes)) return;
      await write(id, [{ type: 'changed', changes, by: operator() }]);
    },
    async advance(id, to) {
      const { incident } = await freshOpen(id);
      if (incident.phase !== to) await write(id, [{ type: 'phase', to, by: operator() }]);
    },
    async tick(id, task, done) {
      const { tasks } = await fresh(id);
      const found = tasks[task];
      if (!found) throw new AppError('not_found', `There is nothing named ${task} on the checklist.`);
      if ((found.done !== null) !== done) await write(id, [{ type: 'task', task, done, by: operator() }]);
    },
    async note(id, text) {
      await fresh(id);
      await write(id, [{ type: 'note', text, by: operator() }]);
    },
    async close(id) {
      const state = await freshOpen(id);
      await write(id, [{ type: 'closed', by: operator() }]);
      await auditIt('incident.close', state);
    },
    async reopen(id, reason) {
      const state = await fresh(id);
      if (state.incident.closedMs === null)
        throw new AppError('conflict', 'The incident is open already.', { retryable: false });
      await write(id, [{ type: 'reopened', reason, by: operator() }]);
      await auditIt('incident.reopen', state, reason);
    },
    saw: (id, events) => write(id, events),
  };
}

async function followJournals(clock: Clock, over: AbortSignal, look: () => Promise<void>): Promise<void> {
  while (!over.aborted) {
    await clock.sleep(LOOK_EVERY_MS, over).catch(() => undefined); // only the end rejects it
    if (!over.aborted) await look();
  }
}

function isSame({ incident, impact, people, postMortem }: IncidentState, changes: IncidentChanges): boolean {
  const now = { title: incident.title, severity: incident.severity, startedMs: incident.startedMs, impact, people };
  const { postMortem: written, ...rest } = changes;
  const same = <T extends object>(before: T, after: Partial<T>): boolean =>
    Object.entries(after).every(
      ([name, value]) => value === undefined || JSON.stringify(before[name as keyof T]) === JSON.stringify(value),
    );
  return same(now, rest) && same(postMortem, written ?? {});
}

function beginsLater(): AppError {
  return new AppError('bad_request', 'The trouble cannot begin in the future.', {
    details: { field: 'startedMs' },
  });
}
