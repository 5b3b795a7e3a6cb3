// Files that several consoles of one machine write: one after the other. The lock is a folder beside the file, renewed while it is
// held; one left by a console that died counts as free after a while. A console that stood still that long (a laptop that slept, a
// stopped process) has lost it without knowing, so whoever writes asks once more, just before.

import lockfile from 'proper-lockfile';
import { AppError } from '../shared/errors.ts';

export interface FileLockOptions {
  /** A lock that was not renewed for so long is free; at least 2,000. */
  readonly staleMs: number;
  /** How long to wait for another holder, and how often to look. */
  readonly waitMs: number;
  readonly lookEveryMs: number;
}

/** Throws `conflict` where the lock may be another's by now: then nothing more is written. */
export type AssertHeld = () => void;

/**
 * Holds the lock on `path`, which need not be there, while `work` runs. Rejects with the library's error, code `ELOCKED`, where it
 * stays taken; its callers say in their own words what is taken.
 */
export async function withFileLock<Result>(
  path: string,
  { staleMs, waitMs, lookEveryMs }: FileLockOptions,
  work: (assertHeld: AssertHeld) => Promise<Result>,
): Promise<Result> {
  let isLost = false;
  const release = await lockfile.lock(path, {
    realpath: false,
    stale: staleMs,
    retries: { retries: Math.ceil(waitMs / lookEveryMs), factor: 1, minTimeout: lookEveryMs, maxTimeout: lookEveryMs },
    onCompromised: () => (isLost = true),
  });
  // The library renews twice in that time: after a gap of half of it, a renewal came too late, or not yet.
  let wentOnMs = Date.now();
  const look = (): void => {
    if (Date.now() - wentOnMs >= staleMs / 2) isLost = true;
    wentOnMs = Date.now();
  };
  const looking = setInterval(look, staleMs / 8);
  try {
    return await work(() => {
      look();
      if (!isLost) return;
      throw new AppError('conflict', `The lock on ${path} was lost: this console stood still for too long.`, {
        hint: 'Nothing was written. Try again.',
      });
    });
  } finally {
    clearInterval(looking);
    await release().catch(() => undefined); // lost already: nothing left to give back
  }
}
