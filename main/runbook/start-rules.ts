// What must hold before a run may begin, and what it is called.

import { AppError } from '../../shared/errors.ts';
import type { Plan } from '../../shared/model/run.ts';
import { blockedError } from './plan.ts';
import type { Runbook, RunbookContext } from './runbook.ts';

/**
 * What a run holds. A failover of one kind of server may go on beside a reindex of the other, and beside a backup; but
 * whatever rewrites content (`destroy`) and whatever copies it exclude each other: a set taken in the middle of a restore or a
 * reindex would miss collections and indexes, and be listed as complete.
 */
export function targetsOf(runbook: Runbook, profileId: string): readonly string[] {
  const areas = (runbook.area === 'backup' ? ['redis', 'mongo'] : [runbook.area]).map((area) => `${profileId}.${area}`);
  const holdsContent = runbook.effect === 'destroy' || runbook.copiesContent === true;
  return [...(runbook.effect === 'read' ? [] : areas), ...(holdsContent ? areas.map((area) => `${area}.content`) : [])];
}

/** On a production profile whatever changes a server asks for the profile's name. */
export function requireConfirmation(
  request: { readonly confirmation: string; readonly production: boolean },
  { profile }: RunbookContext,
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

/** What was confirmed is what runs: refused where a check blocks, or where planning again gave another plan. */
export function requireSamePlan(request: { readonly planHash: string }, runbook: Runbook, plan: Plan): void {
  if (plan.blocked) throw blockedError(runbook, plan);
  if (plan.hash === request.planHash) return;
  throw new AppError('conflict', 'The servers are no longer as they were when this was planned.', {
    hint: 'Plan again, look at what changed, then confirm.',
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
