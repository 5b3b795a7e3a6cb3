// `marsad run <runbook> k=v…`: plans, asks for what must be confirmed, runs, and ends with the run's own status.

import type { Command } from 'commander';
import { createInterface } from 'node:readline/promises';
import { AppError } from '../../../shared/errors.ts';
import type { RunbookInfo, RunState } from '../../../shared/model/run.ts';
import { formatDuration, say } from '../../../shared/text.ts';
import { exitCodeOfRun } from '../exit-codes.ts';
import { bytes, count, duration } from '../figures.ts';
import { followRun } from '../follow-run.ts';
import { makePlan, type MadePlan } from '../make-plan.ts';
import { planLines } from '../plan-view.ts';
import { printable, style } from '../printer.ts';
import { addCommonOptions, runWithApp, type AppSession, type CommonOptions } from '../session.ts';
import { section } from '../table.ts';

const RUN_HELP = `
Parameters are name=value. The plan and the steps are told on stderr, the result on stdout.
Exit codes: 0 done, 2 bad input, 3 blocked by a precondition, 4 failed, 5 cancelled.
Ctrl-C cancels where that is safe; a second one leaves at once, and the run can be resumed in the console.

JSON (--json):
  runId, runbookId, profileId, title, status ("done" | "blocked" | "failed" | "cancelled" | "interrupted"),
  startedMs, endedMs, tookMs, operator, reason, planHash
  steps[]: id, title, status, startedMs, endedMs, reading (or null)
  measures[]: name, label, value, unit ("ms" | "bytes" | "count")
  error: null or {code, message, hint, retryable, details}`;

interface RunOptions extends CommonOptions {
  readonly confirm?: string;
  readonly reason: string;
  readonly planHash?: string;
}

export function registerRun(program: Command): void {
  addCommonOptions(program.command('run <runbook> [parameters...]'))
    .description('run a runbook: plan, confirm, act, verify')
    .option(
      '--confirm <target>',
      "the profile's name; needed on production profiles, and leaves read-only for this run",
    )
    .option('--reason <text>', 'why; written into the audit log', '')
    .option('--plan-hash <hash>', 'only run when the plan is this one')
    .addHelpText('after', RUN_HELP)
    .action((runbookId: string, parameters: readonly string[], options: RunOptions) =>
      runWithApp(options, async (session) => {
        const made = await makePlan(session, runbookId, parameters);
        if (!session.printer.isJson || made.view.blocked)
          for (const line of planLines(made.view)) session.printer.note(line);
        refuseWhatCannotRun(made, options);
        const runId = await start(session, made, options);
        const view = runView(await followRun(session, runId, made.runbook), made.runbook);
        session.printer.result(view, () => runLines(view));
        return exitCodeOfRun(view.status);
      }),
    );
}

function refuseWhatCannotRun({ view }: MadePlan, { planHash, confirm }: RunOptions): void {
  const failing = view.steps.find(({ reading }) => reading?.ok === false);
  if (view.blocked) {
    throw new AppError('blocked', failing ? `${failing.title}: ${failing.reading?.text}` : 'A check blocks this run.', {
      hint: 'Nothing was changed.',
    });
  }
  if (planHash !== undefined && planHash !== view.planHash) {
    throw new AppError('conflict', 'The plan is no longer the one that was named.', {
      hint: `It is now ${view.planHash}. Look at it with \`marsad plan\`.`,
    });
  }
  if (confirm !== undefined && confirm !== view.target) {
    throw new AppError('bad_request', `The confirmation ${confirm} is not the name of this profile.`, {
      hint: `This would run on ${view.target}.`,
    });
  }
}

async function start(
  { app, signal }: AppSession,
  { plan, runbook, chosen }: MadePlan,
  options: RunOptions,
): Promise<string> {
  const { id: profileId, environment } = chosen.profile;
  const mustConfirm = runbook.effect !== 'read' && (environment === 'production' || chosen.readOnly);
  const confirmation = options.confirm ?? (mustConfirm ? await askConfirmation(plan.target, signal) : '');
  if (mustConfirm && chosen.readOnly) {
    await app.call('profiles.setReadOnly', { profileId, readOnly: false, confirmation }, { signal });
  }
  const { runId } = await app.call(
    'runbooks.start',
    {
      profileId,
      runbookId: plan.runbookId,
      parameters: { ...plan.parameters },
      planHash: plan.hash,
      confirmation,
      reason: options.reason,
    },
    { signal },
  );
  return runId;
}

async function askConfirmation(target: string, signal: AbortSignal): Promise<string> {
  const missing = new AppError('bad_request', `This changes ${target}, which must be confirmed.`, {
    hint: `Add --confirm '${target}'.`,
  });
  if (!process.stdin.isTTY || !process.stderr.isTTY) throw missing;
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  reader.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    const typed = await reader.question(`Type ${target} to start: `, { signal });
    if (typed.trim() !== target) throw missing;
    return typed.trim();
  } finally {
    reader.close();
  }
}

type RunResult = ReturnType<typeof runView>;

export function runView({ run, plan, steps, measures }: RunState, { texts }: RunbookInfo) {
  const titles = new Map(plan.steps.map(({ id, title }) => [id, say(texts.en, title)]));
  return {
    runId: run.id,
    runbookId: run.runbookId,
    profileId: run.profileId,
    title: say(texts.en, run.title),
    status: run.status,
    startedMs: run.startedMs,
    endedMs: run.endedMs,
    tookMs: run.endedMs === null ? null : run.endedMs - run.startedMs,
    operator: run.operator,
    reason: run.reason,
    planHash: run.planHash,
    steps: Object.values(steps)
      .sort((a, b) => a.index - b.index)
      .map(({ id, status, startedMs, endedMs, reading }) => ({
        id,
        title: titles.get(id) ?? id,
        status,
        startedMs,
        endedMs,
        reading: reading === null ? null : say(texts.en, reading),
      })),
    measures: Object.entries(measures).map(([name, { label, value, unit }]) => ({
      name,
      label: say(texts.en, label),
      value,
      unit,
    })),
    error: run.error,
  };
}

function runLines(view: RunResult): string[] {
  const words = { ms: duration, bytes, count } as const;
  const status = view.status === 'done' ? style('green', 'Done') : style('red', view.status);
  return [
    `${status}: ${printable(view.title)}${view.tookMs === null ? '' : ` in ${formatDuration(view.tookMs)}`}  ${style('dim', view.runId)}`,
    ...section(
      'Measured',
      view.measures.map(({ label, value, unit }) => `${printable(label)}: ${words[unit](value)}`),
    ),
    ...(view.error === null
      ? []
      : [printable(view.error.message), ...(view.error.hint === undefined ? [] : [`  ${printable(view.error.hint)}`])]),
  ];
}
