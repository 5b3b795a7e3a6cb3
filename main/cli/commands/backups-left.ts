// `marsad backups left`: what restores have left on the servers of MongoDB, and the commands that go on with it.

import type { Command } from 'commander';
import type { LeftCollections, RestoreLeft } from '../../../shared/model/restored.ts';
import { connectProfile } from '../choose-profile.ts';
import { bytes, count, dateTime } from '../figures.ts';
import { printable } from '../printer.ts';
import { addCommonOptions, runWithApp, type CommonOptions } from '../session.ts';
import { section, table } from '../table.ts';

const LEFT_JSON = `
JSON (--json): a list of
  id, made: null or {set, momentMs, atMs, by}, databases[], canCutOver, canCutBack,
  beside and kept: {collections, documents, sizeBytes}   (restored and not in place; those that were there before)`;

export function registerLeft(backups: Command): void {
  addCommonOptions(backups.command('left'))
    .description('what restores have left on MongoDB: collections beside, old ones that are kept')
    .addHelpText('after', LEFT_JSON)
    .action((_: CommonOptions, command: Command) =>
      runWithApp(command.optsWithGlobals<CommonOptions>(), async (session) => {
        const { profile } = await connectProfile(session);
        const left = await session.app.call('backups.restoresLeft', { profileId: profile.id });
        session.printer.result(left, () => leftLines(left));
      }),
    );
}

function leftLines(left: readonly RestoreLeft[]): string[] {
  if (left.length === 0) return ['No restore has left anything on these servers.'];
  const rows = left.map(({ id, made, databases, beside, kept }) => [
    id,
    made === null ? 'unfinished, or by an older version' : dateTime(made.momentMs),
    databases.map(printable).join(', '),
    figures(beside),
    figures(kept),
  ]);
  const columns = ['RESTORE', 'AS OF', 'DATABASES', 'NOT IN PLACE', 'OLD ONES KEPT'].map((title) => ({ title }));
  return [...section('What restores have left', table(columns, rows)), ...left.flatMap(nextLines)];
}

function figures({ collections, documents, sizeBytes }: LeftCollections): string {
  return collections === 0 ? '–' : `${count(collections)} (${count(documents)} documents, ${bytes(sizeBytes)})`;
}

function nextLines({ id, canCutOver, canCutBack }: RestoreLeft): string[] {
  return [
    ...(canCutOver ? [`\`marsad plan backup.cut-over restored=${id}\` puts it in place`] : []),
    ...(canCutBack ? [`\`marsad plan backup.cut-back restored=${id}\` puts back what was there before`] : []),
    `\`marsad plan backup.release restored=${id} what=all\` shows what would be dropped, \`marsad run … typed=${id}\` drops it`,
  ];
}
