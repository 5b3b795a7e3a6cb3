// How far back the log is looked at.

export const SPANS = ['all', 'hour', 'day', 'week', 'month'] as const;
export type Span = (typeof SPANS)[number];

const HOUR_MS = 3_600_000;
const LENGTH_MS: Readonly<Record<Exclude<Span, 'all'>, number>> = {
  hour: HOUR_MS,
  day: 24 * HOUR_MS,
  week: 7 * 24 * HOUR_MS,
  month: 31 * 24 * HOUR_MS,
};

export function sinceOf(span: Span, nowMs: number): number | null {
  return span === 'all' ? null : nowMs - LENGTH_MS[span];
}
