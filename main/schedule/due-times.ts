// When a schedule is due. Everything goes forward through `next`, so that a time is the same millisecond however it was
// reached: claims are named after it. A time that daylight saving leaves out is due right after the gap; one that comes twice
// is due once, unless the hour is `*`.

import { Cron } from 'croner';
import { AppError } from '../../shared/errors.ts';
import { parseCron } from './cron-fields.ts';

export interface Times {
  readonly cron: string;
  readonly timeZone: string;
}

const HOUR_MS = 3_600_000;

/** Throws `bad_request` where the expression or the zone is wrong, or where it would never be due. */
export function checkTimes(times: Times, nowMs = 0): void {
  parseCron(times.cron);
  if (!isTimeZone(times.timeZone)) {
    throw new AppError('bad_request', `${times.timeZone.slice(0, 60)} is no time zone.`, {
      hint: 'Write its IANA name, for example Asia/Damascus or UTC.',
    });
  }
  if (nextTime(times, nowMs) === null) {
    throw new AppError('bad_request', 'This would never be due: there is no such day.', {
      hint: 'Look at the day of the month and the month.',
    });
  }
}

/** The first due time after `afterMs`; null where there is none. */
export function nextTime(times: Times, afterMs: number): number | null {
  return cronOf(times).nextRun(new Date(afterMs))?.getTime() ?? null;
}

/** At most `count`, after `afterMs` and not after `untilMs`. */
export function nextTimes(times: Times, afterMs: number, count: number, untilMs = Infinity): number[] {
  const found: number[] = [];
  for (let next = nextTime(times, afterMs); next !== null && next <= untilMs; next = nextTime(times, next)) {
    found.push(next);
    if (found.length === count) break;
  }
  return found;
}

/** The latest due time after `sinceMs` and not after `nowMs`; null where there is none. */
export function latestDue(times: Times, sinceMs: number, nowMs: number): number | null {
  for (let backMs = HOUR_MS; ; backMs *= 2) {
    const startMs = Math.max(sinceMs, nowMs - backMs);
    let latest: number | null = null;
    for (let next = nextTime(times, startMs); next !== null && next <= nowMs; next = nextTime(times, next))
      latest = next;
    if (latest !== null || startMs <= sinceMs) return latest;
  }
}

/** How many due times lie between the two, both left out; counted no further than `most`. */
export function countDue(times: Times, afterMs: number, beforeMs: number, most = 1000): number {
  return nextTimes(times, afterMs, most, beforeMs - 1).length;
}

export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '' && !/^[+-]/.test(name);
  } catch {
    return false;
  }
}

const made = new Map<string, Cron>();

function cronOf({ cron, timeZone }: Times): Cron {
  const key = `${timeZone} ${cron}`;
  let one = made.get(key);
  if (!one) {
    if (made.size > 200) made.clear();
    one = new Cron(cron, { timezone: timeZone, mode: '5-part', paused: true });
    made.set(key, one);
  }
  return one;
}
