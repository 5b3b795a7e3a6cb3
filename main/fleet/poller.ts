// Calls `tick` again and again while somebody holds it, and never otherwise. No tick starts while the last one runs;
// ticks that were missed are skipped, never caught up; releasing and holding again does not tick faster than the interval.

import type { Clock } from '../../shared/clock.ts';
import type { Lifetime } from '../../shared/lifetime.ts';

export interface Poller {
  /** Polls until the returned function is called. Many may hold; there is still one poll. */
  hold(): () => void;
  /** The interval changed: wait anew. */
  wake(): void;
}

export interface PollerOptions {
  readonly clock: Clock;
  readonly lifetime: Lifetime;
  readonly intervalMs: () => number;
  /** The signal aborts at the end of the lifetime only. */
  readonly tick: (signal: AbortSignal) => Promise<void>;
  /** A tick that throws is a bug: it is told here, and polling goes on. */
  readonly report: (error: unknown) => void;
}

export function createPoller({ clock, lifetime, intervalMs, tick, report }: PollerOptions): Poller {
  const over = new AbortController();
  let holders = 0;
  let running: Promise<void> | undefined;
  let lastStartMs = Number.NEGATIVE_INFINITY;
  let lastTookMs = 0;
  let pause = new AbortController();

  const isWanted = (): boolean => holders > 0 && !over.signal.aborted;

  /** The first multiple of the interval, counted from the last start, at which the last tick is over. */
  function nextStartMs(): number {
    const interval = intervalMs();
    return lastStartMs + Math.max(1, Math.ceil(lastTookMs / interval)) * interval;
  }

  async function waitForNext(): Promise<void> {
    const waitMs = nextStartMs() - clock.now();
    if (!(waitMs > 0)) return;
    pause = new AbortController();
    await clock.sleep(waitMs, pause.signal).catch(() => undefined); // only `pause` rejects it: then the loop looks again
  }

  async function run(): Promise<void> {
    while (isWanted()) {
      if (nextStartMs() > clock.now()) {
        await waitForNext();
        continue;
      }
      lastStartMs = clock.now();
      try {
        await tick(over.signal);
      } catch (error) {
        report(error);
      }
      lastTookMs = clock.now() - lastStartMs;
    }
    running = undefined;
  }

  lifetime.add(async () => {
    over.abort();
    pause.abort();
    await running;
  });

  return {
    hold() {
      holders += 1;
      running ??= run();
      let isHeld = true;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        holders -= 1;
        if (holders === 0) pause.abort();
      };
    },
    wake: () => pause.abort(),
  };
}
