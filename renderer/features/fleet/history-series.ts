// One line from a chart's history, oldest first: all columns of a figure added up. Pure.

import type { HistoryState } from '../../../shared/model/fleet.ts';

const WINDOW_MS = 300_000;

/**
 * The last five minutes of a figure. What was not watched yet is null in front, so that a young line starts where it began
 * and is not stretched over time nobody saw.
 */
export function seriesOf(history: HistoryState | undefined, figure: string): (number | null)[] {
  if (!history) return [];
  const places = history.columns.flatMap((column, index) => (column.figure === figure ? [index + 1] : []));
  const points = Object.values(history.points).sort((a, b) => timeOf(a) - timeOf(b));
  const values = points.map((point) => {
    const figures = places.flatMap((place) => point[place] ?? []);
    return figures.length === 0 ? null : figures.reduce((sum, value) => sum + value, 0);
  });
  return [...Array.from({ length: unseenPoints(points.map(timeOf)) }, () => null), ...values];
}

function unseenPoints(times: readonly number[]): number {
  const seenMs = (times.at(-1) ?? 0) - (times[0] ?? 0);
  if (times.length < 2 || seenMs <= 0) return 0;
  const spacingMs = seenMs / (times.length - 1);
  return Math.max(0, Math.floor((WINDOW_MS - seenMs) / spacingMs));
}

function timeOf(point: readonly (number | null)[]): number {
  return point[0] ?? 0;
}
