// Waiting for something outside this process (a port, a vote, a child) by looking, never by sleeping for luck.
// Real processes live in real time, so this takes no Clock.

import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../shared/errors.ts';

export interface UntilOptions {
  /** Completes "… did not happen within 10 s": `the cluster agrees`. */
  readonly what: string;
  readonly timeoutMs: number;
  readonly intervalMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Resolves with the first value of `look` that is neither `undefined` nor `false`. An error of `look` counts as "not yet",
 * unless it is an AppError that is not retryable; the last one becomes the cause of the timeout.
 */
export async function until<T>(
  look: () => T | Promise<T>,
  options: UntilOptions,
): Promise<Exclude<T, undefined | false>> {
  const { what, timeoutMs, intervalMs = 25, signal } = options;
  const deadline = performance.now() + timeoutMs;
  let lastError: unknown;
  for (;;) {
    signal?.throwIfAborted();
    try {
      const seen = await look();
      if (seen !== undefined && seen !== false) return seen as Exclude<T, undefined | false>;
      lastError = undefined;
    } catch (error) {
      if (error instanceof AppError && !error.retryable) throw error;
      lastError = error;
    }
    if (performance.now() >= deadline) {
      const reason = lastError instanceof Error ? ` (${lastError.message})` : '';
      throw new AppError('timeout', `${what}: not within ${timeoutMs / 1000} s${reason}`, { cause: lastError });
    }
    await delay(intervalMs);
  }
}
