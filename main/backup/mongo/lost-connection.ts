// Which failures pass by themselves: an election, a member that went away, a connection that was cut. Work that only reads, or
// that can be repeated, waits for the set and goes on; everything else is told as it is.

import { setTimeout as sleep } from 'node:timers/promises';
import { MongoNetworkError, MongoServerError, MongoServerSelectionError } from 'mongodb';

/** NotWritablePrimary and its kin, a primary that steps or shuts down, a pool that was emptied for that. */
const ELECTION_CODES: ReadonlySet<number> = new Set([91, 189, 10058, 10107, 11600, 11602, 13435, 13436]);
/** CursorNotFound, QueryPlanKilled, CursorKilled, Interrupted: the member that held the cursor restarted, or somebody ended it. */
const CURSOR_CODES: ReadonlySet<number> = new Set([43, 175, 237, 11601]);

/** How long a set may be without the member that is needed before the work gives up. */
export const LONGEST_LOSS_MS = 60_000;
const PAUSE_MS = 200;

export function isElection(error: unknown): boolean {
  if (error instanceof MongoServerError) return ELECTION_CODES.has(Number(error.code));
  return error instanceof MongoNetworkError || error instanceof MongoServerSelectionError;
}

/** The reading broke off for a reason outside what is read. */
export function isBrokenOff(error: unknown): boolean {
  return isElection(error) || (error instanceof MongoServerError && CURSOR_CODES.has(Number(error.code)));
}

export function pauseBeforeNextTry(signal?: AbortSignal): Promise<void> {
  return sleep(PAUSE_MS, undefined, signal ? { signal } : {});
}

/** Repeats work that only reads until it is not broken off any more. `renew` looks for a member that answers. */
export async function repeatWhenBrokenOff<Result>(
  work: () => Promise<Result>,
  renew: () => Promise<void>,
  signal: AbortSignal,
): Promise<Result> {
  for (let lostAtMs: number | undefined; ;) {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      lostAtMs ??= performance.now();
      if (!isBrokenOff(error) || performance.now() - lostAtMs > LONGEST_LOSS_MS) throw error;
      await pauseBeforeNextTry(signal);
      await renew();
    }
  }
}
