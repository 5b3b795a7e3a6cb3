// What a step of a running run may reach: the profile's servers, and ways to show, measure and remember.

import { AppError } from '../../shared/errors.ts';
import type { JournalEvent } from './journal.ts';
import { createProgressMeter } from './progress.ts';
import type { RunView } from './run-view.ts';
import type { RunbookContext, StepContext } from './runbook.ts';

export type WriteJournal = (event: JournalEvent) => Promise<void>;

/** A new object each time: readings that steps share by their context are never older than the step. */
export function stepContext(
  base: RunbookContext,
  options: {
    readonly view: RunView;
    readonly stepId: string;
    readonly signal: AbortSignal;
    readonly write: WriteJournal;
    readonly untilContinued: StepContext['untilContinued'];
  },
): StepContext {
  const { view, stepId, signal, write, untilContinued } = options;
  const { clock } = base;
  const meter = createProgressMeter();
  const run = view.record().state.run;
  return {
    ...base,
    signal,
    runId: run.id,
    note: (reading) => view.note(stepId, reading),
    progress: (reported) => view.progress(stepId, meter(reported, clock.now())),
    untilContinued,
    measure: (name, measure) => view.measure(name, measure),
    probe: (latencyMs) => view.probe([clock.now() - run.startedMs, latencyMs]),
    record: (name, data) => write({ type: 'record', name, data }),
    recorded: (name) => {
      const { records } = view.record();
      return Object.hasOwn(records, name) ? records[name] : undefined;
    },
    output: (name, value) => write({ type: 'output', name, value }),
    answerOf: (id) => view.record().state.steps[id]?.answer?.value ?? null,
  };
}

/** For looking only: an interrupted run's steps may ask what was recorded, and change nothing. */
export function readOnlyJournal(): WriteJournal {
  return () =>
    Promise.reject(new AppError('internal', 'A step wrote to the journal while it was only being observed.'));
}
