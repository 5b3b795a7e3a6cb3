// One row per planned step, with what is known of it now. Pure; the order is the plan's, never the table's.

import type { PlannedStep, Progress, RunState, RunStep } from '../../../shared/model/run.ts';
import type { Text } from '../../../shared/text.ts';

export interface StepRow {
  readonly id: string;
  readonly kind: PlannedStep['kind'];
  readonly title: Text;
  readonly status: RunStep['status'];
  /** What the step says: the live reading. Null while it has said nothing. */
  readonly reading: Text | null;
  readonly commands: PlannedStep['commands'];
  readonly progress: Progress | null;
  /** How long it took, or has taken so far. */
  readonly tookMs: number | null;
}

export function stepRows({ plan, steps }: Pick<RunState, 'plan' | 'steps'>, nowMs: number): StepRow[] {
  return plan.steps.map((planned) => {
    const step = steps[planned.id];
    const status = step?.status ?? 'pending';
    return {
      id: planned.id,
      kind: planned.kind,
      title: planned.title,
      status,
      reading: step?.reading ?? null,
      commands: planned.commands,
      progress: step?.progress ?? null,
      tookMs: tookMs(step, status, nowMs),
    };
  });
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

/** How far a run came, for lists and for interrupted runs. A step that was skipped was never reached: it is not done. */
export function countSteps(rows: readonly Pick<StepRow, 'status'>[]): StepCount {
  const count = (...statuses: StepRow['status'][]): number =>
    rows.filter((row) => statuses.includes(row.status)).length;
  return {
    total: rows.length,
    done: count('done'),
    failed: count('failed'),
    notDone: count('not-done', 'pending', 'skipped'),
    unknown: count('unknown', 'running'),
  };
}

function tookMs(step: RunStep | undefined, status: RunStep['status'], nowMs: number): number | null {
  if (step === undefined || step.startedMs === null) return null;
  if (step.endedMs !== null) return Math.max(0, step.endedMs - step.startedMs);
  return status === 'running' ? Math.max(0, nowMs - step.startedMs) : null;
}
