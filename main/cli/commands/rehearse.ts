// `marsad rehearse <runbook> k=v…`: runs it first on a lab shaped like the profile, and compares the two plans.

import type { Command } from 'commander';
import { AppError } from '../../../shared/errors.ts';
import type { RehearsalState } from '../../../shared/model/rehearsal.ts';
import type { RunbookInfo } from '../../../shared/model/run.ts';
import { formatDuration, say } from '../../../shared/text.ts';
import { sayServer } from '../../../shared/texts/server-texts.ts';
import { connectProfile } from '../choose-profile.ts';
import { EXIT, exitCodeOfRun, type ExitCode } from '../exit-codes.ts';
import { bytes, count, duration } from '../figures.ts';
import { parseParameters } from '../parameters.ts';
import { printable, style } from '../printer.ts';
import { addCommonOptions, runWithApp, type AppSession, type CommonOptions } from '../session.ts';
import { section } from '../table.ts';

const REHEARSE_HELP = `
Starts throw-away servers of the same shape on this machine, runs the runbook there, and takes them away again. The profile's own
servers are only read. Steps done by hand are answered by themselves; commands and HTTP calls are left out.
Exit codes: 0 it ran through and the plans are the same, 2 bad input, 3 a check blocks on the lab, or the plans differ, 4 failed,
5 cancelled.

JSON (--json):
  runbookId, profileId, status, result (a run's status, or null), tookMs, error, notes[],
  phases[]: id, status, tookMs    differences[]: kind, stepId, target[], lab[]
  measures[]: name, label, value, unit`;

interface RehearseOptions extends CommonOptions {
  readonly largest?: boolean;
}

export function registerRehearse(program: Command): void {
  addCommonOptions(program.command('rehearse <runbook> [parameters...]'))
    .description('run a runbook on a lab shaped like the profile, and compare the plans')
    .option('--largest', 'take the largest possible lab where the profile is larger')
    .addHelpText('after', REHEARSE_HELP)
    .action((runbookId: string, words: readonly string[], options: RehearseOptions) =>
      runWithApp(options, async (session) => {
        const { app, printer, signal } = session;
        const runbooks = await app.call('runbooks.list', {}, { signal });
        const runbook = runbooks.find(({ id }) => id === runbookId);
        if (!runbook)
          throw new AppError('not_found', `There is no runbook ${runbookId}.`, {
            hint: `There are: ${runbooks.map(({ id }) => id).join(', ')}.`,
          });
        const parameters = parseParameters(words, runbook);
        const { profile } = await connectProfile(session);
        const order = { profileId: profile.id, runbookId, parameters, largest: options.largest === true };
        const { rehearsalId } = await app.call('rehearsals.start', order, { signal });
        const state = await followRehearsal(session, rehearsalId);
        const view = rehearsalView(state, runbook);
        printer.result(view, () => rehearsalLines(view));
        return exitCodeOf(state);
      }),
    );
}

function exitCodeOf({ rehearsal, labPlan, differences }: RehearsalState): ExitCode {
  if (rehearsal.status === 'cancelled') return EXIT.cancelled;
  if (rehearsal.status === 'failed') return EXIT.failed;
  if (rehearsal.result === null || labPlan?.blocked) return EXIT.blocked;
  const code = exitCodeOfRun(rehearsal.result);
  return code === EXIT.done && Object.keys(differences).length > 0 ? EXIT.blocked : code;
}

/** Tells each phase as it ends. Ctrl-C cancels; the lab is taken away before this resolves. */
function followRehearsal({ app, printer, signal }: AppSession, rehearsalId: string): Promise<RehearsalState> {
  return new Promise((resolve, reject) => {
    const told = new Set<string>();
    const onCancel = (): void => {
      printer.note('Cancelling: the lab is taken away.');
      app.call('rehearsals.cancel', { rehearsalId }).catch(reject);
    };
    const stop = app.watch(
      'rehearsal.watch',
      { rehearsalId },
      {
        onState(state) {
          for (const { id, status, startedMs, endedMs, detail } of Object.values(state.phases)) {
            if (status === 'running') printer.progress(`${id.padEnd(8)}  ${detail ?? ''}`);
            if (endedMs === null || startedMs === null || told.has(id)) continue;
            told.add(id);
            printer.note(
              `${id.padEnd(8)}  ${status}  ${style('dim', formatDuration(endedMs - startedMs), process.stderr)}`,
            );
          }
          if (state.rehearsal.status === 'running') return;
          signal.removeEventListener('abort', onCancel);
          stop();
          resolve(state);
        },
        onEnd: (error) => reject(error ?? new AppError('unreachable', 'The rehearsal is no longer told.')),
      },
    );
    if (signal.aborted) onCancel();
    else signal.addEventListener('abort', onCancel, { once: true });
  });
}

type RehearsalView = ReturnType<typeof rehearsalView>;

function rehearsalView({ rehearsal, phases, differences, notes, measures }: RehearsalState, { texts }: RunbookInfo) {
  const { runStartedMs, runEndedMs } = rehearsal;
  return {
    runbookId: rehearsal.runbookId,
    profileId: rehearsal.profileId,
    status: rehearsal.status,
    result: rehearsal.result,
    tookMs: runStartedMs === null || runEndedMs === null ? null : runEndedMs - runStartedMs,
    error: rehearsal.error ?? rehearsal.runError,
    notes: notes.map((note) => sayServer(note)),
    phases: Object.values(phases).map(({ id, status, startedMs, endedMs }) => ({
      id,
      status,
      tookMs: startedMs === null || endedMs === null ? null : endedMs - startedMs,
    })),
    differences: Object.values(differences).map(({ kind, stepId, target, lab }) => ({ kind, stepId, target, lab })),
    measures: Object.entries(measures).map(([name, { label, value, unit }]) => ({
      name,
      label: say(texts.en, label),
      value,
      unit,
    })),
  };
}

function rehearsalLines(view: RehearsalView): string[] {
  const words = { ms: duration, bytes, count } as const;
  const result = view.status === 'done' ? (view.result ?? 'blocked before it began') : view.status;
  const took = view.tookMs === null ? '' : ` in ${formatDuration(view.tookMs)}`;
  return [
    `${style(result === 'done' ? 'green' : 'red', 'On the lab')}: ${result}${took}`,
    ...(view.error === null
      ? []
      : [printable(view.error.message), ...(view.error.hint ? [`  ${printable(view.error.hint)}`] : [])]),
    ...(view.status === 'done' && view.differences.length === 0 ? ['The two plans are the same.'] : []),
    ...section(
      'Differences',
      view.differences.flatMap(({ kind, stepId, target, lab }) => [
        `${kind}${stepId === null ? '' : ` ${stepId}`}`,
        ...target.map((line) => `  target  ${printable(line)}`),
        ...lab.map((line) => `  lab     ${printable(line)}`),
      ]),
    ),
    ...section(
      'Measured',
      view.measures.map(({ label, value, unit }) => `${printable(label)}: ${words[unit](value)}`),
    ),
    ...section('The lab', view.notes.map(printable)),
  ];
}
