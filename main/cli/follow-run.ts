// Watches a run to its end and tells each step as it changes. Ctrl-C asks the engine to stop where that is safe.

import type { Progress, RunbookInfo, RunState, RunStep } from '../../shared/model/run.ts';
import { AppError } from '../../shared/errors.ts';
import { formatBytes, formatDuration, say } from '../../shared/text.ts';
import { count } from './figures.ts';
import { printable, style, type Printer, type Style } from './printer.ts';
import type { AppSession } from './session.ts';

/** Resolves with the run's last state, whatever its status. */
export function followRun(
  { app, printer, signal }: AppSession,
  runId: string,
  runbook: RunbookInfo,
): Promise<RunState> {
  return new Promise((resolve, reject) => {
    const tellSteps = createStepTeller(printer, runbook);
    let last: RunState | undefined;

    const onCancel = (): void => {
      const waits = last?.canCancel === false ? ' after the step that is running, which cannot be left half-done' : '';
      printer.note(
        `Cancelling: the run stops where it is safe${waits}. Ctrl-C again leaves at once; the run is then interrupted and can be resumed in the console.`,
      );
      app.call('runs.cancel', { runId }).catch((error: unknown) => printer.error(error as AppError));
    };
    const finish = (end: () => void): void => {
      signal.removeEventListener('abort', onCancel);
      printer.progress(null);
      stop();
      end();
    };
    const stop = app.watch(
      'run.watch',
      { runId },
      {
        onState(state) {
          last = state;
          tellSteps(state);
          if (state.run.endedMs !== null || state.run.status === 'interrupted') finish(() => resolve(state));
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

/** Tells each step once when it ends, and the running one as progress. */
function createStepTeller(printer: Printer, { texts }: RunbookInfo): (state: RunState) => void {
  const told = new Map<string, RunStep['status']>();

  return ({ steps, plan }) => {
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
        const reading = step.reading === null ? '' : `  ${printable(say(texts.en, step.reading))}`;
        printer.note(`${style(words[1], words[0].padEnd(8), process.stderr)}  ${title}${reading}${took}`);
      }
      if (step.status === 'running') printer.progress(`running   ${title}${progressWords(step.progress)}`);
    }
  };
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
  return `  ${parts.join(', ')}`;
}
