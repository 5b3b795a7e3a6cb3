// Adds rate and remaining time to what a step reports, of the whole and of its parts. The rate is over the last ten seconds,
// so that it follows a change of speed; without two readings there is no rate, and without a total no remaining time.

import type { Progress, ProgressPart } from '../../shared/model/run.ts';

export type ReportedPart = Omit<ProgressPart, 'perSecond' | 'remainingMs'>;

export type ReportedProgress = Pick<Progress, 'done' | 'total' | 'unit' | 'detail'> & {
  readonly parts?: readonly ReportedPart[];
};

const WINDOW_MS = 10_000;
const MINIMUM_SPAN_MS = 400;

/** One meter per step. */
export function createProgressMeter(): (reported: ReportedProgress, nowMs: number) => Progress {
  const whole = createRate();
  let rates = new Map<string, Rate>();
  return ({ parts, ...reported }, nowMs) => {
    const measured = { ...reported, ...whole(reported, nowMs) };
    if (parts === undefined) return measured;
    rates = new Map(parts.map(({ name }) => [name, rates.get(name) ?? createRate()]));
    return { ...measured, parts: parts.map((part) => ({ ...part, ...rates.get(part.name)!(part, nowMs) })) };
  };
}

type Rate = (amount: Pick<Progress, 'done' | 'total'>, nowMs: number) => Pick<Progress, 'perSecond' | 'remainingMs'>;

function createRate(): Rate {
  let samples: { readonly atMs: number; readonly done: number }[] = [];
  return ({ done, total }, nowMs) => {
    const last = samples.at(-1);
    if (last && done < last.done) samples = []; // it started over
    if (!last || nowMs - last.atMs >= 50 || samples.length < 2) samples.push({ atMs: nowMs, done });
    samples = samples.filter((sample) => nowMs - sample.atMs <= WINDOW_MS);
    const first = samples[0];
    const spanMs = first ? nowMs - first.atMs : 0;
    const perSecond = first && spanMs >= MINIMUM_SPAN_MS ? ((done - first.done) * 1000) / spanMs : null;
    const left = total === null ? null : Math.max(0, total - done);
    const remainingMs =
      left === null || perSecond === null || perSecond <= 0 ? null : Math.round((left / perSecond) * 1000);
    return { perSecond, remainingMs };
  };
}
