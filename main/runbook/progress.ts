// Adds rate and remaining time to what a step reports. The rate is over the last ten seconds, so that it follows a
// change of speed; without two readings there is no rate, and without a total no remaining time.

import type { Progress } from '../../shared/model/run.ts';

export type ReportedProgress = Pick<Progress, 'done' | 'total' | 'unit' | 'detail'>;

const WINDOW_MS = 10_000;
const MINIMUM_SPAN_MS = 400;

/** One meter per step. */
export function createProgressMeter(): (reported: ReportedProgress, nowMs: number) => Progress {
  let samples: { readonly atMs: number; readonly done: number }[] = [];
  return (reported, nowMs) => {
    const last = samples.at(-1);
    if (last && reported.done < last.done) samples = []; // it started over
    if (!last || nowMs - last.atMs >= 50 || samples.length < 2) samples.push({ atMs: nowMs, done: reported.done });
    samples = samples.filter((sample) => nowMs - sample.atMs <= WINDOW_MS);
    const first = samples[0];
    const spanMs = first ? nowMs - first.atMs : 0;
    const perSecond = first && spanMs >= MINIMUM_SPAN_MS ? ((reported.done - first.done) * 1000) / spanMs : null;
    const left = reported.total === null ? null : Math.max(0, reported.total - reported.done);
    const remainingMs =
      left === null || perSecond === null || perSecond <= 0 ? null : Math.round((left / perSecond) * 1000);
    return { ...reported, perSecond, remainingMs };
  };
}
