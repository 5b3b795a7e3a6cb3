// Plan → confirm → act → verify begins here: the targets are held first, then the servers are read once more, and only the very
// plan that was confirmed goes on. Nothing is journalled of a run that was refused.

import { AppError } from '../../shared/errors.ts';
import type { Plan } from '../../shared/model/run.ts';
import { ownIdentity } from '../process-identity.ts';
import { dryRun } from './dry-run.ts';
import { execute } from './execute.ts';
import { leasesEntry, type HoldTarget } from './hold-target.ts';
import type { JournalEntry } from './journal.ts';
import type { TargetLock } from './lock.ts';
import type { Planner } from './planner.ts';
import type { RunBoard } from './run-board.ts';
import type { RunRecord } from './run-record.ts';
import { replay } from './run-state.ts';
import type { Runner } from './runner.ts';
import type { RunbookEngineOptions, StartRequest } from './runbook-engine.ts';
import { newRunId, requireConfirmation, requireReason, requireSamePlan } from './start-rules.ts';

export interface EngineRooms {
  readonly options: RunbookEngineOptions;
  readonly board: RunBoard;
  readonly planner: Planner;
  readonly runner: Runner;
  readonly holdTarget: HoldTarget;
  /** Of this machine. */
  readonly lock: TargetLock;
}

/** Resolves with the run's id once the run has begun. */
export async function startRun(rooms: EngineRooms, request: StartRequest): Promise<string> {
  const { options, board, planner, runner, holdTarget } = rooms;
  const { clock, library } = options;
  const runbook = library.get(request.runbookId);
  const isDry = request.dryRun ?? false;
  const takeOver = request.takeOver ?? null;
  const { profile } = await options.contextOf(request.profileId, new AbortController().signal);
  if (!isDry) {
    const isProduction = request.production || profile.environment === 'production';
    requireConfirmation(request, profile, runbook);
    requireReason(request.reason, runbook.effect, isProduction);
  }
  const startedMs = clock.now();
  const runId = newRunId(startedMs, options.random ?? Math.random);
  const operator = options.operator();
  const { profileId } = request;
  const hold = await holdTarget({ runId, runbook, profileId, operator, dryRun: isDry, takeOver, isKnownRun: false });
  let begin: readonly JournalEntry[];
  let record: RunRecord;
  try {
    const asked = { parameters: request.parameters, from: request.from ?? null };
    const { plan, data } = await planner.plan(runbook, hold.opened.context, asked);
    requireSamePlan(request.planHash, plan, planner.remembered(request.planHash), runbook);
    const approval = plan.needsApproval && !isDry ? await approve(options, plan, request) : null;
    const planned = {
      type: 'plan',
      runId,
      plan,
      data,
      operator,
      reason: request.reason,
      confirmation: request.confirmation,
      process: ownIdentity(),
      dryRun: isDry,
      approvedBy: approval?.approvedBy ?? null,
      parentRunId: request.parentRunId ?? null,
      incidentId: request.incidentId ?? null,
      scheduleId: request.scheduleId ?? null,
      atMs: startedMs,
    } as const;
    begin = [planned, ...leasesEntry(hold.opened, takeOver?.reason ?? null, startedMs)];
    record = replay(begin);
    await runner.auditRun(record.state.run, isDry ? 'run.dry' : 'run.start', 'started');
    if (takeOver) await runner.auditRun(record.state.run, 'run.takeOver', 'started', { why: takeOver.reason });
    await approval?.use();
  } catch (error) {
    await hold.release();
    throw error;
  }
  const show = () => board.add(record);
  await runner.go({ hold, runbook, runId, begin, show, work: isDry ? dryRun : execute });
  return runId;
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
