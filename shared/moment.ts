// Moments of MongoDB: `seconds.increment`, the cluster time of a write. Pure.

/** `1795178572.8`. Increments begin at 1: `<seconds>.0` is the moment before the first write of that second. */
export type Moment = string;

const MOMENT = /^(\d{1,10})\.(\d{1,10})$/;

export function isMoment(text: string): boolean {
  return MOMENT.test(text);
}

/** Below 0: `a` is earlier. */
export function compareMoments(a: Moment, b: Moment): number {
  const [first, second] = [partsOf(a), partsOf(b)];
  return first[0] - second[0] || first[1] - second[1];
}

export function earlier(a: Moment, b: Moment): Moment {
  return compareMoments(a, b) <= 0 ? a : b;
}

export function later(a: Moment, b: Moment): Moment {
  return compareMoments(a, b) >= 0 ? a : b;
}

/** To the second: that is what a cluster time knows of the clock. */
export function msOfMoment(moment: Moment): number {
  return partsOf(moment)[0] * 1000;
}

/** As engine and command line say it, to the second: `2026-11-20 14:32:00 UTC`. */
export function momentText(moment: Moment): string {
  return `${new Date(msOfMoment(moment)).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Everything written before that second, and nothing of it. */
export function momentOfMs(atMs: number): Moment {
  return `${Math.floor(atMs / 1000)}.0`;
}

/**
 * A moment as somebody types it: a cluster time, or a date and time (with its zone, or in that of this machine). Null where it is
 * neither.
 */
export function parseMoment(typed: string): Moment | null {
  const words = typed.trim();
  if (isMoment(words)) return words;
  const atMs = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d/.test(words) ? Date.parse(words) : Number.NaN;
  return Number.isNaN(atMs) ? null : momentOfMs(atMs);
}

function partsOf(moment: Moment): readonly [number, number] {
  const [seconds, increment] = moment.split('.');
  return [Number(seconds), Number(increment)];
}
