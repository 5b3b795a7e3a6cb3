// `marsad plan <runbook> k=v…`: reads the servers, changes nothing, and shows exactly what a run would do.

import type { Command } from 'commander';
import { EXIT } from '../exit-codes.ts';
import { PLAN_JSON, planLines } from '../plan-view.ts';
import { makePlan } from '../make-plan.ts';
import { addCommonOptions, runWithApp, type CommonOptions } from '../session.ts';

export function registerPlan(program: Command): void {
  addCommonOptions(program.command('plan <runbook> [parameters...]'))
    .description('what a runbook would do, command by command; changes nothing')
    .option('--from <step>', 'as if it were run again from there')
    .addHelpText('after', `\nParameters are name=value. Exit code 3: a check blocks.\n\nJSON (--json):${PLAN_JSON}`)
    .action((runbook: string, parameters: readonly string[], options: CommonOptions & { readonly from?: string }) =>
      runWithApp(options, async (session) => {
        const { view } = await makePlan(session, runbook, parameters, options.from);
        session.printer.result(view, () => [...planLines(view), 'Nothing was changed.']);
        return view.blocked ? EXIT.blocked : EXIT.done;
      }),
    );
}
