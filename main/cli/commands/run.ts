// `marsad run <runbook> k=v…`: plans, asks for what must be confirmed, runs, and ends with the run's own status.

import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { AppError } from '../../../shared/errors.ts';
import { confirmTarget } from '../confirm-target.ts';
import { exitCodeOfRun } from '../exit-codes.ts';
import { followRun } from '../follow-run.ts';
import { makePlan, type MadePlan } from '../make-plan.ts';
import { planLines } from '../plan-view.ts';
import { RUN_JSON, runLines, runView } from '../run-view.ts';
import { addCommonOptions, runWithApp, type AppSession, type CommonOptions } from '../session.ts';
import { addTakeOver, takeOverOf, type TakeOverOption } from '../take-over.ts';

const RUN_HELP = `
Parameters are name=value. The plan and the steps are told on stderr, the result on stdout.
Exit codes: 0 done, 2 bad input, 3 blocked by a precondition, 4 failed, 5 cancelled, 6 waits for an answer.
Steps done by hand are asked for on a terminal. A script ends with 6: \`marsad runs answer\` goes on.
Ctrl-C cancels where that is safe; a second one leaves at once, and \`marsad runs ways\` shows how the run can end.

JSON (--json):${RUN_JSON}`;

interface RunOptions extends CommonOptions, TakeOverOption {
  readonly confirm?: string;
  readonly reason: string;
  readonly planHash?: string;
  readonly dryRun?: boolean;
  readonly approval?: string;
  readonly from?: string;
}

export function registerRun(program: Command): void {
  addTakeOver(addCommonOptions(program.command('run <runbook> [parameters...]')))
    .description('run a runbook: plan, confirm, act, verify')
    .option(
      '--confirm <target>',
      "the profile's name; needed on production profiles, and leaves read-only for this run",
    )
    .option('--reason <text>', 'why; written into the audit log, and needed to change a production profile', '')
    .option('--plan-hash <hash>', 'only run when the plan is this one')
    .option('--dry-run', 'read the checks, look at what would be done, and send nothing that changes anything')
    .option('--approval <file>', "a second person's approval of this very plan")
    .option('--from <step>', 'run again from here: earlier acts and manual steps are left out, checks are not')
    .addHelpText('after', RUN_HELP)
    .action((runbookId: string, parameters: readonly string[], options: RunOptions) =>
      runWithApp(options, async (session) => {
        const made = await makePlan(session, runbookId, parameters, options.from);
        if (!session.printer.isJson || made.view.blocked)
          for (const line of planLines(made.view)) session.printer.note(line);
        refuseWhatCannotRun(made, options);
        const runId = await start(session, made, options);
        const view = runView(await followRun(session, runId, made.runbook), made.runbook.texts);
        session.printer.result(view, () => runLines(view));
        return exitCodeOfRun(view.status);
      }),
    );
}

function refuseWhatCannotRun({ view }: MadePlan, { planHash }: RunOptions): void {
  const failing = view.steps.filter(({ reading }) => reading?.ok === false);
  if (view.blocked) {
    const reasons = failing.map(({ title, reading }) => `${title}: ${reading?.text}`);
    throw new AppError('blocked', reasons.join('; ') || 'A check blocks this run.', { hint: 'Nothing was changed.' });
  }
  if (planHash !== undefined && planHash !== view.planHash) {
    throw new AppError('conflict', 'The plan is no longer the one that was named.', {
      hint: `It is now ${view.planHash}. Look at it with \`marsad plan\`.`,
    });
  }
}

async function start(session: AppSession, { plan, runbook, chosen }: MadePlan, options: RunOptions): Promise<string> {
  const { app, signal } = session;
  const dryRun = options.dryRun ?? false;
  const approval = options.approval === undefined ? null : await readApproval(options.approval);
  const confirmation = await confirmTarget(session, chosen, dryRun ? 'read' : runbook.effect, options);
  const { runId } = await app.call(
    'runbooks.start',
    {
      profileId: chosen.profile.id,
      runbookId: plan.runbookId,
      parameters: { ...plan.parameters },
      from: plan.from,
      planHash: plan.hash,
      confirmation,
      reason: options.reason,
      approval,
      dryRun,
      takeOver: takeOverOf(options),
    },
    { signal },
  );
  return runId;
}

async function readApproval(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new AppError('bad_request', `The approval file ${file} cannot be read.`, { cause });
  }
}
