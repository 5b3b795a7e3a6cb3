// A HistoryState as the rows a chart draws: pure, so that gaps and order are tested without a browser.

import type { HistoryState, HistoryWindow } from '../../shared/model/fleet.ts';
import { HISTORY_WINDOWS } from '../../shared/model/fleet.ts';

/** One point in time; `s0`, `s1`, … are the series in the order they were asked for. */
export type ChartRow = { readonly atMs: number } & Readonly<Record<`s${number}`, number | null>>;

export interface SeriesChoice {
  readonly subject: string;
  readonly figure: string;
}

/**
 * Rows in time order. A pause of more than three points' time becomes a row without figures, so that the line breaks there
 * instead of joining what nobody saw.
 */
export function rowsOf(history: HistoryState, series: readonly SeriesChoice[], window: HistoryWindow): ChartRow[] {
  const places = series.map(({ subject, figure }) =>
    history.columns.findIndex((column) => column.subject === subject && column.figure === figure),
  );
  const pauseMs = HISTORY_WINDOWS[window] * 1000 * 3;
  const rows: ChartRow[] = [];
  const points = Object.values(history.points).sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
  for (const point of points) {
    const atMs = point[0];
    if (typeof atMs !== 'number') continue;
    const last = rows.at(-1);
    if (last && atMs - last.atMs > pauseMs)
      rows.push(
        rowAt(
          last.atMs + 1,
          places.map(() => null),
        ),
      );
    rows.push(
      rowAt(
        atMs,
        places.map((place) => (place < 0 ? null : (point[place + 1] ?? null))),
      ),
    );
  }
  return rows;
}

function rowAt(atMs: number, values: readonly (number | null)[]): ChartRow {
  return { atMs, ...Object.fromEntries(values.map((value, index) => [`s${index}`, value])) } as ChartRow;
}

/** The newest figure of one column, or null. */
export function latest(history: HistoryState | undefined, { subject, figure }: SeriesChoice): number | null {
  if (!history) return null;
  const place = history.columns.findIndex((column) => column.subject === subject && column.figure === figure);
  if (place < 0) return null;
  let newest: readonly (number | null)[] | undefined;
  for (const point of Object.values(history.points)) if ((point[0] ?? 0) > (newest?.[0] ?? 0)) newest = point;
  return newest?.[place + 1] ?? null;
}

export const WINDOW_MS: Readonly<Record<HistoryWindow, number>> = { '5m': 300_000, '30m': 1_800_000, '2h': 7_200_000 };
