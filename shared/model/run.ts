// A plan (what would happen) and a run (what is happening), as data. Texts are keys of the runbook's own catalogue.

import type { ErrorData } from '../errors.ts';
import type { Catalogue, Language, Text } from '../text.ts';
import type { Area } from './health.ts';

/** A form field of a runbook; `kind` chooses the control that offers what is really there. */
export interface ParameterField {
  readonly name: string;
  readonly label: Text;
  readonly help?: Text;
  readonly kind:
    | 'redis-replica' // node id of a replica
    | 'mongo-member' // member key
    | 'mongo-collection' // <database>.<collection>
    | 'backup-set' // set id
    | 'choice'
    | 'boolean'
    | 'number'
    | 'text';
  readonly required: boolean;
  readonly choices?: readonly { readonly value: string; readonly label: Text }[];
  readonly initial?: string;
}

export interface RunbookInfo {
  readonly id: string;
  readonly area: Area;
  /** `read`: changes no server. `write`: changes what can be changed back. `destroy`: could lose data if it went wrong. */
  readonly effect: 'read' | 'write' | 'destroy';
  /** Holds at least `title` and `summary`, and every key its fields, plans and readings use. */
  readonly texts: Readonly<Partial<Record<Language, Catalogue>>> & { readonly en: Catalogue };
  readonly fields: readonly ParameterField[];
}

export type StepKind = 'check' | 'act' | 'verify' | 'manual';

/** An exact command, written as an operator would type it. Display only: it is never parsed or run. */
export interface PlannedCommand {
  /** Node or member label, `host:port`. */
  readonly where: string;
  readonly command: string;
}

export interface PlannedStep {
  readonly id: string;
  readonly kind: StepKind;
  readonly title: Text;
  readonly commands: readonly PlannedCommand[];
  /** For `check`: the live reading at planning time. */
  readonly reading?: { readonly ok: boolean; readonly text: Text };
  /** Whether a cancel is honoured while this step runs (between steps it always is). */
  readonly cancellable: boolean;
}

export interface Plan {
  readonly runbookId: string;
  readonly profileId: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly title: Text;
  readonly effect: RunbookInfo['effect'];
  /** What must be typed on a production profile, and passed as --confirm: the profile's name. */
  readonly target: string;
  /** Node by node: what it is now, what it will be. */
  readonly changes: readonly { readonly where: string; readonly now: Text; readonly after: Text }[];
  readonly steps: readonly PlannedStep[];
  readonly warnings: readonly Text[];
  /** What to do if it goes wrong, shown while it runs. */
  readonly wayBack: Text | null;
  /** True when a check blocks: the run cannot start. */
  readonly blocked: boolean;
  readonly createdMs: number;
  /** SHA-256 over everything above except `createdMs` and the readings' text: what was confirmed is what runs. */
  readonly hash: string;
}

export type RunStatus =
  | 'running'
  | 'waiting' // for an answer to a manual step
  | 'done'
  | 'blocked' // a check failed at run time, nothing was changed
  | 'failed'
  | 'cancelled'
  | 'interrupted'; // the console ended while it ran; steps say what is known

export interface RunSummary {
  readonly id: string;
  readonly runbookId: string;
  readonly profileId: string;
  readonly title: Text;
  readonly status: RunStatus;
  readonly startedMs: number;
  readonly endedMs: number | null;
  readonly operator: string;
  readonly reason: string;
  readonly planHash: string;
  readonly error: ErrorData | null;
}

export interface Progress {
  readonly done: number;
  readonly total: number | null;
  readonly unit: 'bytes' | 'documents' | 'keys' | 'files' | 'percent';
  readonly perSecond: number | null;
  readonly remainingMs: number | null;
  readonly detail: Text | null;
}

export interface RunStep {
  readonly id: string;
  readonly index: number;
  readonly status: 'pending' | 'running' | 'done' | 'failed' | 'skipped' | 'not-done' | 'unknown';
  readonly startedMs: number | null;
  readonly endedMs: number | null;
  readonly reading: Text | null;
  readonly progress: Progress | null;
}

export interface Measure {
  readonly label: Text;
  readonly value: number;
  readonly unit: 'ms' | 'bytes' | 'count';
}

/** One probe of a failover's write probe: `[ms since the run started, latency in ms or null when the write failed]`. */
export type ProbePoint = readonly [number, number | null];

export interface RunState {
  readonly run: RunSummary;
  readonly plan: Plan;
  readonly steps: Readonly<Record<string, RunStep>>;
  readonly measures: Readonly<Record<string, Measure>>;
  readonly probe: Readonly<Record<string, ProbePoint>>;
  /** While it runs: it can be stopped. Afterwards: it left something that can be cleaned up (again). */
  readonly canCancel: boolean;
  /** An interrupted run whose remaining steps may be run now. */
  readonly canResume: boolean;
}

export const RUN_TABLES = ['steps', 'measures', 'probe'] as const satisfies readonly (keyof RunState)[];

export interface RunsState {
  readonly runs: Readonly<Record<string, RunSummary>>;
}
export const RUNS_TABLES = ['runs'] as const satisfies readonly (keyof RunsState)[];
