// How people hold a running run: while it is paused it waits between two steps, or inside an act that can stand still, and at
// a manual step until it is answered.
// Whatever they decide is in the journal before the run goes on.

import { AppError } from '../../shared/errors.ts';
import type { RunView } from './run-view.ts';
import type { WriteJournal } from './step-context.ts';
import { givenUpBy } from './time-limit.ts';

export interface RunControl {
  /** Passes at once, or when a paused run is let go on. Several parts of one act may wait here. Rejects with the signal's reason. */
  untilContinued(signal: AbortSignal): Promise<void>;
  /** Resolves when the manual step is answered. */
  untilAnswered(signal: AbortSignal): Promise<void>;
  pause(by: string): void;
  continue(by: string): Promise<void>;
  /** Throws `conflict` where the run does not wait at that step, `bad_request` where it has no such answer. */
  checkAnswer(stepId: string, value: string): void;
  answer(answer: {
    readonly stepId: string;
    readonly value: string;
    readonly note: string;
    readonly by: string;
  }): Promise<void>;
}

export function createRunControl(view: RunView, write: WriteJournal): RunControl {
  let pausedBy: string | null = null;
  /** From the moment the pause is written: only an entry ends it. */
  let held: Promise<void> | null = null;
  let goOn: () => void = () => {};
  let isAnswering = false;

  function refuse(message: string): never {
    throw new AppError('conflict', message, { retryable: false });
  }

  function checkAnswer(stepId: string, value: string): void {
    const { waitingFor, plan } = view.record().state;
    if (waitingFor !== stepId || isAnswering) refuse('The run does not wait for an answer to this step.');
    const answers = plan.steps.find((step) => step.id === stepId)?.answers ?? [];
    if (answers.some((answer) => answer.value === value)) return;
    throw new AppError('bad_request', `The step has no answer ${value}.`, {
      hint: `Its answers are: ${answers.map((answer) => answer.value).join(', ')}.`,
    });
  }

  async function hold(by: string): Promise<void> {
    const waiting = Promise.withResolvers<void>();
    goOn = waiting.resolve;
    await write({ type: 'paused', by });
    await waiting.promise;
  }

  return {
    async untilContinued(signal) {
      signal.throwIfAborted();
      if (pausedBy === null) return;
      held ??= hold(pausedBy);
      await givenUpBy(signal, held);
    },
    async untilAnswered(signal) {
      const waiting = Promise.withResolvers<void>();
      goOn = waiting.resolve;
      await givenUpBy(signal, waiting.promise);
    },
    pause(by) {
      if (!view.record().state.canPause) refuse(`The run is ${view.record().state.run.status} and cannot be paused.`);
      pausedBy = by;
      view.change((record) => ({ ...record, state: { ...record.state, canPause: false } }));
    },
    async continue(by) {
      if (pausedBy === null) refuse('The run is not paused.');
      pausedBy = null;
      if (held === null) return view.change((record) => ({ ...record, state: { ...record.state, canPause: true } }));
      held = null;
      await write({ type: 'continued', by });
      goOn();
    },
    checkAnswer,
    async answer({ stepId, value, note, by }) {
      checkAnswer(stepId, value);
      isAnswering = true;
      try {
        await write({ type: 'answer', step: stepId, value, note, by });
        goOn();
      } finally {
        isAnswering = false;
      }
    },
  };
}
