// Runs the steps of a plan, in order. Around every act: intent on disk, act, what the servers say, result on disk.
// It never goes on past a step that did not succeed, and always tells what was and what was not done.

import { AppError, isCancelled, type ErrorData } from '../../shared/errors.ts';
import type { RunStatus } from '../../shared/model/run.ts';
import { say, text, type Text } from '../../shared/text.ts';
import type { JournalEvent, Verdict } from './journal.ts';
import { readCheck } from './read-check.ts';
import { toRunError, type ReportTrouble } from './run-error.ts';
import type { RunView } from './run-view.ts';
import type { ActStep, CheckStep, Reading, Runbook, RunbookContext, Step, StepContext, VerifyStep } from './runbook.ts';
import { stepContext, type WriteJournal } from './step-context.ts';

export interface Execution {
  readonly runbook: Runbook;
  readonly steps: readonly Step[];
  readonly context: RunbookContext;
  readonly view: RunView;
  readonly write: WriteJournal;
  /** Aborted by a cancel. Acts that are not cancellable never see it. */
  readonly signal: AbortSignal;
  readonly report: ReportTrouble;
}

export interface Outcome {
  readonly status: RunStatus;
  readonly error: ErrorData | null;
}

const OBSERVE_TRIES = 100;
const OBSERVE_PAUSE_MS = 50;
const NEVER = new AbortController().signal;

/** Goes on from what the journal says is done; on a new run that is nothing. */
export async function execute(execution: Execution): Promise<Outcome> {
  let running: string | null = null;
  try {
    const open = execution.steps.filter((step) => stepState(execution, step.id)?.status !== 'done');
    for (let index = 0; index < open.length;) {
      const group = checksAt(open, index);
      execution.signal.throwIfAborted();
      if (group.length > 0) {
        await runChecks(execution, group);
        index += group.length;
        continue;
      }
      const step = open[index]!;
      running = step.id;
      await runStep(execution, step);
      running = null;
      index += 1;
    }
    return { status: 'done', error: null };
  } catch (thrown) {
    const cancelled = execution.signal.aborted && isCancelledBy(execution.signal, thrown);
    const error = toRunError(thrown, execution.report);
    if (running !== null) await writeFailure(execution, running, cancelled).catch(execution.report);
    const leftovers = await cleanUp(execution);
    const status = cancelled ? 'cancelled' : blockedBefore(execution, error) ? 'blocked' : 'failed';
    return { status, error: withLeftovers(cancelled ? null : error, leftovers) };
  }
}

/**
 * Undoes what begun acts may have left, latest first. Used after a failure, a cancel, and for an interrupted run. It is done
 * also where the journal cannot be written any more: an index must come back although the disk of the console is full.
 */
export async function cleanUp(execution: Omit<Execution, 'signal'>): Promise<readonly string[]> {
  const { view, write, steps, context, runbook, report } = execution;
  const failures: string[] = [];
  for (const id of [...view.record().begun].reverse()) {
    const step = steps.find((candidate) => candidate.id === id);
    if (step?.kind !== 'act' || !step.cleanUp) continue;
    let error: AppError | null = null;
    try {
      await step.cleanUp(stepContext(context, { view, stepId: id, signal: NEVER, write }));
    } catch (thrown) {
      error = toRunError(thrown, report);
      failures.push(`${say(runbook.texts.en, step.title)}: ${error.message}`);
    }
    await write({ type: 'cleaned', step: id, error: error?.toData() ?? null }).catch(report);
  }
  return failures;
}

/** Checks that stand together are read together: they change nothing. */
function checksAt(steps: readonly Step[], index: number): readonly CheckStep[] {
  const rest = steps.slice(index);
  const end = rest.findIndex((step) => step.kind !== 'check');
  return (end < 0 ? rest : rest.slice(0, end)) as readonly CheckStep[];
}

async function runChecks(execution: Execution, checks: readonly CheckStep[]): Promise<void> {
  const { write, context, signal, runbook } = execution;
  await Promise.all(checks.map((step) => write({ type: 'begin', step: step.id })));
  const shared: RunbookContext = { ...context, signal };
  const readings = await Promise.all(checks.map((step) => readCheck(step, shared, execution.report)));
  signal.throwIfAborted();
  const results = checks.map((step, index): { event: JournalEvent; error: AppError | null } => {
    const { ok, text: reading } = readings[index]!;
    return {
      event: { type: 'result', step: step.id, status: ok ? 'done' : 'failed', reading },
      error: ok ? null : new AppError('blocked', `${title(execution, step)}: ${say(runbook.texts.en, reading)}`),
    };
  });
  await Promise.all(results.map(({ event }) => write(event)));
  const failure = results.find(({ error }) => error !== null);
  if (failure?.error) throw failure.error;
}

async function runStep(execution: Execution, step: Step): Promise<void> {
  switch (step.kind) {
    case 'act':
      return runAct(execution, step);
    case 'verify':
      return runVerify(execution, step);
    case 'check':
      return runChecks(execution, [step]);
    case 'manual':
      throw new AppError('unsupported', 'Steps done by hand are not supported yet.');
  }
}

async function runAct(execution: Execution, step: ActStep): Promise<void> {
  const { write, view, context } = execution;
  const signal = step.cancellable ? execution.signal : NEVER;
  const contextNow = () => stepContext(context, { view, stepId: step.id, signal, write });
  let reading: Text | null = null;
  const mayHaveHappened = view.record().begun.includes(step.id);
  const before = mayHaveHappened ? await observeUntilKnown(step, contextNow, context) : 'not-done';
  if (before === 'unknown') throw cannotTell(execution, step);
  if (before === 'not-done') {
    await write({ type: 'intent', step: step.id });
    reading = (await step.act(contextNow())) ?? null;
    await write({ type: 'act', step: step.id });
    const after = await observeUntilKnown(step, contextNow, context);
    await write({ type: 'observed', step: step.id, verdict: after });
    if (after === 'unknown') throw cannotTell(execution, step);
    if (after === 'not-done') {
      throw new AppError('internal', `${title(execution, step)} was done, but the servers do not show it.`);
    }
  } else {
    await write({ type: 'observed', step: step.id, verdict: before });
  }
  await write({ type: 'result', step: step.id, status: 'done', reading });
}

async function observeUntilKnown(
  step: ActStep,
  contextNow: () => ReturnType<typeof stepContext>,
  { clock }: RunbookContext,
): Promise<Verdict> {
  for (let attempt = 1; ; attempt += 1) {
    const verdict = await step.observe(contextNow());
    if (verdict !== 'unknown' || attempt === OBSERVE_TRIES) return verdict;
    await clock.sleep(OBSERVE_PAUSE_MS);
  }
}

async function runVerify(execution: Execution, step: VerifyStep): Promise<void> {
  const { write, view, context, signal, runbook } = execution;
  await write({ type: 'begin', step: step.id });
  const deadlineMs = context.clock.now() + step.timeoutMs;
  for (;;) {
    signal.throwIfAborted();
    const reading = await readVerify(step, stepContext(context, { view, stepId: step.id, signal, write }));
    if (reading.ok) return write({ type: 'result', step: step.id, status: 'done', reading: reading.text });
    view.note(step.id, reading.text);
    if (context.clock.now() >= deadlineMs) {
      throw new AppError('timeout', `${title(execution, step)}: ${say(runbook.texts.en, reading.text)}`, {
        hint: 'The acts before it were done. Look at the way back in the plan.',
      });
    }
    await context.clock.sleep(step.pollMs, signal);
  }
}

/** A server that does not answer for a moment is not the end of a run whose acts are done: it is asked again, in time. */
async function readVerify(step: VerifyStep, context: StepContext): Promise<Reading> {
  try {
    return await step.read(context);
  } catch (thrown) {
    if (!(thrown instanceof AppError) || !thrown.retryable || step.timeoutMs === 0) throw thrown;
    return { ok: false, text: text('{message}', { message: thrown.message }) }; // words of an error need no catalogue
  }
}

/** What the screen says of the step the run ended in: an act is asked after, for it may have happened all the same. */
async function writeFailure(execution: Execution, stepId: string, cancelled: boolean): Promise<void> {
  const { steps, view, write, context } = execution;
  const step = steps.find((candidate) => candidate.id === stepId);
  let status: 'failed' | 'not-done' | 'done' | 'unknown' = cancelled ? 'not-done' : 'failed';
  if (cancelled && step?.kind === 'act' && view.record().begun.includes(stepId)) {
    status = await step
      .observe(stepContext(context, { view, stepId, signal: NEVER, write }))
      .catch(() => 'unknown' as const);
  }
  await write({ type: 'result', step: stepId, status, reading: null });
}

function stepState({ view }: Execution, id: string) {
  return view.record().state.steps[id];
}

function blockedBefore({ view }: Execution, error: AppError): boolean {
  return error.code === 'blocked' && view.record().begun.length === 0;
}

function isCancelledBy(signal: AbortSignal, thrown: unknown): boolean {
  if (signal.reason instanceof AppError && signal.reason.code !== 'cancelled') return false;
  return thrown === signal.reason || isCancelled(thrown);
}

function cannotTell(execution: Execution, step: Step): AppError {
  return new AppError('conflict', `The servers do not tell whether "${title(execution, step)}" happened.`, {
    hint: 'Look at the servers named in the plan, put them in order by hand, then plan again.',
    retryable: false,
  });
}

function title({ runbook }: Execution, step: Step): string {
  return say(runbook.texts.en, step.title);
}

function withLeftovers(error: AppError | null, leftovers: readonly string[]): ErrorData | null {
  if (leftovers.length === 0) return error?.toData() ?? null;
  const base = error ?? new AppError('cancelled', 'The run was cancelled.');
  return { ...base.toData(), hint: `${base.hint ?? ''} Not cleaned up: ${leftovers.join('; ')}`.trim() };
}

/** Ends an interrupted run without going on: what its acts left is cleaned up. */
export async function undoAll(execution: Execution): Promise<Outcome> {
  const leftovers = await cleanUp(execution);
  if (leftovers.length === 0) return { status: 'cancelled', error: null };
  const error = new AppError('internal', `Not cleaned up: ${leftovers.join('; ')}`, { hint: 'Look at these by hand.' });
  return { status: 'failed', error: error.toData() };
}
