// The real clock. Only composition roots import it; everything else takes a Clock.

import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../shared/clock.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    await delay(ms, undefined, signal === undefined ? {} : { signal: signal as AbortSignal });
  },
};
