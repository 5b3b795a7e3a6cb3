// Holds reading back to a number of bytes per second, over all that read at once.

import { setTimeout as sleep } from 'node:timers/promises';

export interface RateLimit {
  /** Resolves when `bytes` more may have been read. */
  take(bytes: number, signal: AbortSignal): Promise<void>;
}

/** Null: no limit. */
export function createRateLimit(bytesPerSecond: number | null): RateLimit {
  let freeAtMs = 0;
  return {
    async take(bytes, signal) {
      if (bytesPerSecond === null) return;
      const nowMs = performance.now();
      freeAtMs = Math.max(freeAtMs, nowMs) + (bytes / bytesPerSecond) * 1000;
      await sleep(freeAtMs - nowMs, undefined, { signal });
    },
  };
}
