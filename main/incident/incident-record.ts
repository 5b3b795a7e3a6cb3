// An incident as its journal tells it: one function turns entries into state. What is not in the journal is never shown.

import { AppError } from '../../shared/errors.ts';
import type { Health } from '../../shared/model/health.ts';
import {
  INCIDENT_PHASES,
  INCIDENT_TASKS,
  measuresOf,
  type IncidentPhase,
  type IncidentState,
  type IncidentSummary,
  type IncidentTask,
  type Severity,
  type TimelineEntry,
} from '../../shared/model/incident.ts';
import type { RunStatus } from '../../shared/model/run.ts';
import type { Text } from '../../shared/text.ts';
import { incidentText } from '../../shared/texts/incident.ts';
import type { IncidentChanges, IncidentEntry, Subject } from './incident-journal.ts';

type OpenProblem = NonNullable<Extract<Subject, { readonly kind: 'problem' }>['open']>;

export interface IncidentRecord {
  readonly state: IncidentState;
  /** Events and audit entries that are in the timeline. */
  readonly seen: ReadonlySet<string>;
  readonly openProblems: ReadonlyMap<string, OpenProblem>;
  readonly runs: ReadonlyMap<string, RunStatus>;
  readonly isFull: boolean;
  /** Entries read so far: the next one's id. */
  readonly count: number;
}

const SEVERITY_HEALTH: Readonly<Record<Severity, Health>> = {
  SEV1: 'critical',
  SEV2: 'critical',
  SEV3: 'attention',
  SEV4: 'unknown',
};

/** Throws `damaged` where the journal does not begin with the declaration. */
export function beginRecord(entry: IncidentEntry | undefined): IncidentRecord {
  if (entry?.type !== 'declared')
    throw new AppError('damaged', 'The journal of the incident does not begin with its declaration.');
  const { incidentId, profileId, profileName, title, severity, impact, people, startedMs, by, atMs } = entry;
  const incident: IncidentSummary = {
    id: incidentId,
    title,
    profileId,
    profileName,
    severity,
    phase: 'detect',
    startedMs,
    declaredMs: atMs,
    respondedMs: null,
    resolvedMs: null,
    closedMs: null,
    declaredBy: by,
  };
  const state: IncidentState = {
    incident,
    impact,
    people,
    postMortem: { summary: '', wentWell: '', wentBadly: '', rootCause: '', actions: [] },
    measures: measuresOf(incident),
    tasks: Object.fromEntries(allTasks().map((task) => [task.id, task])),
    timeline: {},
  };
  const begun: IncidentRecord = {
    state,
    seen: new Set(),
    openProblems: new Map(),
    runs: new Map(),
    isFull: false,
    count: 0,
  };
  const declared = line(entry, 'incident', incidentText('incident.declared', { title }), by, {
    health: SEVERITY_HEALTH[severity],
  });
  return counted(withLines(begun, [declared]));
}

export function applyEntry(record: IncidentRecord, entry: IncidentEntry): IncidentRecord {
  return counted(apply(record, entry));
}

function apply(record: IncidentRecord, entry: IncidentEntry): IncidentRecord {
  const { state } = record;
  const { incident } = state;
  switch (entry.type) {
    case 'declared':
      return record;
    case 'changed':
      return applyChanges(record, entry.changes, entry);
    case 'phase':
      return withLines(withIncident(record, phaseChange(incident, entry.to, entry.atMs)), [
        phaseLine(entry, incident.phase),
      ]);
    case 'task': {
      const task = state.tasks[entry.task];
      if (!task) return record; // of another version
      const done = entry.done ? { atMs: entry.atMs, by: entry.by } : null;
      const key = entry.done ? 'incident.taskDone' : 'incident.taskUndone';
      const told = line(entry, 'task', incidentText(key, { task: `incident.task.${task.id}` }), entry.by);
      const tasks = { ...state.tasks, [task.id]: { ...task, done } };
      return withLines({ ...record, state: { ...state, tasks } }, [told]);
    }
    case 'note':
      return withLines(record, [line(entry, 'note', incidentText('incident.note'), entry.by, { detail: entry.text })]);
    case 'saw':
      return withLines(remember(record, entry.subject), [entry.entry]);
    case 'closed':
      return withLines(withIncident(record, { closedMs: entry.atMs, resolvedMs: incident.resolvedMs ?? entry.atMs }), [
        line(entry, 'incident', incidentText('incident.closed'), entry.by, { health: 'healthy' }),
      ]);
    case 'reopened': {
      const told = line(entry, 'incident', incidentText('incident.reopened'), entry.by, {
        health: SEVERITY_HEALTH[incident.severity],
        detail: entry.reason,
      });
      const stillResolved = incident.phase === 'post-mortem' ? incident.resolvedMs : null;
      return withLines(withIncident(record, { closedMs: null, resolvedMs: stillResolved }), [told]);
    }
  }
}

/** Responding begins once; it is resolved when `resolve` is left for the post-mortem, and not any more when it is gone back to. */
function phaseChange(
  { respondedMs, resolvedMs }: IncidentSummary,
  to: IncidentPhase,
  atMs: number,
): Partial<IncidentSummary> {
  const position = INCIDENT_PHASES.indexOf(to);
  const hasResponded = position >= INCIDENT_PHASES.indexOf('respond');
  return {
    phase: to,
    respondedMs: respondedMs ?? (hasResponded ? atMs : null),
    resolvedMs: to === 'post-mortem' ? (resolvedMs ?? atMs) : null,
  };
}

function applyChanges(
  record: IncidentRecord,
  changes: IncidentChanges,
  entry: IncidentEntry & { by: string },
): IncidentRecord {
  const { state } = record;
  const { title, severity, startedMs, impact, people, postMortem } = changes;
  const changed: IncidentRecord = {
    ...record,
    state: {
      ...state,
      impact: impact ?? state.impact,
      people: people ?? state.people,
      postMortem: { ...state.postMortem, ...postMortem },
    },
  };
  const summary = {
    ...(title !== undefined && { title }),
    ...(severity !== undefined && { severity }),
    ...(startedMs !== undefined && { startedMs }),
  };
  return withLines(withIncident(changed, summary), changeLines(state, changes, entry));
}

/** One line per thing that is really another now; the post-mortem's texts are no events of the incident. */
function changeLines(
  { incident, impact, people }: IncidentState,
  changes: IncidentChanges,
  entry: IncidentEntry & { by: string },
): Line[] {
  const tell = (title: Text, more?: Partial<Line>): Line => line(entry, 'incident', title, entry.by, more);
  const lines: Line[] = [];
  if (changes.title !== undefined && changes.title !== incident.title)
    lines.push(tell(incidentText('incident.titleChanged', { title: changes.title })));
  if (changes.severity !== undefined && changes.severity !== incident.severity) {
    const values = { from: incident.severity, to: changes.severity };
    lines.push(
      tell(incidentText('incident.severityChanged', values), {
        kind: 'severity',
        health: SEVERITY_HEALTH[changes.severity],
      }),
    );
  }
  if (changes.impact !== undefined && changes.impact !== impact)
    lines.push(tell(incidentText('incident.impactChanged'), { detail: changes.impact }));
  if (changes.people !== undefined && JSON.stringify(changes.people) !== JSON.stringify(people)) {
    const named = changes.people.map(({ role, name }) => (role === '' ? name : `${role}: ${name}`)).join(', ');
    lines.push(tell(incidentText('incident.peopleChanged', { people: named === '' ? '–' : named })));
  }
  if (changes.startedMs !== undefined && changes.startedMs !== incident.startedMs)
    lines.push(tell(incidentText('incident.startChanged', { time: new Date(changes.startedMs).toISOString() })));
  return lines;
}

function phaseLine(entry: Extract<IncidentEntry, { type: 'phase' }>, from: IncidentPhase): Line {
  const isBack = INCIDENT_PHASES.indexOf(entry.to) < INCIDENT_PHASES.indexOf(from);
  const values = { from: `incident.phase.${from}`, to: `incident.phase.${entry.to}` };
  return line(entry, 'phase', incidentText(isBack ? 'incident.phaseBack' : 'incident.phaseChanged', values), entry.by);
}

function remember(record: IncidentRecord, subject: Subject): IncidentRecord {
  switch (subject.kind) {
    case 'event':
    case 'audit':
      return { ...record, seen: new Set(record.seen).add(`${subject.kind}:${subject.id}`) };
    case 'problem': {
      const openProblems = new Map(record.openProblems);
      if (subject.open) openProblems.set(subject.id, subject.open);
      else openProblems.delete(subject.id);
      return { ...record, openProblems };
    }
    case 'run':
      return { ...record, runs: new Map(record.runs).set(subject.id, subject.status) };
    case 'watch':
      return subject.isFull ? { ...record, isFull: true } : record;
  }
}

type Line = Omit<TimelineEntry, 'id'>;

function line(
  { atMs }: IncidentEntry,
  kind: TimelineEntry['kind'],
  title: Text,
  by: string,
  more: Partial<Line> = {},
): Line {
  return { atMs, kind, health: 'unknown', title, detail: null, detailText: null, by, runId: null, ...more };
}

function withIncident(record: IncidentRecord, change: Partial<IncidentSummary>): IncidentRecord {
  const incident = { ...record.state.incident, ...change };
  return { ...record, state: { ...record.state, incident, measures: measuresOf(incident) } };
}

/** An entry may give several lines: `7`, `7.01`, `7.02`. */
function withLines(record: IncidentRecord, lines: readonly Line[]): IncidentRecord {
  const added = lines.map((one, index) => {
    const id = index === 0 ? String(record.count) : `${record.count}.${String(index).padStart(2, '0')}`;
    return [id, { ...one, id }] as const;
  });
  return {
    ...record,
    state: { ...record.state, timeline: { ...record.state.timeline, ...Object.fromEntries(added) } },
  };
}

function counted(record: IncidentRecord): IncidentRecord {
  return { ...record, count: record.count + 1 };
}

function allTasks(): IncidentTask[] {
  return INCIDENT_PHASES.flatMap((phase) => INCIDENT_TASKS[phase].map((id) => ({ id, phase, done: null })));
}
