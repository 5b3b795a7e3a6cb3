// What a listener is told while a run goes on: one short sentence per change that matters, never one per reading.

import type { RunStatus } from '../../../shared/model/run.ts';
import type { StepRow } from './step-rows.ts';

export interface RunMoment {
  readonly status: RunStatus;
  readonly rows: readonly StepRow[];
}

export type StepChange =
  | { readonly kind: 'step'; readonly row: StepRow; readonly position: number; readonly total: number }
  | { readonly kind: 'run'; readonly status: RunStatus };

/** Changes from one moment to the next. The first moment tells where the run stands and no history. */
export function stepChanges(before: RunMoment | null, after: RunMoment): StepChange[] {
  const changes: StepChange[] = [];
  after.rows.forEach((row, index) => {
    const was = before?.rows.find((other) => other.id === row.id)?.status;
    const worthSaying =
      row.status === 'running' ||
      row.status === 'waiting' ||
      row.status === 'failed' ||
      (before !== null && row.status === 'done');
    if (was !== row.status && worthSaying) {
      changes.push({ kind: 'step', row, position: index + 1, total: after.rows.length });
    }
  });
  if (before?.status !== after.status && after.status !== 'running')
    changes.push({ kind: 'run', status: after.status });
  return changes;
}
