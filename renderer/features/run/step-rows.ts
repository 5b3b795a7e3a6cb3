// One row per planned step, with what is known of it now. Pure; the order is the plan's, never the table's.

import type { PlannedStep, Progress, RunState, RunStep } from '../../../shared/model/run.ts';
import type { Text } from '../../../shared/text.ts';

export interface StepRow {
  readonly id: string;
  /** 1 for the first. */
  readonly position: number;
  readonly planned: PlannedStep;
  readonly kind: PlannedStep['kind'];
  readonly title: Text;
  readonly phase?: Text;
  /** `waiting`: the run waits here for an answer. */
  readonly status: RunStep['status'] | 'waiting';
  /** False for a skipped step that the run never came to. */
  readonly wasReached: boolean;
  /** What the step says: the live reading. Null while it has said nothing. */
  readonly reading: Text | null;
  readonly commands: PlannedStep['commands'];
  readonly progress: Progress | null;
  readonly attempt: number;
  readonly answer: RunStep['answer'];
  /** Of a dry run: what it would change. */
  readonly foreseen: NonNullable<RunStep['foreseen']>;
  /** How long it took, or has taken so far. */
  readonly tookMs: number | null;
}

export function stepRows(
  { plan, steps, waitingFor }: Pick<RunState, 'plan' | 'steps' | 'waitingFor'>,
  nowMs: number,
): StepRow[] {
  const lastReached = plan.steps.reduce((last, { id }, index) => (cameTo(steps[id]) ? index : last), -1);
  return plan.steps.map((planned, index) => {
    const step = steps[planned.id];
    const status = waitingFor === planned.id ? 'waiting' : (step?.status ?? 'pending');
    return {
      id: planned.id,
      position: index + 1,
      planned,
      kind: planned.kind,
      title: planned.title,
      ...(planned.phase === undefined ? {} : { phase: planned.phase }),
      status,
      wasReached: cameTo(step) || (status === 'skipped' && index < lastReached),
      reading: step?.reading ?? null,
      commands: planned.commands,
      progress: step?.progress ?? null,
      attempt: step?.attempt ?? 1,
      answer: step?.answer ?? null,
      foreseen: step?.foreseen ?? [],
      tookMs: tookMs(step, status, nowMs),
    };
  });
}

/** Where the run is: what it waits for or does, else what comes next, what failed, or its last step that was reached. */
export function currentRow(rows: readonly StepRow[]): StepRow | undefined {
  const first = (...statuses: StepRow['status'][]): StepRow | undefined =>
    rows.find((row) => statuses.includes(row.status));
  return (
    first('waiting') ??
    first('running') ??
    first('failed') ??
    first('pending', 'unknown', 'not-done') ??
    rows.filter((row) => row.wasReached).at(-1) ??
    rows[0]
  );
}

/** Done ÷ total, 0 … 1; null where the end is not known. */
export function progressShare({ done, total, unit }: Progress): number | null {
  const end = unit === 'percent' ? 100 : total;
  if (end === null || end <= 0) return null;
  return Math.min(1, Math.max(0, done / end));
}

export interface StepCount {
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly notDone: number;
  readonly unknown: number;
}

/** How far a run came, for lists and for interrupted runs. A step that was skipped is not done. */
export function countSteps(rows: readonly Pick<StepRow, 'status'>[]): StepCount {
  const count = (...statuses: StepRow['status'][]): number =>
    rows.filter((row) => statuses.includes(row.status)).length;
  return {
    total: rows.length,
    done: count('done'),
    failed: count('failed'),
    notDone: count('not-done', 'pending', 'skipped', 'waiting'),
    unknown: count('unknown', 'running'),
  };
}

function cameTo(step: RunStep | undefined): boolean {
  if (step === undefined || step.status === 'pending') return false;
  return step.status !== 'skipped' || step.startedMs !== null || step.reading !== null;
}

function tookMs(step: RunStep | undefined, status: StepRow['status'], nowMs: number): number | null {
  if (step === undefined || step.startedMs === null) return null;
  if (step.endedMs !== null) return Math.max(0, step.endedMs - step.startedMs);
  return status === 'running' || status === 'waiting' ? Math.max(0, nowMs - step.startedMs) : null;
}
