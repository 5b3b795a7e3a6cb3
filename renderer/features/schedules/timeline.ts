// The next hours or days as a strip: where due times stand on it, and what its axis says. Positions are shares of the strip.

import type { ScheduleRow } from '../../../shared/model/schedule.ts';

export type Span = 'day' | 'week';
export const SPAN_MS: Readonly<Record<Span, number>> = { day: 86_400_000, week: 7 * 86_400_000 };

export interface Track {
  readonly row: ScheduleRow;
  /** Due times within the strip. */
  readonly count: number;
  /** 0 ≤ at ≤ 1, one for each; or one band where they stand too close to be told apart. */
  readonly marks: readonly number[];
  readonly band: readonly [from: number, to: number] | null;
  readonly nextMs: number | null;
}

/** More marks than this are a band. */
const TELLABLE = 60;

/** One track for each schedule that is switched on, the next due first. */
export function tracksOf(rows: readonly ScheduleRow[], fromMs: number, span: Span): Track[] {
  return rows
    .filter(({ schedule, current }) => schedule.enabled || current !== null)
    .map((row) => trackOf(row, fromMs, SPAN_MS[span]))
    .sort((a, b) => (a.nextMs ?? Infinity) - (b.nextMs ?? Infinity) || (a.row.id < b.row.id ? -1 : 1));
}

function trackOf(row: ScheduleRow, fromMs: number, spanMs: number): Track {
  const ahead = row.nextMs.filter((ms) => ms >= fromMs);
  const within = ahead.filter((ms) => ms <= fromMs + spanMs);
  const shares = within.map((ms) => (ms - fromMs) / spanMs);
  const isBand = within.length > TELLABLE;
  return {
    row,
    count: within.length,
    marks: isBand ? [] : shares,
    // The engine tells a limited number of times: a schedule of every minute goes on to the end of the strip.
    band: isBand ? [shares[0]!, ahead.length > within.length ? shares.at(-1)! : 1] : null,
    nextMs: ahead[0] ?? null,
  };
}

export interface Tick {
  readonly atMs: number;
  readonly share: number;
}

/** Every third hour of the day, or every midnight, as the clock of this machine has them. */
export function ticksOf(fromMs: number, span: Span): Tick[] {
  const date = new Date(fromMs);
  if (span === 'day') date.setHours(Math.ceil((date.getHours() + 1) / 3) * 3, 0, 0, 0);
  else date.setHours(24, 0, 0, 0);
  const ticks: Tick[] = [];
  while (date.getTime() < fromMs + SPAN_MS[span]) {
    ticks.push({ atMs: date.getTime(), share: (date.getTime() - fromMs) / SPAN_MS[span] });
    date.setHours(date.getHours() + (span === 'day' ? 3 : 24));
  }
  return ticks;
}
