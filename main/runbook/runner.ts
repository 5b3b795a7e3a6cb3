// The runs this process is at: each works in the background until its end is in the journal, then gives its targets back.

import { AppError } from '../../shared/errors.ts';
import type { RunState } from '../../shared/model/run.ts';
import type { ActiveRun, AuditRun } from './active-run.ts';
import { endingError, LEFT_WAITING, untilHeld, type Execution, type Outcome } from './execution.ts';
import type { Hold } from './hold-target.ts';
import { openJournal, type Journal, type JournalEntry, type JournalEvent } from './journal.ts';
import { layHand } from './lay-hand.ts';
import { createRunControl } from './run-control.ts';
import { toRunError } from './run-error.ts';
import { answerRequests } from './run-requests.ts';
import type { RunView } from './run-view.ts';
import type { Runbook } from './runbook.ts';
import type { RunbookEngineOptions } from './runbook-engine.ts';
import { stepsOf } from './steps-of.ts';

export interface Going {
  readonly hold: Hold;
  readonly runbook: Runbook;
  readonly runId: string;
  /** The first entries: what makes the run, or goes on with it. */
  readonly begin: readonly JournalEntry[];
  /** Called once they are on the disk: the run is shown, with them. */
  readonly show: () => RunView;
  readonly work: (execution: Execution) => Promise<Outcome>;
}

export interface Runner {
  active(runId: string): ActiveRun | undefined;
  /** Writes what begins the run and lets it go on in the background. From here on the hold is the run's. */
  go(going: Going): Promise<void>;
  readonly auditRun: AuditRun;
  /** What waits for people is left as it is; everything else is asked to stop where that is safe, and waited for. */
  close(): Promise<void>;
}

export function createRunner(options: RunbookEngineOptions): Runner {
  const { dataFolder, clock, audit } = options;
  const report = (error: unknown): void => options.report?.(error);
  const running = new Map<string, ActiveRun>();

  const auditRun: AuditRun = (run, action, result, { who = run.operator, why = run.reason, ...more } = {}) => {
    const { profileId: target, runbookId: subject, id: runId, planHash } = run;
    return audit.append({ who, action, target, subject, why, runId, planHash, result, ...more });
  };

  async function go({ hold, runbook, runId, begin, show, work }: Going): Promise<void> {
    const { opened, controller } = hold;
    let journal: Journal | undefined;
    try {
      const writing = (journal = await openJournal(dataFolder, runId, options.onJournal));
      await Promise.all(begin.map((entry) => writing.append(entry)));
      const view = show();
      const write = async (event: JournalEvent): Promise<void> => {
        const entry = { ...event, atMs: clock.now() };
        await writing.append(entry);
        view.apply(entry);
      };
      const control = createRunControl(view, write);
      const steps = stepsOf(runbook, view.record());
      const execution: Execution = { runbook, steps, opened, view, write, control, signal: controller.signal, report };
      const over = new AbortController();
      const active = { view, write, control, controller };
      const answering = answerRequests({ ...options, report }, runId, over.signal, (request, by) =>
        layHand(active, request, by, auditRun),
      );
      const ended = finish(execution, work).finally(async () => {
        over.abort();
        await answering;
        await writing.close();
        await hold.release();
        running.delete(runId);
      });
      running.set(runId, { ...active, ended });
    } catch (error) {
      await journal?.close();
      await hold.release();
      throw error;
    }
  }

  /** Never rejects: whatever happens becomes the run's end. */
  async function finish(execution: Execution, work: Going['work']): Promise<void> {
    const { view, write, runbook } = execution;
    let outcome: Outcome | undefined;
    try {
      outcome = await work(execution).catch((thrown: unknown): Outcome => {
        const error = toRunError(thrown, report);
        return { status: 'failed', error: error.toData() };
      });
      const { measures, probe } = view.record().state;
      if (Object.keys(measures).length + Object.keys(probe).length > 0)
        await write({ type: 'evidence', measures, probe });
      if (outcome.status === 'interrupted') return await leave(execution, outcome);
      if (outcome.status === 'done' && runbook.effect === 'read') outcome = await verified(outcome, execution);
      const { run, steps } = view.record().state;
      const after = Object.fromEntries(Object.values(steps).map(({ id, status }) => [id, status]));
      const auditHead = await auditRun(run, run.dryRun ? 'run.dry.end' : 'run.end', resultOf(outcome), { after });
      await write({ type: 'end', ...outcome, auditHead });
    } catch (thrown) {
      // The journal or the audit log cannot be written any more: what is known is shown; a later process finds it interrupted.
      const error = outcome?.error ?? toRunError(thrown, report).toData();
      view.apply({ type: 'end', status: 'failed', error, auditHead: null, atMs: clock.now() });
    }
  }

  /** A console that closes says no more; a lost lease is told. */
  async function leave({ view, write }: Execution, { status, error }: Outcome): Promise<void> {
    const result = resultOf({ status, error });
    if (error !== null) await auditRun(view.record().state.run, 'run.interrupted', result);
    await write({ type: 'left', error });
  }

  return {
    active: (runId) => running.get(runId),
    go,
    auditRun,
    async close() {
      for (const { controller, view } of running.values()) {
        const { status } = view.record().state.run;
        const waits = status === 'waiting' || status === 'paused';
        controller.abort(waits ? LEFT_WAITING : new AppError('cancelled', 'The console was closed.'));
      }
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}

/** Whoever only reads the content learns at the end whether somebody rewrote it meanwhile. */
async function verified(outcome: Outcome, execution: Execution): Promise<Outcome> {
  try {
    await untilHeld(execution, execution.signal);
    return outcome;
  } catch (thrown) {
    return { status: 'failed', error: endingError(execution, thrown).toData() };
  }
}

function resultOf({ status, error }: Outcome): RunState['run']['status'] | string {
  return error && error.code !== status ? `${status}: ${error.code}` : status;
}
