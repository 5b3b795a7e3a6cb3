// An incident as data: what is wrong, how bad, who is at it, and everything the console saw and did while it was open.
// Titles of the timeline are keys of shared/texts (`event.…`, `problem.…`, `incident.…`): see shared/texts/incident.ts.

import type { Text } from '../text.ts';
import type { Health } from './health.ts';

/** In this order; going back is allowed. */
export const INCIDENT_PHASES = ['detect', 'assess', 'respond', 'resolve', 'post-mortem'] as const;
export type IncidentPhase = (typeof INCIDENT_PHASES)[number];

/** SEV1: everything is down or data is at risk. SEV4: nobody outside notices. */
export const SEVERITIES = ['SEV1', 'SEV2', 'SEV3', 'SEV4'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Free text, both: the console knows nobody. */
export interface IncidentPerson {
  /** `commander`, `scribe`, whatever they call it. */
  readonly role: string;
  readonly name: string;
}

/** What is looked back to from the moment it was declared. */
export const LOOK_BACK_MS = 30 * 60_000;

/** The checklist, by phase; `incident.task.<id>` says what to do. */
export const INCIDENT_TASKS: Readonly<Record<IncidentPhase, readonly string[]>> = {
  detect: ['confirm', 'healthCheck', 'begin'],
  assess: ['affected', 'impact', 'severity'],
  respond: ['people', 'tell', 'mitigate'],
  resolve: ['fix', 'verify', 'watch'],
  'post-mortem': ['timeline', 'cause', 'actions', 'share'],
};

export interface IncidentTask {
  readonly id: string;
  readonly phase: IncidentPhase;
  /** Null: not ticked. */
  readonly done: { readonly atMs: number; readonly by: string } | null;
}

export interface IncidentAction {
  readonly what: string;
  readonly owner: string;
  /** Free text: a date, `this sprint`. */
  readonly due: string;
}

/** What people write afterwards. Markdown, except the actions. */
export interface PostMortem {
  readonly summary: string;
  readonly wentWell: string;
  readonly wentBadly: string;
  readonly rootCause: string;
  readonly actions: readonly IncidentAction[];
}

export type TimelineKind =
  | 'event' // a change the console saw on the servers
  | 'problem' // one appeared, or cleared
  | 'run'
  | 'audit'
  | 'note'
  | 'phase'
  | 'severity'
  | 'task'
  | 'incident'; // declared, changed, closed, opened again; the console began to watch

export interface TimelineEntry {
  readonly id: string;
  /** When it happened; it may have been written down later. */
  readonly atMs: number;
  readonly kind: TimelineKind;
  readonly health: Health;
  readonly title: Text;
  /** Free text: the note, the reason, the cause in the catalogue's words being `detailText`. */
  readonly detail: string | null;
  readonly detailText: Text | null;
  readonly by: string | null;
  readonly runId: string | null;
}

export interface IncidentSummary {
  readonly id: string;
  readonly title: string;
  readonly profileId: string;
  /** As it was named when the incident was declared. */
  readonly profileName: string;
  readonly severity: Severity;
  readonly phase: IncidentPhase;
  /** When the trouble began, as far as known: can be corrected. */
  readonly startedMs: number;
  readonly declaredMs: number;
  /** First time in phase `respond`; null before. */
  readonly respondedMs: number | null;
  /** Last time the phase `resolve` was left forwards, or it was closed; null while it is not. */
  readonly resolvedMs: number | null;
  readonly closedMs: number | null;
  readonly declaredBy: string;
}

/** Milliseconds; null while it is not known yet. */
export interface IncidentMeasures {
  /** From the beginning of the trouble to the declaration. */
  readonly detectMs: number | null;
  /** From the declaration to the first response. */
  readonly respondMs: number | null;
  /** From the beginning of the trouble to its end. */
  readonly resolveMs: number | null;
}

export interface IncidentState {
  readonly incident: IncidentSummary;
  readonly impact: string;
  readonly people: readonly IncidentPerson[];
  readonly postMortem: PostMortem;
  readonly measures: IncidentMeasures;
  readonly tasks: Readonly<Record<string, IncidentTask>>;
  readonly timeline: Readonly<Record<string, TimelineEntry>>;
}

export const INCIDENT_TABLES = ['tasks', 'timeline'] as const satisfies readonly (keyof IncidentState)[];

export interface IncidentsState {
  readonly incidents: Readonly<Record<string, IncidentSummary>>;
}

export const INCIDENTS_TABLES = ['incidents'] as const satisfies readonly (keyof IncidentsState)[];

export function measuresOf(incident: IncidentSummary): IncidentMeasures {
  const { startedMs, declaredMs, respondedMs, resolvedMs } = incident;
  return {
    detectMs: Math.max(0, declaredMs - startedMs),
    respondMs: respondedMs === null ? null : Math.max(0, respondedMs - declaredMs),
    resolveMs: resolvedMs === null ? null : Math.max(0, resolvedMs - startedMs),
  };
}

/** Oldest first; what was written down first comes first within a millisecond. */
export function inOrder(timeline: IncidentState['timeline']): TimelineEntry[] {
  return Object.values(timeline).sort((a, b) => a.atMs - b.atMs || Number(a.id) - Number(b.id));
}
