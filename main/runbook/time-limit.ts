// Gives work a limit: when it is over the work's signal aborts, and what it then throws is said as the limit's own error.

import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import { formatDuration } from '../../shared/text.ts';

/** `what` is named in the error. Work that ignores its signal is waited for all the same. */
export async function withinLimit<Result>(
  { limitMs, what, clock }: { readonly limitMs: number | undefined; readonly what: string; readonly clock: Clock },
  work: (limit: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const limit = new AbortController();
  if (limitMs === undefined) return work(limit.signal);
  const over = new AbortController();
  const timeout = new AppError('timeout', `${what} took longer than ${formatDuration(limitMs)}.`);
  clock.sleep(limitMs, over.signal).then(
    () => limit.abort(timeout),
    () => undefined, // it was in time
  );
  try {
    return await work(limit.signal);
  } catch (thrown) {
    throw limit.signal.aborted ? timeout : thrown;
  } finally {
    over.abort();
  }
}

/** For work that only reads: given up as soon as the signal says so, whether or not it listens. */
export async function givenUpBy<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const giveUp = (): void => reject(signal.reason);
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', giveUp);
    work.catch(() => undefined);
  }
}
