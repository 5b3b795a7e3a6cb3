// What an incident's timeline does not say yet of what the console sees: a pure comparison of the two, so that it can be asked at
// any time, by any console, after any crash, and never tells anything twice.

import { z } from 'zod';
import type { AuditEntry } from '../audit/audit-log.ts';
import type { FleetState } from '../../shared/model/fleet.ts';
import type { Health } from '../../shared/model/health.ts';
import { LOOK_BACK_MS, type TimelineEntry } from '../../shared/model/incident.ts';
import type { RunStatus, RunSummary } from '../../shared/model/run.ts';
import { RUN_HEALTH } from '../../shared/model/run-health.ts';
import { incidentText } from '../../shared/texts/incident.ts';
import type { SawEvent, Subject } from './incident-journal.ts';
import type { IncidentRecord } from './incident-record.ts';

export interface Seen {
  /** Null while the profile is not connected or was not read yet. */
  readonly fleet: FleetState | null;
  readonly runs: readonly RunSummary[];
  readonly audit: readonly AuditEntry[];
  readonly nowMs: number;
  /** Of a runbook: scheduled runs that changed nothing before it was declared are left out. */
  changesServers(runbookId: string): boolean;
}

/** After so many lines only what people write is added: servers that flap all night must not fill the disk. */
export const MOST_LINES = 5_000;

/** Oldest first. */
export function newsOf(record: IncidentRecord, seen: Seen): SawEvent[] {
  if (record.isFull) return [];
  const news = [
    ...(seen.fleet === null ? [] : [...eventNews(record, seen.fleet), ...problemNews(record, seen.fleet, seen.nowMs)]),
    ...seen.runs.flatMap((run) => runNews(record, run, seen)),
    ...auditNews(record, seen.audit),
  ].sort((a, b) => a.entry.atMs - b.entry.atMs);
  const room = MOST_LINES - record.count;
  if (news.length <= room) return news;
  const full = saw({ kind: 'watch', isFull: true }, 'incident', seen.nowMs, 'attention', {
    title: incidentText('incident.full'),
  });
  return [...news.slice(0, Math.max(0, room)), full];
}

/** From this moment on things belong to the incident. */
export function sinceOf({ state }: IncidentRecord): number {
  const { startedMs, declaredMs } = state.incident;
  return Math.min(declaredMs - LOOK_BACK_MS, Math.max(startedMs, declaredMs - 24 * 3_600_000));
}

/** Runs' own events are told from the runs themselves. */
function eventNews(record: IncidentRecord, { events }: FleetState): SawEvent[] {
  const fromMs = sinceOf(record);
  return Object.values(events)
    .filter(({ id, atMs, runId }) => runId === undefined && atMs >= fromMs && !record.seen.has(`event:${id}`))
    .map(({ id, atMs, health, title }) => saw({ kind: 'event', id }, 'event', atMs, health, { title }));
}

/** A problem of an area that cannot be read now has not cleared: nobody can tell. */
function problemNews(record: IncidentRecord, fleet: FleetState, nowMs: number): SawEvent[] {
  const appeared = Object.values(fleet.problems)
    .filter(({ id }) => !record.openProblems.has(id))
    .map(({ id, area, health, title, cause, sinceMs }) =>
      saw(
        { kind: 'problem', id, open: { area, title, sinceMs } },
        'problem',
        Math.max(sinceMs, sinceOf(record)),
        health,
        {
          title,
          detailText: cause,
        },
      ),
    );
  const cleared = [...record.openProblems]
    .filter(([id, { area }]) => !Object.hasOwn(fleet.problems, id) && fleet.trouble[area] === null)
    .map(([id, { title, sinceMs }]) =>
      saw({ kind: 'problem', id, open: null }, 'problem', nowMs, 'healthy', {
        title,
        detailText: incidentText('incident.problemCleared', { afterMs: Math.max(0, nowMs - sinceMs) }),
      }),
    );
  return [...appeared, ...cleared];
}

function runNews(record: IncidentRecord, run: RunSummary, seen: Seen): SawEvent[] {
  const { incident } = record.state;
  if (run.incidentId !== incident.id && (run.profileId !== incident.profileId || run.startedMs < sinceOf(record)))
    return [];
  const known = record.runs.get(run.id);
  if (known === run.status) return [];
  const isDoneBefore = run.status === 'done' && run.endedMs !== null && run.endedMs < incident.declaredMs;
  if (known === undefined && isDoneBefore && run.scheduleId !== null && !seen.changesServers(run.runbookId)) return [];
  const tell = (status: RunStatus, key: RunStatus | 'started', atMs: number): SawEvent =>
    saw({ kind: 'run', id: run.id, status }, 'run', atMs, RUN_HEALTH[status], {
      title: incidentText(`incident.run.${key}`, { runbook: run.runbookId }),
      detail: key === 'started' ? run.reason || null : (run.error?.message ?? null),
      by: key === 'started' ? (run.startedBy ?? run.operator) : run.operator,
      runId: run.id,
    });
  const began = known === undefined ? [tell('running', 'started', run.startedMs)] : [];
  const isAsBegun = known === undefined && run.status === 'running';
  return isAsBegun ? began : [...began, tell(run.status, run.status, run.endedMs ?? seen.nowMs)];
}

/** What the audit log says of a run that was handed over. */
const Hands = z.looseObject({ operator: z.string(), note: z.string() });

/** Runs and the incident itself stand in the timeline already; whose hands a run is in now does not. */
function auditNews(record: IncidentRecord, entries: readonly AuditEntry[]): SawEvent[] {
  const { profileId } = record.state.incident;
  return entries.flatMap((entry) => {
    const { number, at, action, target, result } = entry;
    const atMs = Date.parse(at);
    const hands = action === 'run.handOver' ? Hands.safeParse(entry.after).data : undefined;
    const isTold = hands === undefined && /^(run|incident)\./.test(action);
    const isOther = target !== profileId || isTold || result === 'started';
    // What was refused before changed nothing, and says nothing of the trouble.
    const isNoise = result !== 'done' && atMs < record.state.incident.declaredMs;
    if (isOther || isNoise || atMs < sinceOf(record) || record.seen.has(`audit:${number}`)) return [];
    const subject = { kind: 'audit', id: String(number) } as const;
    return [
      hands === undefined
        ? saw(subject, 'audit', atMs, 'unknown', audited(entry))
        : saw(subject, 'run', atMs, 'unknown', handedOver(entry, hands)),
    ];
  });
}

function audited({ who, action, subject, why, result }: AuditEntry): Said {
  return { title: incidentText('incident.audit', { action, subject, result }), by: who, detail: why || null };
}

function handedOver({ who, subject: runbook, runId }: AuditEntry, { operator, note }: z.infer<typeof Hands>): Said {
  return {
    title: incidentText('incident.run.handedOver', { runbook, operator }),
    by: who,
    detail: note || null,
    runId,
  };
}

type Said = Pick<TimelineEntry, 'title'> & Partial<TimelineEntry>;

function saw(subject: Subject, kind: TimelineEntry['kind'], atMs: number, health: Health, more: Said): SawEvent {
  return {
    type: 'saw',
    subject,
    entry: { atMs, kind, health, detail: null, detailText: null, by: null, runId: null, ...more },
  };
}
