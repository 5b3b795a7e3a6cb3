// What the steps of one run share while this process runs it, and how a run can end.

import { AppError, isCancelled, type ErrorData } from '../../shared/errors.ts';
import type { RunStatus } from '../../shared/model/run.ts';
import { say, text, type Text } from '../../shared/text.ts';
import type { OpenedRun } from '../lease/lease.ts';
import type { RunControl } from './run-control.ts';
import { toRunError, type ReportTrouble } from './run-error.ts';
import type { RunView } from './run-view.ts';
import type { Runbook, Step, StepContext } from './runbook.ts';
import { stepContext, type WriteJournal } from './step-context.ts';

export interface Execution {
  readonly runbook: Runbook;
  /** Those the plan names, in order. */
  readonly steps: readonly Step[];
  readonly opened: OpenedRun;
  readonly view: RunView;
  readonly write: WriteJournal;
  readonly control: RunControl;
  /** Aborted by a cancel, by a lost lease, and when the console closes. Acts that are not cancellable never see it. */
  readonly signal: AbortSignal;
  readonly report: ReportTrouble;
}

export interface Outcome {
  /** `interrupted`: it is left as it stands. */
  readonly status: RunStatus;
  readonly error: ErrorData | null;
}

const HELD_PATIENCE_MS = 30_000;
const HELD_PAUSE_MS = 100;

export const NEVER = new AbortController().signal;

/** The signal's reason when the console closes while a run waits for people. */
export const LEFT_WAITING = new AppError('cancelled', 'The console was closed.');

/**
 * A run that was ended from outside while no act was under way is left as it stands, interrupted, and can go on: the console was
 * closed while it waited for people, or the lease was lost (a laptop that slept, a network that was gone). Null: it ends.
 */
export function leavingOf({ signal }: Pick<Execution, 'signal'>, running: Step | null): Outcome | null {
  const reason = signal.reason as unknown;
  if (reason === LEFT_WAITING) return { status: 'interrupted', error: null };
  const isLost = signal.aborted && reason instanceof AppError && reason.code !== 'cancelled';
  return isLost && running?.kind !== 'act' ? { status: 'interrupted', error: reason.toData() } : null;
}

/**
 * Passes while the leases are held, and for whoever only copies content: while nobody rewrote it. A target that does not answer
 * for a moment, or elects, is waited for: nothing is sent meanwhile. Throws when it does not come back, and at once when a lease
 * is lost.
 */
export async function untilHeld({ opened }: Pick<Execution, 'opened'>, signal: AbortSignal = NEVER): Promise<void> {
  const { clock } = opened.context;
  const deadlineMs = clock.now() + HELD_PATIENCE_MS;
  for (;;) {
    try {
      await opened.verify();
      return opened.assertHeld();
    } catch (thrown) {
      const mayPass = thrown instanceof AppError && thrown.code === 'unreachable' && thrown.retryable;
      if (!mayPass || clock.now() >= deadlineMs) throw thrown;
      await clock.sleep(HELD_PAUSE_MS, signal);
    }
  }
}

/** A new context each time: what steps read through it is never older than the step. */
export function contextOfStep(
  { opened, view, write, control }: Execution,
  step: Step,
  signal: AbortSignal,
): StepContext {
  const untilContinued = (): Promise<void> => control.untilContinued(signal);
  return stepContext(opened.context, { view, stepId: step.id, signal, write, untilContinued });
}

export function titleOf({ runbook }: Pick<Execution, 'runbook'>, step: Step): string {
  return say(runbook.texts.en, step.title);
}

/** The words of an error, as a reading: they need no catalogue. */
export function errorText({ message }: AppError): Text {
  return text('{message}', { message });
}

export function isCancelledBy(signal: AbortSignal, thrown: unknown): boolean {
  if (!signal.aborted || (signal.reason instanceof AppError && signal.reason.code !== 'cancelled')) return false;
  return thrown === signal.reason || isCancelled(thrown);
}

/** What the run ends with: where it was ended from outside (a lost lease), that, and not the step that felt it. */
export function endingError({ signal, report }: Execution, thrown: unknown): AppError {
  const { reason } = signal as { readonly reason: unknown };
  const isFelt = signal.aborted && (thrown === reason || isCancelled(thrown));
  return isFelt && reason instanceof AppError ? reason : toRunError(thrown, report);
}
