// `marsad backups remove`: what a backup or copy left unfinished goes from its store. The engine refuses complete sets.

import type { Command } from 'commander';
import { AppError } from '../../../shared/errors.ts';
import type { BackupsState, BackupStoreState } from '../../../shared/model/backup.ts';
import { connectProfile } from '../choose-profile.ts';
import { printable } from '../printer.ts';
import { addCommonOptions, runWithApp, stateOf, type CommonOptions } from '../session.ts';

interface RemoveOptions extends CommonOptions {
  readonly confirm: string;
  readonly store?: string;
}

export function registerRemove(backups: Command): void {
  addCommonOptions(backups.command('remove <unfinished>'))
    .description('remove an unfinished set for good; complete sets go by backup.retain')
    .requiredOption('--confirm <unfinished>', 'its name, as `marsad backups` lists it')
    .option('--store <id>', 'where several stores hold one of that name')
    .addHelpText('after', '\nJSON (--json): {removed: {store, name, sizeBytes}}')
    .action((name: string, _: RemoveOptions, command: Command) => {
      const options = command.optsWithGlobals<RemoveOptions>();
      return runWithApp(options, async (session) => {
        if (options.confirm !== name)
          throw new AppError('bad_request', `The confirmation is not the name of what is to go, ${printable(name)}.`);
        const { profile } = await connectProfile(session);
        const isRead = ({ stores }: BackupsState): boolean => Object.keys(stores).length >= profile.stores.length;
        const { stores } = await stateOf(session, 'backups.watch', { profileId: profile.id }, isRead);
        const store = holderOf(Object.values(stores), name, options.store);
        const { sizeBytes } = store.unfinished.find((each) => each.name === name)!;
        await session.app.call('backups.removeUnfinished', { profileId: profile.id, store: store.id, folder: name });
        const removed = { store: store.id, name, sizeBytes };
        session.printer.result({ removed }, () => [`${printable(name)} was removed from ${printable(store.id)}`]);
      });
    });
}

function holderOf(stores: readonly BackupStoreState[], name: string, wanted: string | undefined): BackupStoreState {
  const holders = stores.filter(
    ({ id, unfinished }) => (wanted ?? id) === id && unfinished.some((each) => each.name === name),
  );
  if (holders.length === 1) return holders[0]!;
  if (holders.length === 0)
    throw new AppError('not_found', `No store holds anything unfinished called “${printable(name)}”.`, {
      hint: '`marsad backups` lists what is unfinished.',
    });
  throw new AppError('bad_request', `Several stores hold “${printable(name)}”.`, {
    hint: `Name one: --store ${holders.map(({ id }) => id).join(' or --store ')}`,
  });
}
