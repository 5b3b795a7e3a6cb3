// A rehearsal as data: a runbook run first on a lab shaped like its target, and the two plans compared.

import type { ErrorData } from '../errors.ts';
import type { Text } from '../text.ts';
import type { Measure, Plan, RunStatus, RunStep } from './run.ts';

/** In this order. `remove` happens whatever became of the others. */
export const REHEARSAL_PHASES = ['shape', 'lab', 'prepare', 'plan', 'run', 'remove'] as const;
export type RehearsalPhaseId = (typeof REHEARSAL_PHASES)[number];

export interface RehearsalPhase {
  readonly id: RehearsalPhaseId;
  readonly status: 'pending' | 'running' | 'done' | 'failed' | 'skipped';
  readonly startedMs: number | null;
  readonly endedMs: number | null;
  /** What it does just now, or did: a line of the lab's own progress, a step. English. */
  readonly detail: string | null;
}

export interface PlanDifference {
  readonly id: string;
  readonly kind:
    | 'missing' // the step stands in the target's plan only
    | 'extra' // the step stands in the lab's plan only
    | 'order'
    | 'commands'
    | 'check' // it holds on one side and blocks on the other
    | 'changes'; // what would change is not the same
  readonly stepId: string | null;
  readonly stepTitle: Text | null;
  /** In the target's names, both: the lab's are translated. */
  readonly target: readonly string[];
  readonly lab: readonly string[];
}

export interface Rehearsal {
  readonly id: string;
  readonly profileId: string;
  readonly runbookId: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** `done`: it came to its end, whatever the run's result. */
  readonly status: 'running' | 'done' | 'failed' | 'cancelled';
  readonly startedMs: number;
  readonly endedMs: number | null;
  readonly error: ErrorData | null;
  /** How the run on the lab stands; null before it began. */
  readonly result: RunStatus | null;
  /** The error of the run on the lab. */
  readonly runError: ErrorData | null;
  readonly runStartedMs: number | null;
  readonly runEndedMs: number | null;
}

export interface RehearsalState {
  readonly rehearsal: Rehearsal;
  /** `3 shards with 1 replica each`, …; what is not the same on the lab. Keys of shared/texts/rehearsal.ts. */
  readonly notes: readonly Text[];
  /** Null: not planned yet. Texts are the runbook's. */
  readonly targetPlan: Plan | null;
  readonly labPlan: Plan | null;
  readonly phases: Readonly<Record<string, RehearsalPhase>>;
  readonly differences: Readonly<Record<string, PlanDifference>>;
  readonly steps: Readonly<Record<string, RunStep>>;
  readonly measures: Readonly<Record<string, Measure>>;
}

export const REHEARSAL_TABLES = [
  'phases',
  'differences',
  'steps',
  'measures',
] as const satisfies readonly (keyof RehearsalState)[];
