// A run's hold on its targets: the locks of this machine, which refuse quickly, then the leases in the targets themselves,
// which every console meets. Both or none; whoever holds gives back.

import { hostname } from 'node:os';
import type { AppError } from '../../shared/errors.ts';
import type { OpenedRun } from '../lease/lease.ts';
import type { JournalEntry } from './journal.ts';
import { areasOf, leaseNamesOf, lockNamesOf } from './lease-names.ts';
import type { TargetLock } from './lock.ts';
import type { Runbook } from './runbook.ts';
import type { RunbookEngineOptions, StartRequest } from './runbook-engine.ts';

export interface Hold {
  readonly opened: OpenedRun;
  readonly controller: AbortController;
  /** Gives everything back, leases first. */
  release(): Promise<void>;
}

export interface HoldRequest {
  readonly runId: string;
  readonly runbook: Runbook;
  readonly profileId: string;
  /** What the leases are chosen by: of the plan that was confirmed. */
  readonly data: unknown;
  readonly operator: string;
  readonly dryRun: boolean;
  readonly takeOver: NonNullable<StartRequest['takeOver']> | null;
  /** Set where the run was there before: two consoles must not go on with it at once. */
  readonly isKnownRun: boolean;
}

export type HoldTarget = (request: HoldRequest) => Promise<Hold>;

export function createHoldTarget(options: RunbookEngineOptions, lock: TargetLock): HoldTarget {
  const { contextOf } = options;
  const openRun =
    options.openRun ??
    (async ({ profileId, signal }): Promise<OpenedRun> => ({
      context: await contextOf(profileId, signal),
      leases: [],
      remarks: [],
      assertHeld: () => undefined,
      verify: async () => undefined,
      close: async () => undefined,
    }));

  return async ({ runId, runbook, profileId, data, operator, dryRun, takeOver, isKnownRun }) => {
    const controller = new AbortController();
    const onLost = (error: AppError): void => controller.abort(error);
    const { profile } = await contextOf(profileId, controller.signal);
    const there = areasOf(runbook, data).filter((area) => profile[area] !== undefined);
    const names = dryRun ? [] : leaseNamesOf(runbook, there);
    const own = isKnownRun ? [`run.${runId}`] : [];
    const unlock = await lock.acquire([...lockNamesOf(profileId, names), ...own], runId, onLost);
    try {
      const opened = await openRun({
        profileId,
        names,
        holder: { operator, host: hostname(), pid: process.pid, runId, runbookId: runbook.id },
        mayWrite: !dryRun && runbook.effect !== 'read',
        takeOver,
        signal: controller.signal,
        onLost,
      });
      const release = async (): Promise<void> => {
        await opened.close();
        await unlock();
      };
      return { opened, controller, release };
    } catch (error) {
      await unlock();
      throw error;
    }
  };
}

/** What of it stands in the journal; none where nothing is held. */
export function leasesEntry(
  { leases, remarks }: OpenedRun,
  takeOver: HoldRequest['takeOver'],
  atMs: number,
): readonly Extract<JournalEntry, { readonly type: 'leases' }>[] {
  if (leases.length === 0 && takeOver === null) return [];
  const held = leases.map(({ area, scope, fence }) => ({ area, scope, fence }));
  return [{ type: 'leases', leases: held, remarks, takeOver: takeOver?.reason ?? null, atMs }];
}
