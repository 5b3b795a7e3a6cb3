// Under what a backup is tried: what happens to a member while it is read, and whether the members' clocks agree.

import type { Fault } from './faults.ts';

export interface Condition {
  readonly fault: Fault;
  /** One member's wall clock is 5 s ahead, another's 5 s behind. */
  readonly clocksApart: boolean;
}

export const CLOCKS_APART_SECONDS = [5, 0, -5] as const;

/** In turn. `npm test` tries the first five. */
export const CONDITIONS: readonly Condition[] = [
  { fault: 'nothing', clocksApart: false },
  { fault: 'election', clocksApart: false },
  { fault: 'secondary killed', clocksApart: false },
  { fault: 'secondary silent', clocksApart: false },
  { fault: 'election', clocksApart: true },
  { fault: 'primary cut off', clocksApart: false },
  { fault: 'nothing', clocksApart: true },
  { fault: 'primary cut off', clocksApart: true },
  { fault: 'secondary killed', clocksApart: true },
  { fault: 'secondary silent', clocksApart: true },
];

export function nameOf({ fault, clocksApart }: Condition): string {
  return clocksApart ? `${fault}, clocks ± 5 s apart` : fault;
}
