// The running lab as the rest of the engine sees it: looked up in its folder once a second, because any console on this
// machine may start or stop it. It starts and stops nothing itself.

import type { Clock } from '../shared/clock.ts';
import type { LabState } from '../shared/contract/app.ts';
import { AppError } from '../shared/errors.ts';
import type { Lifetime } from '../shared/lifetime.ts';
import type { LabProfile } from './fleet/fleet.ts';
import type { HostPaths } from './host.ts';
import { labFolder, readRecord, readWishes, withLabLock, writeWishes, type LabRecord } from './lab/lab-folder.ts';
import { isAlive } from './lab/process-identity.ts';
import { live } from './live.ts';
import type { LabService } from './services.ts';

const LOOK_EVERY_MS = 1000;

export interface LabServiceOptions {
  readonly paths: HostPaths;
  readonly clock: Clock;
  readonly lifetime: Lifetime;
  readonly report: (error: unknown) => void;
}

export async function createLabService({ paths, clock, lifetime, report }: LabServiceOptions): Promise<LabService & LabProfile> {
  const folder = labFolder(paths);
  let record = await runningLab(folder);
  const state = live<LabState>(stateOf(folder, record), []);
  const listeners = new Set<() => void>();

  async function look(): Promise<void> {
    record = await runningLab(folder);
    const before = state.get().rev;
    state.update(() => stateOf(folder, record));
    if (state.get().rev === before) return;
    for (const listener of listeners) listener();
  }

  const ended = new AbortController();
  async function watch(): Promise<void> {
    while (!ended.signal.aborted) {
      await clock.sleep(LOOK_EVERY_MS, ended.signal).catch(() => undefined); // only the end rejects it
      if (!ended.signal.aborted) await look().catch(report);
    }
  }
  const watching = watch();
  lifetime.add(() => {
    ended.abort();
    return watching;
  });

  return {
    state,
    profile: () => record?.profile ?? null,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async setLoad(load) {
      if (record === undefined) throw new AppError('not_found', 'No lab is running.', { hint: 'Start one with `marsad lab start`.' });
      await withLabLock(folder, async () => {
        const wishes = (await readWishes(folder)) ?? { load, keep: false, restarts: {} };
        await writeWishes(folder, { ...wishes, load });
      });
      await look();
    },
  };
}

/** Undefined where there is none that is ready, or its keeper is gone. */
async function runningLab(folder: string): Promise<LabRecord | undefined> {
  const record = await readRecord(folder);
  return record?.status === 'ready' && isAlive(record.keeper) ? record : undefined;
}

function stateOf(folder: string, record: LabRecord | undefined): LabState {
  return {
    lab: {
      running: record !== undefined,
      folder,
      profileId: record?.profile?.id ?? null,
      load: record?.load ?? 'off',
      servers: (record?.servers ?? []).map(({ name, kind, port, pid }) => ({ name, kind, port, pid })),
    },
  };
}
