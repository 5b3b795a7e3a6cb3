// Turns a failover's write probe into bars around the hand-over. Pure: it draws nothing and guesses nothing;
// a stretch of time without a probe stays an empty place.

import type { ProbePoint, RunState } from '../../../shared/model/run.ts';

export interface ProbeBar {
  /** Place of the bar, 0 … barCount − 1. */
  readonly index: number;
  /** Slowest write that was answered in this stretch; null when none was. */
  readonly latencyMs: number | null;
  readonly failed: number;
}

export interface ProbeChart {
  /** Ends of the time axis in ms, counted from the hand-over; from the run's start while there was none. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Where the hand-over stands, as a share of the axis; null while there was none. */
  readonly handOverShare: number | null;
  readonly barCount: number;
  readonly bars: readonly ProbeBar[];
  readonly scale: LatencyScale;
  /** The engine keeps the worst write of each 20 ms; these count what it kept. */
  readonly readings: number;
  readonly failed: number;
  readonly slowestMs: number | null;
}

/** Latencies differ by factors of a hundred within one failover, so the height is logarithmic, with labelled lines. */
export interface LatencyScale {
  readonly topMs: number;
  readonly linesMs: readonly number[];
}

/** Shown at most on both sides of what happened: little where little happened, so that it is still seen. */
const NEAR_MS = 1_000;
const FAR_MS = 2_000;
const SHORT_DISTURBANCE_MS = 500;
const SHORTEST_AXIS_MS = 200;
/** The engine keeps one reading of each 20 ms: no bar is narrower than that where there is room. */
const READING_MS = 20;
const FEWEST_BARS = 24;
const MOST_BARS = 100;
/** Below this everything is "fast": the foot of the logarithmic scale. */
const FOOT_MS = 0.1;

/** The chart of a run's probe, or null where nothing was probed yet. */
export function probeChart(points: readonly ProbePoint[], handOver: number | null): ProbeChart | null {
  if (points.length === 0) return null;
  const axis = timeAxis(points, handOver);
  const barCount = Math.min(MOST_BARS, Math.max(FEWEST_BARS, Math.round((axis.to - axis.from) / READING_MS)));
  const width = (axis.to - axis.from) / barCount;
  const bars = new Map<number, ProbeBar>();
  let readings = 0;
  let failed = 0;
  let slowestMs: number | null = null;
  for (const [atMs, latencyMs] of points) {
    readings += 1;
    if (latencyMs === null) failed += 1;
    else slowestMs = Math.max(slowestMs ?? 0, latencyMs);
    const index = Math.floor((atMs - axis.from) / width);
    if (index < 0 || index > barCount) continue;
    const place = Math.min(index, barCount - 1);
    bars.set(place, withPoint(bars.get(place) ?? { index: place, latencyMs: null, failed: 0 }, latencyMs));
  }
  const origin = handOver ?? 0;
  return {
    fromMs: axis.from - origin,
    toMs: axis.to - origin,
    handOverShare: handOver === null ? null : (handOver - axis.from) / (axis.to - axis.from),
    barCount,
    bars: [...bars.values()].sort((a, b) => a.index - b.index),
    scale: latencyScale(slowestMs ?? 1),
    readings,
    failed,
    slowestMs,
  };
}

/** Height of a latency on the scale, 0 … 1. */
export function heightOf(latencyMs: number, scale: LatencyScale): number {
  const logarithm = (ms: number): number => Math.log1p(Math.max(0, ms) / FOOT_MS);
  return Math.min(1, logarithm(latencyMs) / logarithm(scale.topMs));
}

/** When the first changing step began, in ms since the run started: where the hand-over is marked. */
export function handOverOf({ run, plan, steps }: Pick<RunState, 'run' | 'plan' | 'steps'>): number | null {
  const act = plan.steps.find((step) => step.kind === 'act');
  const startedMs = act === undefined ? null : (steps[act.id]?.startedMs ?? null);
  return startedMs === null ? null : Math.max(0, startedMs - run.startedMs);
}

/** The probe's points in the order they were taken; the table's keys say nothing. */
export function inOrder(probe: RunState['probe']): ProbePoint[] {
  return Object.values(probe).sort((a, b) => a[0] - b[0]);
}

/**
 * From before the hand-over to after the last failed or slow write, no further than was probed; while there was no
 * hand-over, the newest two seconds.
 */
function timeAxis(points: readonly ProbePoint[], handOver: number | null): { from: number; to: number } {
  const first = points[0]![0];
  const last = points.at(-1)![0];
  if (handOver === null) return atLeast(Math.max(first, last - 2 * NEAR_MS), last);
  const ordinary = medianLatency(points);
  let disturbedUntil = handOver;
  for (const [atMs, latencyMs] of points) {
    const disturbed = latencyMs === null || latencyMs > 10 * ordinary + 5;
    if (disturbed && atMs > disturbedUntil) disturbedUntil = atMs;
  }
  const margin = disturbedUntil - handOver <= SHORT_DISTURBANCE_MS ? NEAR_MS : FAR_MS;
  const from = Math.max(handOver - margin, Math.min(first, handOver));
  const to = Math.min(disturbedUntil + margin, Math.max(last, handOver));
  return atLeast(from, to);
}

/** Widens a short axis on both sides, so that two readings are not a wall. */
function atLeast(from: number, to: number): { from: number; to: number } {
  const lacking = Math.max(0, SHORTEST_AXIS_MS - (to - from));
  return { from: from - lacking / 2, to: to + lacking / 2 };
}

function medianLatency(points: readonly ProbePoint[]): number {
  const latencies = points.flatMap(([, latencyMs]) => (latencyMs === null ? [] : [latencyMs])).sort((a, b) => a - b);
  return latencies[Math.floor(latencies.length / 2)] ?? 0;
}

function withPoint(bar: ProbeBar, latencyMs: number | null): ProbeBar {
  return latencyMs === null
    ? { ...bar, failed: bar.failed + 1 }
    : { ...bar, latencyMs: Math.max(bar.latencyMs ?? 0, latencyMs) };
}

function latencyScale(slowestMs: number): LatencyScale {
  let topMs = 1;
  while (topMs < slowestMs) topMs *= 10;
  const linesMs: number[] = [];
  for (let line = 1; line <= topMs; line *= 10) linesMs.push(line);
  return { topMs, linesMs };
}
