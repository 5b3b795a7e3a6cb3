// How fast the bytes of a backup or restore may flow: one bucket for all that flows at once, held shut while the run is paused.

import { setTimeout as sleep } from 'node:timers/promises';

export interface Pace {
  /** Resolves when `bytes` more may have flowed. Rejects with the signal's reason. */
  take(bytes: number, signal: AbortSignal): Promise<void>;
}

export interface PaceOptions {
  /** Null: as fast as it goes. */
  readonly bytesPerSecond: number | null;
  /** Asked every time: waits while nothing may flow. */
  readonly untilContinued?: () => Promise<void>;
}

/** Timers are not finer: what is owed less than this is paid with the next bytes. */
const SHORTEST_WAIT_MS = 5;

export function createPace({ bytesPerSecond, untilContinued }: PaceOptions): Pace {
  let freeAtMs = 0;
  return {
    async take(bytes, signal) {
      await untilContinued?.();
      if (bytesPerSecond === null) return;
      const nowMs = performance.now();
      freeAtMs = Math.max(freeAtMs, nowMs) + (bytes / bytesPerSecond) * 1000;
      if (freeAtMs - nowMs >= SHORTEST_WAIT_MS) await sleep(freeAtMs - nowMs, undefined, { signal });
    },
  };
}

export const FREE_PACE: Pace = createPace({ bytesPerSecond: null });
