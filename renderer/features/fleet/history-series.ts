// One line from a chart's history, oldest first: all columns of a figure added up. Pure.

import type { HistoryState } from '../../../shared/model/fleet.ts';

/** `cluster` stands for all servers together, so it is not added to them. */
export function seriesOf(history: HistoryState | undefined, figure: string): (number | null)[] {
  if (!history) return [];
  const places = history.columns.flatMap((column, index) => (column.figure === figure ? [index + 1] : []));
  return Object.values(history.points)
    .sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0))
    .map((point) => {
      const values = places.flatMap((place) => point[place] ?? []);
      return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
    });
}
