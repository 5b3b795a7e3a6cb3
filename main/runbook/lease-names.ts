// What a run holds in its targets while it goes on, by what its runbook does and by what this very plan is about.

import type { LeaseName } from '../lease/lease.ts';
import type { Runbook } from './runbook.ts';

type TargetArea = LeaseName['area'];

/** The kinds of servers a run is about: what it holds, and what must be read again after a crash. `data`: of its plan. */
export function areasOf({ area, holds }: Pick<Runbook, 'area' | 'holds'>, data: unknown): readonly TargetArea[] {
  const named = (holds?.(data) ?? [area]).flatMap((one) => (one === 'backup' ? ['redis', 'mongo'] : [one]));
  return (['redis', 'mongo'] as const).filter((one) => named.includes(one));
}

/**
 * What a run holds. A failover of one kind of server may go on beside a reindex of the other, and beside a backup; but
 * whatever rewrites content (`destroy`) and whatever copies it exclude each other: a set taken in the middle of a restore or a
 * reindex would miss collections and indexes, and be listed as complete.
 */
export function leaseNamesOf(runbook: Runbook, areas: readonly TargetArea[]): LeaseName[] {
  const writes = runbook.effect !== 'read';
  const holdsContent = runbook.effect === 'destroy' || runbook.copiesContent === true;
  return areas.flatMap((area) => [
    ...(writes ? [{ area, scope: 'change' as const, writes }] : []),
    ...(holdsContent ? [{ area, scope: 'content' as const, writes }] : []),
  ]);
}

/** The same, as names of locks on this machine. */
export function lockNamesOf(profileId: string, names: readonly LeaseName[]): readonly string[] {
  return names.map(({ area, scope }) => `${profileId}.${area}.${scope}`);
}
