// `marsad runs ways | resume | undo | stop | answer`: how an interrupted run ends. What a command does is what its way says
// when it is shown; --hash makes sure of that between two commands.

import type { Command } from 'commander';
import { AppError } from '../../../shared/errors.ts';
import type { RunbookInfo, RunWay, RunWays } from '../../../shared/model/run.ts';
import { say, type Catalogue } from '../../../shared/text.ts';
import { connectProfile } from '../choose-profile.ts';
import { confirmTarget } from '../confirm-target.ts';
import { exitCodeOfRun, type ExitCode } from '../exit-codes.ts';
import { followRun, type GivenAnswer } from '../follow-run.ts';
import { runbookOf, runStateOf, summaryOf, textsOf } from '../known-run.ts';
import { printable, style } from '../printer.ts';
import { runLines, runView } from '../run-view.ts';
import { addCommonOptions, runWithApp, type AppSession, type CommonOptions } from '../session.ts';
import { section } from '../table.ts';
import { addTakeOver, takeOverOf, type TakeOverOption } from '../take-over.ts';

interface WayOptions extends CommonOptions, TakeOverOption {
  readonly reason: string;
  readonly hash?: string;
  readonly confirm?: string;
}

const WORDS: Readonly<Record<RunWay['way'], string>> = {
  resume: 'go on with an interrupted run where it stands',
  undo: 'end an interrupted run, or one that left something behind, and clean up',
  stop: 'end an interrupted run and leave everything as it is; touches no server',
};

export function registerWays(runs: Command): void {
  addCommonOptions(runs.command('ways <run>'))
    .description('ask the servers what an interrupted run has done, and how it could end')
    .action((runId: string, options: CommonOptions) =>
      runWithApp(options, async (session) => {
        const texts = await connectRun(session, runId);
        const view = waysView(await session.app.call('runs.ways', { runId }, { signal: session.signal }), texts);
        session.printer.result(view, () => view.ways.flatMap(wayLines));
      }),
    );
  for (const way of ['resume', 'undo', 'stop'] as const) {
    const command = withWayOptions(runs.command(`${way} <run>`));
    (way === 'stop' ? command : addTakeOver(command))
      .description(WORDS[way])
      .action((runId: string, options: WayOptions) =>
        runWithApp(options, (session) => goWay(session, runId, way, options)),
      );
  }
  addTakeOver(withWayOptions(runs.command('answer <run> <step> <answer>')))
    .description('answer the manual step a run waits at; an interrupted run goes on with it')
    .option('--note <text>', 'what was seen', '')
    .action((runId: string, stepId: string, answer: string, options: WayOptions & { readonly note: string }) =>
      runWithApp(options, (session) => answerRun(session, runId, { stepId, answer, note: options.note }, options)),
    );
}

function withWayOptions(command: Command): Command {
  return addCommonOptions(command)
    .option('--reason <text>', 'why; needed on production profiles', '')
    .option('--hash <hash>', 'only when the way is still this one (see `ways`)')
    .option('--confirm <target>', "the profile's name; needed on production profiles");
}

async function goWay(
  session: AppSession,
  runId: string,
  way: RunWay['way'],
  options: WayOptions,
  given?: GivenAnswer,
): Promise<ExitCode> {
  const { app, printer, signal } = session;
  const { profileId } = await summaryOf(session, runId);
  const texts = await connectRun(session, runId, way === 'stop' ? undefined : options);
  const { ways } = waysView(await app.call('runs.ways', { runId }, { signal }), texts);
  const shown = ways.find((candidate) => candidate.way === way)!;
  for (const line of wayLines(shown)) printer.note(line);
  const choice = { profileId, runId, hash: options.hash ?? shown.hash, reason: options.reason };
  if (way === 'stop') await app.call('runs.stop', choice, { signal });
  else await app.call(`runs.${way}`, { ...choice, takeOver: takeOverOf(options) }, { signal });
  if (shown.isOfDamagedRun) {
    printer.result({ runId, status: 'stopped' }, () => ['Stopped. The damaged journal is kept aside.']);
    return exitCodeOfRun('done');
  }
  const runbook = await runbookOf(session, runId);
  const isStopped = way === 'stop' || runbook === undefined;
  const state = isStopped ? await runStateOf(session, runId) : await followRun(session, runId, runbook, given);
  const view = runView(state, await textsOf(session, runId));
  printer.result(view, () => runLines(view));
  const isAsWanted = way === 'stop' ? view.status === 'stopped' : way === 'undo' && view.status === 'cancelled';
  return exitCodeOfRun(isAsWanted ? 'done' : view.status);
}

/** A run that goes on elsewhere is answered there; an interrupted one goes on here, to its end or its next question. */
async function answerRun(
  session: AppSession,
  runId: string,
  given: GivenAnswer,
  options: WayOptions,
): Promise<ExitCode> {
  const { profileId, status } = await summaryOf(session, runId);
  if (status === 'interrupted') return goWay(session, runId, 'resume', options, given);
  const { stepId, answer, note } = given;
  await session.app.call('runs.answer', { profileId, runId, stepId, answer, note }, { signal: session.signal });
  session.printer.result({ runId, stepId, answer }, () => ['Answered; the run goes on where it is.']);
  return exitCodeOfRun('done');
}

/** Connects the run's own profile. With `options` what changes it is confirmed too. Returns the words of its runbook. */
async function connectRun(session: AppSession, runId: string, options?: WayOptions): Promise<Catalogue> {
  const { profileId } = await summaryOf(session, runId);
  const runbook = await runbookOf(session, runId);
  try {
    const chosen = await connectProfile({ ...session, options: { ...session.options, profile: profileId } });
    if (options) await confirmTarget(session, chosen, effectOf(runbook), options);
  } catch (error) {
    const isGone = error instanceof AppError && (error.code === 'not_found' || error.code === 'unreachable');
    if (options || !isGone) throw error; // a run can be looked at and stopped although its servers are gone
  }
  return (await textsOf(session, runId)).en;
}

function effectOf(runbook: RunbookInfo | undefined): RunbookInfo['effect'] {
  return runbook?.effect ?? 'destroy';
}

function waysView({ ways, ...read }: RunWays, texts: Catalogue) {
  return {
    ...read,
    ways: ways.map(({ way, possible, reason, hash, steps }) => ({
      way,
      possible,
      reason: reason === null ? null : say(texts, reason),
      hash,
      isOfDamagedRun: ways.some((other) => other.reason?.key === 'engine.way.damaged'),
      steps: steps.map(({ stepId, title, does, detail }) => ({
        stepId,
        title: say(texts, title),
        does,
        detail: detail === null ? null : say(texts, detail),
      })),
    })),
  };
}

function wayLines({ way, possible, reason, steps, hash }: ReturnType<typeof waysView>['ways'][number]): string[] {
  const isEndOnly = way === 'undo' && possible && steps.every(({ does }) => does !== 'clean');
  const title = `${way}${possible ? (isEndOnly ? ' (ends the run)' : '') : ' (not possible)'}`;
  return [
    `${style('bold', title)}  ${printable(reason ?? '')}`,
    ...section(
      '',
      steps.map(({ does, title: step, detail }) =>
        printable(`${does.padEnd(8)}  ${step}${detail === null ? '' : ` (${detail})`}`),
      ),
    ).slice(1),
    style('dim', `  --hash ${hash}`),
    '',
  ];
}
