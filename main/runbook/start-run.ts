// Plan → confirm → act → verify begins here: the targets are held first, then the servers are read once more, and only the very
// plan that was confirmed goes on. Nothing is journalled of a run that was refused.

import { AppError } from '../../shared/errors.ts';
import type { Plan } from '../../shared/model/run.ts';
import { say } from '../../shared/text.ts';
import { ownIdentity } from '../process-identity.ts';
import { newTimedId } from '../timed-id.ts';
import type { AuditMore } from './active-run.ts';
import { dryRun } from './dry-run.ts';
import type { EngineRooms } from './engine-rooms.ts';
import { execute } from './execute.ts';
import { NEVER } from './execution.ts';
import { leasesEntry, type Hold } from './hold-target.ts';
import type { JournalEntry } from './journal.ts';
import type { PlannedRun, PlanRequest } from './plan.ts';
import { beginRecord } from './run-record.ts';
import { replay } from './run-state.ts';
import type { Runbook, RunbookContext } from './runbook.ts';
import type { RunbookEngineOptions, StartRequest } from './runbook-engine.ts';
import { requireConfirmation, requireReason, requireSamePlan } from './start-rules.ts';

type PlanEntry = Extract<JournalEntry, { readonly type: 'plan' }>;

/** Resolves with the run's id once the run has begun. */
export async function startRun(rooms: EngineRooms, request: StartRequest): Promise<string> {
  const { options, board, runner, holdTarget } = rooms;
  const { profileId, dryRun: isDry = false, takeOver = null } = request;
  const runbook = options.library.get(request.runbookId);
  const context = await options.contextOf(profileId, NEVER);
  const { profile } = context;
  if (!isDry) {
    requireConfirmation(request, profile, runbook);
    requireReason(request.reason, runbook.effect, request.production || profile.environment === 'production');
  }
  const runId = newTimedId(options.clock.now(), options.random ?? Math.random);
  const operator = options.operator();
  const { data } = await plannedBefore(rooms, request, runbook, context);
  const asked = { runId, runbook, profileId, data, operator, dryRun: isDry, takeOver, isKnownRun: false };
  const hold = await holdTarget(asked);
  let begin: readonly [PlanEntry, ...JournalEntry[]];
  try {
    begin = [
      await confirmedPlan(rooms, request, runbook, hold, runId),
      ...leasesEntry(hold.opened, takeOver, options.clock.now()),
    ];
  } catch (error) {
    await hold.release();
    throw error;
  }
  const show = () => board.add(replay(begin));
  await runner.go({ hold, runbook, runId, begin, show, work: isDry ? dryRun : execute });
  return runId;
}

/** The plan that was confirmed. Made by another console it is not known here; then what the servers say now is as good. */
async function plannedBefore(
  { planner }: EngineRooms,
  request: StartRequest,
  runbook: Runbook,
  context: RunbookContext,
): Promise<Pick<PlannedRun, 'plan' | 'data'>> {
  const known = planner.remembered(request.planHash);
  return known?.plan.runbookId === runbook.id ? known : planner.plan(runbook, context, planRequestOf(request));
}

function planRequestOf({ parameters, from = null }: StartRequest): PlanRequest {
  return { parameters, from };
}

/** The plan as it is now, under the lease: the very one that was confirmed, approved where that is asked, and in the audit log. */
async function confirmedPlan(
  { options, planner, runner }: EngineRooms,
  request: StartRequest,
  runbook: Runbook,
  { opened }: Hold,
  runId: string,
): Promise<PlanEntry> {
  const { dryRun: isDry = false, takeOver = null } = request;
  const before = planner.remembered(request.planHash)?.plan;
  const { plan, data } = await planner.plan(runbook, opened.context, planRequestOf(request));
  requireSamePlan(request.planHash, plan, before, runbook);
  const approval = plan.needsApproval && !isDry ? await approve(options, plan, request) : null;
  const entry: PlanEntry = {
    type: 'plan',
    runId,
    plan,
    data,
    operator: options.operator(),
    reason: request.reason,
    confirmation: request.confirmation,
    process: ownIdentity(),
    dryRun: isDry,
    approvedBy: approval?.approvedBy ?? null,
    parentRunId: request.parentRunId ?? null,
    incidentId: request.incidentId ?? null,
    scheduleId: request.scheduleId ?? null,
    auditHead: null,
    atMs: options.clock.now(),
  };
  const { run } = beginRecord(entry).state;
  if (takeOver) await runner.auditRun(run, 'run.takeOver', 'started', { why: takeOver.reason });
  const auditHead = await runner.auditRun(run, isDry ? 'run.dry' : 'run.start', 'started', changesOf(plan, runbook));
  try {
    await approval?.use();
  } catch (error) {
    await runner.auditRun(run, 'run.end', 'blocked: its approval was used for another run');
    throw error;
  }
  return { ...entry, auditHead };
}

/** What is now and what shall be, for the audit log. */
function changesOf({ changes }: Plan, { texts }: Runbook): Pick<AuditMore, 'before' | 'after'> {
  const side = (text: 'now' | 'after') =>
    Object.fromEntries(changes.map((change) => [change.where, say(texts.en, change[text])]));
  return changes.length === 0 ? {} : { before: side('now'), after: side('after') };
}

async function approve(
  { approve: verify }: RunbookEngineOptions,
  plan: Plan,
  request: StartRequest,
): Promise<{ readonly approvedBy: string; use(): Promise<void> }> {
  if (!request.approval) {
    throw new AppError('denied', 'A second person must approve this plan before it can start.', {
      hint: 'Save a request, let another operator sign it, and start with the approval file.',
      details: { needsApproval: true },
    });
  }
  if (!verify) throw new AppError('unsupported', 'This console cannot check approvals.');
  return verify(plan, request.approval, request);
}
