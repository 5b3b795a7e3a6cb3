// `marsad runbooks`: what can be done, and with which parameters.

import type { Command } from 'commander';
import type { RunbookInfo } from '../../../shared/model/run.ts';
import { say } from '../../../shared/text.ts';
import { usageOf } from '../parameters.ts';
import { style } from '../printer.ts';
import { addCommonOptions, runWithApp, type CommonOptions } from '../session.ts';

const RUNBOOKS_JSON = `
JSON (--json), a list:
  [].id, area ("redis" | "mongo" | "backup"), effect ("read" | "write" | "destroy"), title, summary, usage,
     fields[]: name, kind, required, label, help (or null), choices[] (or null), initial (or null)`;

export function registerRunbooks(program: Command): void {
  addCommonOptions(program.command('runbooks'))
    .description('the runbooks, with their parameters')
    .addHelpText('after', RUNBOOKS_JSON)
    .action((options: CommonOptions) =>
      runWithApp(options, async ({ app, printer, signal }) => {
        const view = (await app.call('runbooks.list', {}, { signal })).map(runbookView);
        printer.result(view, () =>
          view.flatMap(({ title, effect, usage, summary }) => [
            `${style('bold', title)}  ${style('dim', effect)}`,
            `  ${usage}`,
            `  ${style('dim', summary)}`,
            '',
          ]),
        );
      }),
    );
}

export function runbookView({ id, area, effect, texts, fields }: RunbookInfo) {
  return {
    id,
    area,
    effect,
    title: say(texts.en, { key: 'title' }),
    summary: say(texts.en, { key: 'summary' }),
    usage: usageOf(id, fields),
    fields: fields.map(({ name, kind, required, label, help, choices, initial }) => ({
      name,
      kind,
      required,
      label: say(texts.en, label),
      help: help === undefined ? null : say(texts.en, help),
      choices: choices?.map(({ value }) => value) ?? null,
      initial: initial ?? null,
    })),
  };
}
