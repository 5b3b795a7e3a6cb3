// Which measures stand large and which in rows. A failover's decision hangs on two figures; their places are kept from the
// start, so that nothing moves when they come at the end.

import type { Measure } from '../../../shared/model/run.ts';

export interface NamedMeasure {
  readonly name: string;
  /** Null: not measured yet, its place is kept. */
  readonly measure: Measure | null;
}

export interface SplitMeasures {
  readonly large: readonly NamedMeasure[];
  readonly rows: readonly { readonly name: string; readonly measure: Measure }[];
}

const FAILOVER_HEADLINES = ['writeGap', 'lost'] as const;

export function splitMeasures(measures: Readonly<Record<string, Measure>>, isFailover: boolean): SplitMeasures {
  const all = Object.entries(measures).map(([name, measure]) => ({ name, measure }));
  if (!isFailover) return { large: all, rows: [] };
  const isHeadline = (name: string): boolean => FAILOVER_HEADLINES.some((headline) => headline === name);
  return {
    large: FAILOVER_HEADLINES.map((name) => ({ name, measure: measures[name] ?? null })),
    rows: all.filter(({ name }) => !isHeadline(name)),
  };
}
