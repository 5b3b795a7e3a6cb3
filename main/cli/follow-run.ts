// Watches a run and tells each step as it changes, to its end, or to where a script must answer. On a terminal manual steps are
// asked for. Ctrl-C asks the engine to stop where that is safe.

import type { Progress, ProgressPart, RunbookInfo, RunState, RunStep } from '../../shared/model/run.ts';
import { AppError } from '../../shared/errors.ts';
import { formatBytes, formatDuration, say } from '../../shared/text.ts';
import { askStep, canAsk, howToAnswer, stepLines, type StepAnswer } from './ask-step.ts';
import { count } from './figures.ts';
import { printable, printableLines, style, type Printer, type Style } from './printer.ts';
import type { AppSession } from './session.ts';

/** For a step whose answer is known before it is asked. */
export interface GivenAnswer extends StepAnswer {
  readonly stepId: string;
}

/**
 * Resolves with the run's last state, whatever its status. `waiting`: nobody is here to ask; when this process ends, the run is
 * interrupted there, and an answer goes on with it.
 */
export function followRun(
  { app, printer, signal }: AppSession,
  runId: string,
  runbook: RunbookInfo,
  given?: GivenAnswer,
): Promise<RunState> {
  return new Promise((resolve, reject) => {
    const tellSteps = createStepTeller(printer, runbook);
    let last: RunState | undefined;
    let asked: { readonly stepId: string; readonly question: AbortController } | null = null;

    const onCancel = (): void => {
      asked?.question.abort();
      const waits = last?.canCancel === false ? ' after the step that is running, which cannot be left half-done' : '';
      printer.note(
        `Cancelling: the run stops where it is safe${waits}. Ctrl-C again leaves at once; the run is then interrupted, and \`marsad runs ways ${runId}\` shows how it can end.`,
      );
      app.call('runs.cancel', { runId }).catch((error: unknown) => printer.error(error as AppError));
    };
    const finish = (end: () => void): void => {
      signal.removeEventListener('abort', onCancel);
      asked?.question.abort();
      printer.progress(null);
      stop();
      end();
    };

    async function answer(state: RunState, stepId: string, question: AbortController): Promise<void> {
      const said = given?.stepId === stepId ? given : await askStep({ printer }, state, runbook, question.signal);
      if (said === null) return;
      const { profileId } = state.run;
      await app.call('runs.answer', { profileId, runId, stepId, answer: said.answer, note: said.note });
    }

    /** True when nobody is here who could answer. */
    function mustLeave(state: RunState): boolean {
      const stepId = state.waitingFor;
      if (asked?.stepId !== stepId) {
        asked?.question.abort();
        asked = null;
      }
      if (stepId === null || asked !== null || signal.aborted) return false;
      if (given?.stepId !== stepId && !canAsk()) {
        for (const line of [...stepLines(state, runbook), howToAnswer(state)]) printer.note(line);
        return true;
      }
      const question = new AbortController();
      asked = { stepId, question };
      answer(state, stepId, question).catch((error: unknown) => finish(() => reject(error)));
      return false;
    }

    const stop = app.watch(
      'run.watch',
      { runId },
      {
        onState(state) {
          last = state;
          tellSteps(state);
          const isOver = state.run.endedMs !== null || state.run.status === 'interrupted';
          if (isOver || mustLeave(state)) finish(() => resolve(state));
        },
        onEnd: (error) =>
          finish(() => reject(error ?? new AppError('unreachable', `The run ${runId} is no longer told.`))),
      },
    );
    if (signal.aborted) onCancel();
    else signal.addEventListener('abort', onCancel, { once: true });
  });
}

const STATUS_WORDS: Readonly<Partial<Record<RunStep['status'], readonly [string, Style]>>> = {
  done: ['done', 'green'],
  failed: ['failed', 'red'],
  skipped: ['skipped', 'dim'],
  'not-done': ['not done', 'yellow'],
  unknown: ['unknown', 'yellow'],
};

const READING_INDENT = ' '.repeat(12);

/** Tells each step once when it ends, and the running one as progress. */
function createStepTeller(printer: Printer, { texts }: RunbookInfo): (state: RunState) => void {
  const told = new Map<string, RunStep['status']>();

  return ({ steps, plan, waitingFor }) => {
    const titles = new Map(plan.steps.map(({ id, title }) => [id, printable(say(texts.en, title))]));
    for (const step of Object.values(steps).sort((a, b) => a.index - b.index)) {
      const title = titles.get(step.id) ?? step.id;
      const words = STATUS_WORDS[step.status];
      if (words && told.get(step.id) !== step.status) {
        told.set(step.id, step.status);
        const took =
          step.startedMs !== null && step.endedMs !== null
            ? style('dim', `  ${formatDuration(step.endedMs - step.startedMs)}`, process.stderr)
            : '';
        const reading = step.reading === null ? '' : `  ${printableLines(say(texts.en, step.reading), READING_INDENT)}`;
        printer.note(`${style(words[1], words[0].padEnd(8), process.stderr)}  ${title}${reading}${took}`);
      }
      if (step.status === 'running' && step.id !== waitingFor)
        printer.progress(`running   ${title}${progressWords(step.progress)}`);
    }
  };
}

const PARTS_IN_A_LINE = 3;

/** `shop.orders 45 %` */
function partWords({ name, done, total }: ProgressPart): string {
  return total === null || total === 0 ? printable(name) : `${printable(name)} ${Math.floor((done / total) * 100)} %`;
}

/** `  412 MB of 1.9 GB, 38 MB/s, 40 s left` */
export function progressWords(progress: Progress | null): string {
  if (progress === null) return '';
  const amount = (value: number): string => (progress.unit === 'bytes' ? formatBytes(value) : count(Math.round(value)));
  const unit = progress.unit === 'bytes' ? '' : progress.unit === 'percent' ? ' %' : ` ${progress.unit}`;
  const total = progress.total === null || progress.unit === 'percent' ? '' : ` of ${amount(progress.total)}`;
  const parts = [
    `${amount(progress.done)}${total}${unit}`,
    ...(progress.perSecond === null ? [] : [`${amount(progress.perSecond)}/s`]),
    ...(progress.remainingMs === null ? [] : [`${formatDuration(progress.remainingMs)} left`]),
  ];
  const underWay = (progress.parts ?? []).slice(0, PARTS_IN_A_LINE).map(partWords);
  return `  ${[...parts, ...underWay].join(', ')}`;
}
