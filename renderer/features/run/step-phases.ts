// Steps under the headings of their phases, in the plan's order. A phase that comes again later is another heading.

import type { PlannedStep } from '../../../shared/model/run.ts';
import type { Text } from '../../../shared/text.ts';

export interface PhaseOf<Row> {
  /** Null: these steps stand under no heading. */
  readonly phase: Text | null;
  readonly rows: readonly Row[];
}

export function byPhase<Row extends Pick<PlannedStep, 'phase'>>(rows: readonly Row[]): PhaseOf<Row>[] {
  const phases: { phase: Text | null; rows: Row[] }[] = [];
  for (const row of rows) {
    const phase = row.phase ?? null;
    const last = phases.at(-1);
    if (last !== undefined && same(last.phase, phase)) last.rows.push(row);
    else phases.push({ phase, rows: [row] });
  }
  return phases;
}

function same(a: Text | null, b: Text | null): boolean {
  return a?.key === b?.key && JSON.stringify(a?.values) === JSON.stringify(b?.values);
}
