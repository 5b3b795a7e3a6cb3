// Time that passed on this machine, for leases. Wall clocks jump and are never asked; the steady clock stands still on some
// systems while the machine sleeps, so the time since the system's start is asked too, and the longer of the two counts.

import { uptime } from 'node:os';

export interface Moment {
  readonly steadyMs: number;
  readonly bootMs: number;
}

export function thisMoment(): Moment {
  return { steadyMs: performance.now(), bootMs: uptime() * 1000 };
}

export function elapsedMs(since: Moment): number {
  return Math.max(performance.now() - since.steadyMs, uptime() * 1000 - since.bootMs);
}
