// `marsad runs`: the runs there were and are, their reports, and what operators do to one that goes on.

import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { say } from '../../../shared/text.ts';
import { RUN_TEXTS } from '../../../shared/texts/run-texts.ts';
import { AppError } from '../../../shared/errors.ts';
import { dateTime } from '../figures.ts';
import { runStateOf, summaryOf, textsOf } from '../known-run.ts';
import { printable } from '../printer.ts';
import { RUN_JSON, runView, wholeRunLines } from '../run-view.ts';
import { addCommonOptions, runWithApp, stateOf, type AppSession, type CommonOptions } from '../session.ts';
import { table } from '../table.ts';
import { registerWays } from './runs-ways.ts';

const RUNS_JSON = `
JSON (--json):
  list, a list: [].runId, runbookId, profileId, title, status, startedMs, endedMs, operator, dryRun
  show, answer, resume, undo, stop:${RUN_JSON}
  ways: runId, readAtMs, serversRead, ways[]: way ("resume" | "undo" | "stop"), possible, reason, hash,
        steps[]: stepId, title, does ("run" | "is-done" | "clean" | "stays" | "unknown"), detail (or null)`;

export function registerRuns(program: Command): void {
  const runs = program
    .command('runs')
    .description('runs: list, report, go on, undo, stop')
    .addHelpText('after', RUNS_JSON);
  addCommonOptions(runs.command('list', { isDefault: true }))
    .description('the newest runs')
    .option('--count <n>', 'how many', '20')
    .action((options: CommonOptions & { readonly count: string }) =>
      runWithApp(options, (session) => listRuns(session, Number(options.count))),
    );
  addCommonOptions(runs.command('show <run>'))
    .description('every step of a run, with notes and answers')
    .action((runId: string, options: CommonOptions) => runWithApp(options, (session) => showRun(session, runId)));
  addCommonOptions(runs.command('report <run>'))
    .description('the run as a document for a change ticket')
    .option('--format <format>', 'markdown or pdf', 'markdown')
    .requiredOption('--out <file>', 'where to write it')
    .action((runId: string, options: CommonOptions & { readonly format: string; readonly out: string }) =>
      runWithApp(options, (session) => report(session, runId, options)),
    );
  registerHands(runs);
  registerWays(runs);
}

/** A run is reached wherever on this machine it goes on: in the desktop, another terminal, a schedule. */
function registerHands(runs: Command): void {
  const simple = (name: 'cancel' | 'pause', description: string, done: string): void => {
    addCommonOptions(runs.command(`${name} <run>`))
      .description(description)
      .action((runId: string, options: CommonOptions) =>
        runWithApp(options, async ({ app, printer, signal }) => {
          await app.call(`runs.${name}`, { runId }, { signal });
          printer.result({ runId }, () => [done]);
        }),
      );
  };
  simple('cancel', 'stop a run where that is safe', 'It stops where that is safe.');
  simple('pause', 'wait after the step that is running now', 'It waits after the step that is running.');
  addCommonOptions(runs.command('continue <run>'))
    .description('let a paused run go on')
    .action((runId: string, options: CommonOptions) =>
      runWithApp(options, async (session) => {
        const { profileId } = await summaryOf(session, runId);
        await session.app.call('runs.continue', { profileId, runId }, { signal: session.signal });
        session.printer.result({ runId }, () => ['It goes on.']);
      }),
    );
  addCommonOptions(runs.command('note <run> <text>'))
    .description('write something down, beside the run or one of its steps')
    .option('--step <step>', 'the step it is about')
    .action((runId: string, text: string, options: CommonOptions & { readonly step?: string }) =>
      runWithApp(options, async ({ app, printer, signal }) => {
        await app.call('runs.note', { runId, stepId: options.step ?? null, text }, { signal });
        printer.result({ runId }, () => ['Noted.']);
      }),
    );
  addCommonOptions(runs.command('hand-over <run> <operator>'))
    .description('from now on another operator acts')
    .option('--note <text>', 'what they must know', '')
    .action((runId: string, to: string, options: CommonOptions & { readonly note: string }) =>
      runWithApp(options, async ({ app, printer, signal }) => {
        await app.call('runs.handOver', { runId, to, note: options.note }, { signal });
        printer.result({ runId }, () => [`Handed over to ${printable(to)}.`]);
      }),
    );
}

async function listRuns(session: AppSession, most: number): Promise<void> {
  const texts = await allTexts(session);
  const { runs } = await stateOf(session, 'runs.watch', {});
  const newest = Object.values(runs)
    .sort((a, b) => b.startedMs - a.startedMs)
    .slice(0, most)
    .map(({ id, runbookId, profileId, title, status, startedMs, endedMs, operator, dryRun }) => ({
      runId: id,
      runbookId,
      profileId,
      title: say(texts.get(runbookId) ?? RUN_TEXTS.en, title),
      status,
      startedMs,
      endedMs,
      operator,
      dryRun,
    }));
  session.printer.result(newest, () =>
    newest.length === 0
      ? ['There were no runs yet.']
      : table(
          [{ title: 'run' }, { title: 'status' }, { title: 'began' }, { title: 'operator' }, { title: 'what' }],
          newest.map(({ runId, status, dryRun, startedMs, operator, runbookId, profileId }) => [
            runId,
            dryRun ? `${status} (dry)` : status,
            dateTime(startedMs),
            printable(operator),
            printable(`${runbookId} on ${profileId}`),
          ]),
        ),
  );
}

async function showRun(session: AppSession, runId: string): Promise<void> {
  const view = runView(await runStateOf(session, runId), await textsOf(session, runId));
  session.printer.result(view, () => wholeRunLines(view));
}

async function report(
  { app, printer, signal }: AppSession,
  runId: string,
  { format, out }: { readonly format: string; readonly out: string },
): Promise<void> {
  if (format !== 'markdown' && format !== 'pdf') {
    throw new AppError('bad_request', `${format} is not a format.`, { hint: 'There are markdown and pdf.' });
  }
  const document = await app.call('runs.report', { runId, format }, { signal });
  try {
    await writeFile(out, Buffer.from(document.content, document.encoding));
  } catch (cause) {
    throw new AppError('bad_request', `${out} cannot be written.`, { cause });
  }
  printer.result({ file: out, mediaType: document.mediaType }, () => [`Written to ${out}.`]);
}

async function allTexts({ app, signal }: AppSession) {
  const runbooks = await app.call('runbooks.list', {}, { signal });
  return new Map(runbooks.map(({ id, texts }) => [id, texts.en]));
}
