// Asks one area (Redis, MongoDB, backups) for its truth without ever waiting longer than a deadline: a slow area must not
// hold up the others. It never asks again while the last question is unanswered, and waits only briefly for an area that
// has just been late or failed: what it says then counts in the tick after.

import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';

export type Outcome<Reading> =
  | { readonly kind: 'read'; readonly reading: Reading }
  | { readonly kind: 'failed'; readonly error: AppError }
  /** Asked, and no answer yet: it is taken up by a later tick. */
  | { readonly kind: 'late' }
  /** Not asked in this tick: it was read recently enough. */
  | { readonly kind: 'same' };

/** How long an area in trouble is waited for. */
const BRIEFLY_MS = 250;

export interface AreaReader<Reading> {
  read(deadlineMs: number, signal: AbortSignal): Promise<Outcome<Reading>>;
  /** The next `read` asks, however recent the last answer is. */
  expire(): void;
}

export interface AreaReaderOptions<Reading> {
  readonly clock: Clock;
  /** 0: at every tick. */
  readonly periodMs: number;
  readonly ask: () => Promise<Reading>;
}

export function areaReader<Reading>({ clock, periodMs, ask }: AreaReaderOptions<Reading>): AreaReader<Reading> {
  let pending: Promise<Outcome<Reading>> | undefined;
  let dueMs = Number.NEGATIVE_INFINITY;
  let isTroubled = false;

  return {
    async read(deadlineMs, signal) {
      if (pending === undefined) {
        if (clock.now() < dueMs) return { kind: 'same' };
        dueMs = clock.now() + periodMs;
        pending = outcomeOf(ask);
      }
      const outcome = await within(pending, clock, isTroubled ? Math.min(deadlineMs, BRIEFLY_MS) : deadlineMs, signal);
      isTroubled = outcome?.kind !== 'read';
      if (outcome === undefined) return { kind: 'late' };
      pending = undefined;
      return outcome;
    },
    expire() {
      dueMs = Number.NEGATIVE_INFINITY;
    },
  };
}

async function outcomeOf<Reading>(ask: () => Promise<Reading>): Promise<Outcome<Reading>> {
  try {
    return { kind: 'read', reading: await ask() };
  } catch (error) {
    if (error instanceof AppError) return { kind: 'failed', error };
    return { kind: 'failed', error: new AppError('internal', 'the console failed while reading', { cause: error }) };
  }
}

/** The value, or `undefined` when it takes longer than `deadlineMs` or the signal aborts. */
async function within<Value>(
  value: Promise<Value>,
  clock: Clock,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<Value | undefined> {
  const settled = new AbortController();
  const deadline = clock
    .sleep(deadlineMs, AbortSignal.any([settled.signal, signal]))
    .then(() => undefined)
    .catch(() => undefined); // aborted: settled in time, or the session ends
  try {
    return await Promise.race([value, deadline]);
  } finally {
    settled.abort();
  }
}
