// One run per target at a time: inside this process, and across the consoles of this machine.
// It refuses quickly and costs no round trip; consoles on other machines are met at the leases in the targets (main/lease).

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import lockfile from 'proper-lockfile';
import { AppError } from '../../shared/errors.ts';
import { mayBeAlive, ownIdentity, type ProcessIdentity } from '../process-identity.ts';

export interface TargetLock {
  /** Takes all targets or none. Throws `conflict` naming the run that holds one. `onLost`: somebody took it from us. */
  acquire(targets: readonly string[], runId: string, onLost: (error: AppError) => void): Promise<() => Promise<void>>;
}

interface Holder {
  readonly runId: string;
  readonly process: ProcessIdentity;
}

/** A holder that lives refreshes its lock every second; after this long without, it counts as dead. */
const STALE_MS = 15_000;
/** A holder whose process is known to be gone is waited for only this long (the least the lock file library takes). */
const DEAD_STALE_MS = 2_000;

export function createTargetLock(dataFolder: string): TargetLock {
  const folder = join(dataFolder, 'locks');
  const held = new Map<string, string>();

  async function acquireOne(
    target: string,
    runId: string,
    onLost: (error: AppError) => void,
  ): Promise<() => Promise<void>> {
    const holding = held.get(target);
    if (holding !== undefined) throw taken(target, holding);
    held.set(target, runId);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const file = join(folder, encodeURIComponent(target));
      let isOurs = true;
      const release = await lockFile(file, target, (error) => {
        isOurs = false;
        onLost(error);
      });
      await writeFile(file, JSON.stringify({ runId, process: ownIdentity() } satisfies Holder), { mode: 0o600 });
      return async () => {
        if (isOurs) await rm(file, { force: true }); // else its name may be another's by now
        await release().catch(() => undefined); // lost already: nothing left to give back
        held.delete(target);
      };
    } catch (error) {
      held.delete(target);
      throw error;
    }
  }

  return {
    async acquire(targets, runId, onLost) {
      const releases: (() => Promise<void>)[] = [];
      const releaseAll = async (): Promise<void> => {
        for (const release of releases.splice(0).reverse()) await release();
      };
      try {
        for (const target of [...targets].sort()) releases.push(await acquireOne(target, runId, onLost));
      } catch (error) {
        await releaseAll();
        throw error;
      }
      return releaseAll;
    },
  };
}

async function lockFile(file: string, target: string, onLost: (error: AppError) => void): Promise<() => Promise<void>> {
  const holder = await readHolder(file);
  const holderIsDead = holder !== null && !mayBeAlive(holder.process);
  try {
    return await lockfile.lock(file, {
      realpath: false,
      update: 1_000,
      stale: holderIsDead ? DEAD_STALE_MS : STALE_MS,
      retries: holderIsDead ? { retries: 12, factor: 1, minTimeout: 250, maxTimeout: 250 } : 0,
      onCompromised: () =>
        onLost(new AppError('conflict', `The lock on ${target} was lost while the run was going on.`)),
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error;
    throw taken(target, holder?.runId ?? 'another console');
  }
}

async function readHolder(file: string): Promise<Holder | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Holder;
  } catch {
    return null; // nobody holds it, or its holder has not written its name yet
  }
}

function taken(target: string, runId: string): AppError {
  return new AppError('conflict', `Run ${runId} is at work on ${target} now.`, {
    hint: 'Wait until it has ended, or cancel it. One run per target at a time.',
    details: { runId },
  });
}
