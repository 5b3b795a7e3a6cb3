// One chart over one window: a fixed number of points, each the mean of what was read in its span of time, and null where
// nothing was. Points travel as rows of a live table, so that a tick costs one row.

import { HISTORY_TABLES, type HistoryColumn, type HistoryState } from '../../shared/model/fleet.ts';
import { isSame } from '../../shared/patch.ts';
import { live, type Live } from '../live.ts';
import type { Sample } from './history-charts.ts';

type Point = readonly (number | null)[];
type Points = Readonly<Record<string, Point>>;

export interface Ring {
  readonly live: Live<HistoryState>;
  add(atMs: number, intervalMs: number, sample: Sample): void;
}

export interface RingOptions {
  readonly secondsPerPoint: number;
  readonly capacity: number;
}

export function createRing({ secondsPerPoint, capacity }: RingOptions): Ring {
  const value = live<HistoryState>({ columns: [], points: {} }, HISTORY_TABLES);
  const spanMs = secondsPerPoint * 1000;
  let bucket = -1;
  let lastMs = 0;
  let sums: number[] = [];
  let counts: number[] = [];

  return {
    live: value,
    add(atMs, intervalMs, sample) {
      const { columns, points } = withColumns(value.get().state, sample.columns);
      if (columns.length === 0) return;
      const isRelaid = columns.length !== sums.length || columns !== value.get().state.columns;
      const now = Math.floor(atMs / spanMs);
      if (now < bucket) return; // the machine's clock went back: wait until it has caught up
      const isGap = bucket >= 0 && atMs - lastMs > 2.5 * Math.max(spanMs, intervalMs);
      const gap = isGap ? { [bucket + 1]: emptyPoint((bucket + 1) * spanMs, columns.length) } : {};
      if (now !== bucket || isRelaid) {
        sums = columns.map(() => 0);
        counts = columns.map(() => 0);
      }
      bucket = now;
      lastMs = atMs;
      for (const [index, read] of sample.values.entries()) {
        if (read === null) continue;
        sums[index]! += read;
        counts[index]! += 1;
      }
      const means = columns.map((_, index) => (counts[index]! > 0 ? readable(sums[index]! / counts[index]!) : null));
      const kept = newest({ ...points, ...gap, [now]: [now * spanMs, ...means] }, now - capacity);
      value.update(() => ({ columns, points: kept }));
    },
  };
}

/** Numbers of points are small whole numbers, so an object keeps them in the order of time. */
function newest(points: Points, oldest: number): Points {
  const kept: Record<string, Point> = {};
  for (const [id, point] of Object.entries(points)) if (Number(id) > oldest) kept[id] = point;
  return kept;
}

/**
 * The points laid out for the columns of a new sample, which come first. A new column is null in old points; one that the
 * sample does not have (a node that is gone) stays as long as some point has a figure for it.
 */
function withColumns(state: HistoryState, wanted: readonly HistoryColumn[]): HistoryState {
  if (isSame(wanted, state.columns)) return state;
  const places = new Map(state.columns.map((column, index) => [nameOf(column), index + 1]));
  const named = new Set(wanted.map(nameOf));
  const kept = state.columns.filter((column) => {
    if (named.has(nameOf(column))) return false;
    const place = places.get(nameOf(column))!;
    return Object.values(state.points).some((point) => point[place] !== null);
  });
  const columns = [...wanted, ...kept];
  if (isSame(columns, state.columns)) return state;
  const from = columns.map((column) => places.get(nameOf(column)));
  const relay = (point: Point): Point => [
    point[0]!,
    ...from.map((place) => (place === undefined ? null : (point[place] ?? null))),
  ];
  return { columns, points: Object.fromEntries(Object.entries(state.points).map(([id, point]) => [id, relay(point)])) };
}

function nameOf({ subject, figure }: HistoryColumn): string {
  return `${subject} ${figure}`;
}

function emptyPoint(atMs: number, columns: number): Point {
  return [atMs, ...new Array<null>(columns).fill(null)];
}

/** Six digits are more than a chart can show. */
function readable(mean: number): number {
  return Number(mean.toPrecision(6));
}
