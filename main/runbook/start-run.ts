// Plan → confirm → act → verify begins here: the targets are held first, then the servers are read once more, and only the very
// plan that was confirmed goes on. Nothing is journalled of a run that was refused.

import { AppError } from '../../shared/errors.ts';
import type { Plan } from '../../shared/model/run.ts';
import { say } from '../../shared/text.ts';
import { ownIdentity } from '../process-identity.ts';
import { dryRun } from './dry-run.ts';
import { execute } from './execute.ts';
import { leasesEntry, type HoldTarget } from './hold-target.ts';
import type { JournalEntry } from './journal.ts';
import type { TargetLock } from './lock.ts';
import type { Planner } from './planner.ts';
import type { RunBoard } from './run-board.ts';
import { beginRecord } from './run-record.ts';
import { replay } from './run-state.ts';
import type { Runbook } from './runbook.ts';
import type { AuditMore, Runner } from './runner.ts';
import type { RunbookEngineOptions, StartRequest } from './runbook-engine.ts';
import { newRunId, requireConfirmation, requireReason, requireSamePlan } from './start-rules.ts';

type PlanEntry = Extract<JournalEntry, { readonly type: 'plan' }>;

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
  try {
    const asked = { parameters: request.parameters, from: request.from ?? null };
    const { plan, data } = await planner.plan(runbook, hold.opened.context, asked);
    requireSamePlan(request.planHash, plan, planner.remembered(request.planHash), runbook);
    const approval = plan.needsApproval && !isDry ? await approve(options, plan, request) : null;
    const entry: Omit<PlanEntry, 'auditHead'> = {
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
    };
    const { run } = beginRecord({ ...entry, auditHead: null }).state;
    if (takeOver) await runner.auditRun(run, 'run.takeOver', 'started', { why: takeOver.reason });
    const auditHead = await runner.auditRun(run, isDry ? 'run.dry' : 'run.start', 'started', changesOf(plan, runbook));
    begin = [{ ...entry, auditHead }, ...leasesEntry(hold.opened, takeOver?.reason ?? null, startedMs)];
    await approval?.use();
  } catch (error) {
    await hold.release();
    throw error;
  }
  const show = () => board.add(replay(begin));
  await runner.go({ hold, runbook, runId, begin, show, work: isDry ? dryRun : execute });
  return runId;
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
