// The runbook engine: plan → confirm → act → verify, for every runbook of the library alike. It knows no runbook by name.
// It never starts what was not planned just so, never runs two changing runs on one target, and loses no run to a crash.

import { AppError } from '../../shared/errors.ts';
import {
  RUNS_TABLES,
  type RunbookInfo,
  type RunsState,
  type RunState,
  type RunSummary,
} from '../../shared/model/run.ts';
import { live } from '../live.ts';
import { execute, undoAll, type Execution, type Outcome } from './execute.ts';
import { openJournal, type Journal, type JournalEntry, type JournalEvent } from './journal.ts';
import { createTargetLock } from './lock.ts';
import { followOtherConsoles } from './other-consoles.ts';
import { planRun } from './plan.ts';
import { ownIdentity } from '../process-identity.ts';
import { loadRun, loadRuns, meetServers, showWhatIsDone } from './recover.ts';
import { reportOf } from './report.ts';
import { toRunError } from './run-error.ts';
import { beginRecord, isLeft } from './run-state.ts';
import { createRunView, type RunView } from './run-view.ts';
import type { RunbookEngine, RunbookEngineOptions } from './runbook-engine.ts';
import type { Runbook } from './runbook.ts';
import { newRunId, requireConfirmation, requireSamePlan, targetsOf } from './start-rules.ts';

interface Running {
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

/** Reads what earlier processes left before it resolves. */
export async function createRunbookEngine(options: RunbookEngineOptions): Promise<RunbookEngine> {
  const { dataFolder, clock, audit, lifetime, contextOf } = options;
  const random = options.random ?? Math.random;
  const report = (error: unknown): void => options.report?.(error);
  const lock = options.lock ?? createTargetLock(dataFolder);
  const { library } = options;
  const views = new Map<string, RunView>();
  const running = new Map<string, Running>();
  const runs = live<RunsState>({ runs: {} }, RUNS_TABLES);

  for (const record of await loadRuns(dataFolder))
    addView(createRunView(record), record.state.run.status === 'interrupted');
  followOtherConsoles({
    dataFolder,
    clock,
    lifetime,
    known: (runId) => (running.has(runId) ? 'ours' : views.get(runId)?.record()),
    show: (record) => {
      const view = views.get(record.state.run.id);
      if (view) view.change(() => record);
      else addView(createRunView(record), true);
    },
  });
  lifetime.add(async () => {
    for (const { controller } of running.values())
      controller.abort(new AppError('cancelled', 'The console was closed.'));
    await Promise.all([...running.values()].map(({ ended }) => ended));
  });

  function addView(view: RunView, isNews: boolean): void {
    const show = (isNewsNow: boolean): void => {
      const { run } = view.live.get().state;
      runs.update((state) => ({ runs: { ...state.runs, [run.id]: run } }));
      if (isNewsNow) options.onRunEvent?.(run);
    };
    views.set(view.record().state.run.id, view);
    show(isNews);
    view.live.subscribe((_rev, patch) => {
      if (patch.set?.['run'] !== undefined) show(true);
    });
  }

  const runbookOf = (id: string): Runbook => library.get(id);

  function viewOf(runId: string): RunView {
    const view = views.get(runId);
    if (!view) throw new AppError('not_found', `There is no run ${runId}.`);
    return view;
  }

  function auditRun(run: RunSummary, action: string, result: string): Promise<void> {
    return audit.append({
      who: options.operator(),
      action,
      target: run.profileId,
      subject: run.runbookId,
      why: run.reason,
      runId: run.id,
      planHash: run.planHash,
      result,
    });
  }

  /** Holds the targets, opens the journal, and lets `work` go on in the background. Resolves when it has begun. */
  async function launch(
    run: RunSummary,
    runbook: Runbook,
    begin: JournalEntry,
    makeView: () => RunView,
    work: (execution: Execution) => Promise<Outcome>,
  ): Promise<void> {
    const controller = new AbortController();
    const isNew = begin.type === 'plan';
    const targets = [...targetsOf(runbook, run.profileId), ...(isNew ? [] : [`run.${run.id}`])];
    const release = await lock.acquire(targets, run.id, (error) => controller.abort(error));
    let journal: Journal | undefined;
    try {
      if (!isNew) await refreshLeft(run.id, work === undoAll);
      const context = await contextOf(run.profileId, controller.signal);
      if (!isNew) await meetServers(context);
      await auditRun(run, isNew ? 'run.start' : work === undoAll ? 'run.undo' : 'run.resume', 'started');
      const opened = (journal = await openJournal(dataFolder, run.id));
      await opened.append(begin);
      const view = makeView();
      const write = async (event: JournalEvent): Promise<void> => {
        const entry = { ...event, atMs: clock.now() };
        await opened.append(entry);
        view.apply(entry);
      };
      const steps = runbook.steps(view.record().data);
      const execution: Execution = { runbook, steps, context, view, write, signal: controller.signal, report };
      const ended = finish(execution, work).finally(async () => {
        await opened.close();
        await release();
        running.delete(run.id);
      });
      running.set(run.id, { controller, ended });
    } catch (error) {
      await journal?.close();
      await release();
      throw error;
    }
  }

  /** Never rejects: whatever happens becomes the run's end. */
  async function finish(execution: Execution, work: (execution: Execution) => Promise<Outcome>): Promise<void> {
    const { view, write } = execution;
    let outcome: Outcome | undefined;
    try {
      outcome = await work(execution).catch((thrown: unknown): Outcome => ({
        status: 'failed',
        error: toRunError(thrown, report).toData(),
      }));
      const { measures, probe, run } = view.record().state;
      if (Object.keys(measures).length + Object.keys(probe).length > 0)
        await write({ type: 'evidence', measures, probe });
      await auditRun(run, 'run.end', outcome.error ? `${outcome.status}: ${outcome.error.code}` : outcome.status);
      await write({ type: 'end', ...outcome });
    } catch (thrown) {
      // The journal or the audit log cannot be written any more: what is known is shown; a later process finds it interrupted.
      const error = outcome?.error ?? toRunError(thrown, report).toData();
      view.apply({ type: 'end', status: 'failed', error, atMs: clock.now() });
    }
  }

  /** Another console may have gone on with it: asked again once its lock is held. */
  async function refreshLeft(runId: string, undo: boolean): Promise<RunState> {
    const fresh = await loadRun(dataFolder, runId);
    viewOf(runId).change(() => fresh);
    if (isLeft(fresh, undo)) return fresh.state;
    throw new AppError('conflict', `Another console has gone on with run ${runId}.`);
  }

  async function continueRun(runId: string, undo: boolean): Promise<void> {
    const view = viewOf(runId);
    if (!isLeft(view.record(), undo)) {
      throw new AppError('conflict', `Run ${runId} is ${view.record().state.run.status}, not interrupted.`, {
        retryable: false,
      });
    }
    const { run } = await refreshLeft(runId, undo);
    const begin = {
      type: 'resumed',
      operator: options.operator(),
      process: ownIdentity(),
      undo,
      atMs: clock.now(),
    } as const;
    const makeView = (): RunView => {
      view.apply(begin);
      return view;
    };
    await launch(run, runbookOf(run.runbookId), begin, makeView, undo ? undoAll : execute);
  }

  return {
    runs,
    list: () => library.list().map(infoOf),
    async plan(profileId, runbookId, parameters) {
      const runbook = runbookOf(runbookId);
      const controller = new AbortController();
      return (await planRun(runbook, await contextOf(profileId, controller.signal), parameters, report)).plan;
    },
    async start(request) {
      const runbook = runbookOf(request.runbookId);
      const context = await contextOf(request.profileId, new AbortController().signal);
      requireConfirmation(request, context, runbook);
      const { plan, data } = await planRun(runbook, context, request.parameters, report);
      requireSamePlan(request, runbook, plan);
      const startedMs = clock.now();
      const runId = newRunId(startedMs, random);
      const { reason } = request;
      const who = { operator: options.operator(), process: ownIdentity() };
      const begin = { type: 'plan', runId, plan, data, reason, ...who, atMs: startedMs } as const;
      const record = beginRecord(begin);
      const makeView = (): RunView => {
        const view = createRunView(record);
        addView(view, true);
        return view;
      };
      await launch(record.state.run, runbook, begin, makeView, execute);
      return runId;
    },
    run(runId) {
      const view = viewOf(runId);
      if (view.record().state.run.status === 'interrupted') void showWhatIsDone(view, runbookOf, contextOf);
      return view.live;
    },
    async cancel(runId) {
      const view = viewOf(runId);
      const current = running.get(runId);
      if (current) {
        current.controller.abort(new AppError('cancelled', 'The run was cancelled.'));
        return;
      }
      const { status } = view.record().state.run;
      if (isLeft(view.record(), true)) return continueRun(runId, true);
      throw new AppError('conflict', `Run ${runId} is ${status} and cannot be cancelled here.`, { retryable: false });
    },
    resume: (runId) => continueRun(runId, false),
    async report(runId) {
      const { state } = viewOf(runId).live.get();
      const content = reportOf(state, library.find(state.run.runbookId)?.texts.en ?? {});
      return { fileName: `${runId}.md`, mediaType: 'text/markdown', encoding: 'utf8', content };
    },
    pause: notYet,
    continue: notYet,
    answer: notYet,
    note: notYet,
    handOver: notYet,
    ways: notYet,
    undo: notYet,
    stop: notYet,
    isOwn: (runId) => running.has(runId),
    async settled(runId) {
      const view = viewOf(runId);
      await running.get(runId)?.ended;
      return view.live.get().state;
    },
  };
}

function notYet(): Promise<never> {
  return Promise.reject(new AppError('unsupported', 'This is being built.'));
}

/** What screens need of a runbook: it crosses the wire, so nothing but data. */
function infoOf({ id, area, effect, texts, fields, origin, guided, asksApproval }: Runbook): RunbookInfo {
  return { id, area, effect, texts, fields, origin, guided, asksApproval };
}
