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
    | 'mongo-restored' // id of a restore that left something on the servers
    | 'backup-set' // set id
    | 'backup-unfinished' // id of an unfinished set that can be gone on with
    | 'backup-store' // store id
    | 'backup-stores' // store ids parted by commas
    | 'choice'
    | 'boolean'
    | 'number'
    | 'list' // values parted by commas
    | 'text';
  readonly required: boolean;
  readonly choices?: readonly { readonly value: string; readonly label: Text }[];
  readonly initial?: string;
  /** Right as it starts for nearly everybody: forms show it behind “More options”. */
  readonly rare?: true;
  /** Means something only while that other field has one of these values: otherwise forms neither show nor send it. */
  readonly when?: { readonly name: string; readonly in: readonly string[] };
}

/** `operations`: about the whole fleet, or about none of the three (deploying, a breach). */
export type RunbookArea = Area | 'operations';

export interface RunbookInfo {
  readonly id: string;
  readonly area: RunbookArea;
  /**
   * `read`: changes no server. `write`: changes servers, and loses no stored data; whether there is a way back, its plan says. `destroy`: could lose
   * data if it went wrong. */
  readonly effect: 'read' | 'write' | 'destroy';
  /** Holds at least `title` and `summary`, and every key its fields, plans and readings use. */
  readonly texts: Readonly<Partial<Record<Language, Catalogue>>> & { readonly en: Catalogue };
  readonly fields: readonly ParameterField[];
  /** `code`: a file of the library; `shipped` and `own`: runbook files (YAML), ours and the user's. */
  readonly origin: 'code' | 'shipped' | 'own';
  /** Has steps done by hand: it is shown one step at a time. */
  readonly guided: boolean;
  /** A second person must approve the plan, whatever the profile asks. */
  readonly asksApproval: boolean;
}

export type StepKind = 'check' | 'act' | 'verify' | 'manual';

/** An exact command, written as an operator would type it. Display only: it is never parsed or run. */
export interface PlannedCommand {
  /** Node or member label, `host:port`. */
  readonly where: string;
  readonly command: string;
}

/** What the operator is told beside a step. Markdown: paragraphs, lists, `code`; no HTML, no links that open by themselves. */
export interface StepGuide {
  readonly why?: Text;
  /** What to do, step by step. */
  readonly how?: Text;
  /** How to know that it worked. */
  readonly worked?: Text;
  /** What to do if it did not. */
  readonly otherwise?: Text;
}

/** An answer to a manual step: `done` and `skip` go on, `stop` ends the run there as failed. */
export interface ManualAnswer {
  readonly value: string;
  readonly label: Text;
  readonly outcome: 'done' | 'skip' | 'stop';
}

/** Another runbook that does what the manual step asks for; its run is linked to this one. */
export interface RunbookOffer {
  readonly runbookId: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface PlannedStep {
  readonly id: string;
  readonly kind: StepKind;
  readonly title: Text;
  /** A heading that steps stand under: diagnosis, resolution, … */
  readonly phase?: Text;
  readonly guide?: StepGuide;
  readonly commands: readonly PlannedCommand[];
  /** For `manual`. */
  readonly answers?: readonly ManualAnswer[];
  readonly offers?: readonly RunbookOffer[];
  /** The step fails when it takes longer. */
  readonly limitMs?: number;
  /** How often an idempotent step is tried, with growing pauses. */
  readonly tries?: number;
  /** For `check`: the live reading at planning time. */
  readonly reading?: { readonly ok: boolean; readonly text: Text };
  /** Whether a cancel is honoured while this step runs (between steps it always is). */
  readonly cancellable: boolean;
}

export interface PlannedChange {
  readonly where: string;
  readonly now: Text;
  readonly after: Text;
  /** Figures that clients change all the time, as they were while planning. Not part of what is confirmed. */
  readonly seen?: Text;
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
  readonly changes: readonly PlannedChange[];
  readonly steps: readonly PlannedStep[];
  readonly warnings: readonly Text[];
  /** What to do if it goes wrong, shown while it runs. */
  readonly wayBack: Text | null;
  /** A second person must approve this very plan before it can start. */
  readonly needsApproval: boolean;
  /** Run again from here: acts and manual steps before this one are left out; checks are not. */
  readonly from: string | null;
  /** True when a check blocks: the run cannot start. */
  readonly blocked: boolean;
  readonly createdMs: number;
  /** SHA-256 over everything above except `createdMs`, `seen` and the readings' text: what was confirmed is what runs. */
  readonly hash: string;
}

export type RunStatus =
  | 'running'
  | 'waiting' // for an answer to a manual step
  | 'paused' // between two steps, until somebody lets it go on
  | 'done'
  | 'blocked' // a check failed at run time, nothing was changed
  | 'failed'
  | 'cancelled'
  | 'stopped' // was interrupted; an operator left everything as it was
  | 'interrupted'; // the console ended while it ran; steps say what is known

export interface RunSummary {
  readonly id: string;
  readonly runbookId: string;
  readonly profileId: string;
  readonly title: Text;
  readonly status: RunStatus;
  readonly startedMs: number;
  readonly endedMs: number | null;
  /** Whose hands it is in now: a hand-over and a resumption change it. */
  readonly operator: string;
  /** Who started it; not known of a run whose journal is damaged. */
  readonly startedBy?: string;
  readonly reason: string;
  readonly planHash: string;
  readonly error: ErrorData | null;
  /** Nothing was sent that changes anything: checks were read, acts were only looked at. */
  readonly dryRun: boolean;
  /** Name of the second person, where one approved the plan. */
  readonly approvedBy: string | null;
  /** The run whose manual step offered this one; the incident it belongs to; the schedule that began it. */
  readonly parentRunId: string | null;
  readonly incidentId: string | null;
  readonly scheduleId: string | null;
}

export interface Progress {
  readonly done: number;
  readonly total: number | null;
  readonly unit: 'bytes' | 'documents' | 'keys' | 'files' | 'percent';
  readonly perSecond: number | null;
  readonly remainingMs: number | null;
  readonly detail: Text | null;
  /** What is worked on just now, where that is more than one thing: collections, shards. */
  readonly parts?: readonly ProgressPart[];
}

/** In the unit of the whole. */
export interface ProgressPart {
  /** As the servers call it; told apart by it. */
  readonly name: string;
  readonly done: number;
  readonly total: number | null;
  /** Where the unit is bytes: how many documents or keys they were so far. */
  readonly items: { readonly done: number; readonly unit: 'documents' | 'keys' } | null;
  readonly perSecond: number | null;
  readonly remainingMs: number | null;
}

export interface RunStep {
  readonly id: string;
  readonly index: number;
  readonly status: 'pending' | 'running' | 'done' | 'failed' | 'skipped' | 'not-done' | 'unknown';
  readonly startedMs: number | null;
  readonly endedMs: number | null;
  readonly reading: Text | null;
  readonly progress: Progress | null;
  /** 1 on the first try. */
  readonly attempt: number;
  readonly answer: { readonly value: string; readonly note: string; readonly by: string } | null;
  /** Of a dry run: what the act would change, as far as it can be told without changing anything. */
  readonly foreseen?: readonly PlannedChange[];
}

/** Something an operator wrote down during the run, or a change of hands. */
export interface RunNote {
  readonly id: string;
  readonly atMs: number;
  readonly by: string;
  readonly stepId: string | null;
  readonly kind: 'note' | 'handover';
  /** The note; for a handover: to whom, and what they must know. */
  readonly text: string;
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
  readonly notes: Readonly<Record<string, RunNote>>;
  /** What the run made, by name: the id of a backup set, … */
  readonly outputs: Readonly<Record<string, string>>;
  /** The manual step an answer is waited for. */
  readonly waitingFor: string | null;
  readonly canPause: boolean;
  /** While it runs: it can be stopped. Afterwards: it left something that can be cleaned up (again). */
  readonly canCancel: boolean;
  /** An interrupted run whose remaining steps may be run now. */
  readonly canResume: boolean;
}

export const RUN_TABLES = ['steps', 'measures', 'probe', 'notes'] as const satisfies readonly (keyof RunState)[];

export interface RunsState {
  readonly runs: Readonly<Record<string, RunSummary>>;
}
export const RUNS_TABLES = ['runs'] as const satisfies readonly (keyof RunsState)[];

/** A way out of an interrupted run, with its own plan. */
export interface RunWay {
  readonly way: 'resume' | 'undo' | 'stop';
  readonly possible: boolean;
  /** Why it is not possible, or what it leaves behind. */
  readonly reason: Text | null;
  /** Step by step: it is run, it is known to be done, what it left is cleaned up, it stays as it is, or nobody can tell. */
  readonly steps: readonly {
    readonly stepId: string;
    readonly title: Text;
    readonly does: 'run' | 'is-done' | 'clean' | 'stays' | 'unknown';
    /** For `clean`: what is cleaned up. */
    readonly detail: Text | null;
  }[];
  /** Confirmed with this; refused with `conflict` when the servers say something else by then. */
  readonly hash: string;
}

/** What the servers say of an interrupted run now, and the ways from there. */
export interface RunWays {
  readonly runId: string;
  readonly readAtMs: number;
  /** False where the servers could not be read: acts stay unknown. */
  readonly serversRead: boolean;
  readonly ways: readonly RunWay[];
}

/** A document to save or print: `base64` for PDF, `utf8` for text. */
export interface ExportedDocument {
  readonly fileName: string;
  readonly mediaType: string;
  readonly encoding: 'utf8' | 'base64';
  readonly content: string;
}
