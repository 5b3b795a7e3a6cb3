// The running lab as the rest of the engine sees it: looked up in its folder once a second, because any console on this
// machine may start or stop it. It starts and stops nothing itself.

import type { Clock } from '../shared/clock.ts';
import type { LabState } from '../shared/contract/app.ts';
import type { Lifetime } from '../shared/lifetime.ts';
import type { Profile } from '../shared/model/profile.ts';
import type { LabProfile } from './fleet/fleet.ts';
import type { HostPaths } from './host.ts';
import { labProfileOf, labStatus, setLabLoad } from './lab/lab.ts';
import { live } from './live.ts';
import type { LabService } from './services.ts';

const LOOK_EVERY_MS = 1000;

export interface LabServiceOptions {
  readonly paths: HostPaths;
  readonly clock: Clock;
  readonly lifetime: Lifetime;
  readonly report: (error: unknown) => void;
}

export async function createLabService({
  paths,
  clock,
  lifetime,
  report,
}: LabServiceOptions): Promise<LabService & LabProfile> {
  let profile: Profile | null = (await labProfileOf(paths)) ?? null;
  const state = live<LabState>({ lab: await labStatus(paths) }, []);
  const listeners = new Set<() => void>();

  async function look(): Promise<void> {
    const [status, found] = await Promise.all([labStatus(paths), labProfileOf(paths)]);
    profile = found ?? null;
    const before = state.get().rev;
    state.update(() => ({ lab: status }));
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
    profile: () => profile,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async setLoad(load) {
      await setLabLoad(paths, load);
      await look();
    },
  };
}
