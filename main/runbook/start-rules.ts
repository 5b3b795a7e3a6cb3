// What must hold before a run may begin, and what it is called.

import { AppError } from '../../shared/errors.ts';
import type { Profile } from '../../shared/model/profile.ts';
import type { Plan } from '../../shared/model/run.ts';
import { differenceLines, planDifferences } from '../../shared/plan-differences.ts';
import type { LeaseName } from '../lease/lease.ts';
import { blockedError } from './plan.ts';
import type { Runbook } from './runbook.ts';

/** The kinds of servers a run is about: what it holds, and what must be read again after a crash. */
export function areasOf({ area, holds = [] }: Pick<Runbook, 'area' | 'holds'>): readonly LeaseName['area'][] {
  const named = [area, ...holds].flatMap((one) => (one === 'backup' ? ['redis', 'mongo'] : [one]));
  return (['redis', 'mongo'] as const).filter((one) => named.includes(one));
}

/**
 * What a run holds. A failover of one kind of server may go on beside a reindex of the other, and beside a backup; but
 * whatever rewrites content (`destroy`) and whatever copies it exclude each other: a set taken in the middle of a restore or a
 * reindex would miss collections and indexes, and be listed as complete.
 */
export function leaseNamesOf(runbook: Runbook, areas: readonly LeaseName['area'][] = areasOf(runbook)): LeaseName[] {
  const writes = runbook.effect !== 'read';
  const holdsContent = runbook.effect === 'destroy' || runbook.copiesContent === true;
  return areas.flatMap((area) => [
    ...(writes ? [{ area, scope: 'change' as const, writes }] : []),
    ...(holdsContent ? [{ area, scope: 'content' as const, writes }] : []),
  ]);
}

/** The same, as names of locks on this machine. */
export function targetsOf(runbook: Runbook, profileId: string): readonly string[] {
  return leaseNamesOf(runbook).map(({ area, scope }) => `${profileId}.${area}.${scope}`);
}

/** On a production profile whatever changes a server asks for the profile's name. */
export function requireConfirmation(
  request: { readonly confirmation: string; readonly production: boolean },
  profile: Profile,
  runbook: Runbook,
): void {
  const needed = runbook.effect !== 'read' && (request.production || profile.environment === 'production');
  if (needed && request.confirmation !== profile.name) {
    throw new AppError(
      'bad_request',
      `${profile.name} is a production profile: type its name to start ${runbook.id}.`,
      {
        hint: `Type ${profile.name} exactly.`,
      },
    );
  }
}

/** Whoever changes production says why: it stands in the audit log. */
export function requireReason(reason: string, effect: Runbook['effect'], isProduction: boolean): void {
  if (effect === 'read' || !isProduction || reason.trim() !== '') return;
  throw new AppError('bad_request', 'A change to production needs a reason.', {
    hint: 'Say why, for the audit log: a ticket, an incident, a sentence.',
  });
}

/**
 * What was confirmed is what runs: refused where a check blocks, or where the plan under the lease is another one. `before`: the
 * confirmed plan, where it is still known; then `details.differences` tells what is different, line by line.
 */
export function requireSamePlan(confirmed: string, plan: Plan, before: Plan | undefined, runbook: Runbook): void {
  if (plan.hash === confirmed && !plan.blocked) return;
  const lines = before === undefined ? [] : differenceLines(planDifferences(before, plan), runbook.texts.en);
  const details = lines.length === 0 ? {} : { differences: lines.join('\n') };
  if (plan.blocked) throw blockedError(runbook, plan, details);
  throw new AppError('conflict', 'The servers are no longer as they were when this was planned.', {
    hint: 'Plan again, look at what changed, then confirm.',
    details,
  });
}

/** `2026-11-20T06-40-00Z-k3f9`: sortable, a valid folder name everywhere. */
export function newRunId(nowMs: number, random: () => number): string {
  const time = new Date(nowMs)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
  const tail = Array.from({ length: 4 }, () => Math.floor(random() * 36).toString(36)).join('');
  return `${time}-${tail}`;
}
