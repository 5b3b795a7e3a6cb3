// `marsad backups`: the sets of every store, newest first, and what an interrupted backup left behind.

import type { Command } from 'commander';
import type { BackupsState } from '../../../shared/model/backup.ts';
import { bytes, count, dateTime } from '../figures.ts';
import { connectProfile } from '../choose-profile.ts';
import { printable, style } from '../printer.ts';
import { addCommonOptions, runWithApp, stateOf, type CommonOptions } from '../session.ts';
import { section, table } from '../table.ts';
import { registerCoverage } from './backups-coverage.ts';
import { registerSettings } from './backups-settings.ts';

const BACKUPS_JSON = `
JSON (--json):
  stores[]: id, kind (local, s3), place, freeBytes, trouble, unfinished[] (what interrupted backups and copies left),
            resumable[] (those that backup.copy can finish)
  sets[]: id, store, copies[]: {store, verified, proven}, profileId, startedMs, finishedMs, sizeBytes,
          mongo: null or {version, replicaSet, databases[], collections, documents, indexes},
          redis: null or {version, shards, keys, slotsCovered},
          verified: null or {atMs, ok, by, faults[]: {file, reason}},
          proven: null or {atMs, by, tookMs}    (restored and compared)`;

export function registerBackups(program: Command): void {
  const command = addCommonOptions(program.command('backups'))
    .enablePositionalOptions() // or what is said to a command below it would be taken as said to this one
    .description('backup sets: when, how large, what is inside, verified or not')
    .addHelpText('after', BACKUPS_JSON)
    .action((options: CommonOptions) =>
      runWithApp(options, async (session) => {
        const { profile } = await connectProfile(session);
        const isRead = ({ stores }: BackupsState): boolean => Object.keys(stores).length >= profile.stores.length;
        const view = backupsView(await stateOf(session, 'backups.watch', { profileId: profile.id }, isRead));
        session.printer.result(view, () => backupsLines(view));
      }),
    );
  registerCoverage(command);
  registerSettings(command);
}

type BackupsView = ReturnType<typeof backupsView>;

export function backupsView(state: BackupsState) {
  return {
    stores: Object.values(state.stores),
    sets: Object.values(state.sets).sort((a, b) => b.finishedMs - a.finishedMs),
  };
}

function backupsLines({ stores, sets }: BackupsView): string[] {
  const rows = sets.map((set) => [
    set.id,
    set.copies.map(({ store }) => printable(store)).join(' '),
    dateTime(set.finishedMs),
    bytes(set.sizeBytes),
    set.mongo === null ? '–' : `${count(set.mongo.documents)} documents`,
    set.redis === null ? '–' : `${count(set.redis.keys)} keys`,
    verifiedWord(set.verified),
    set.proven === null ? '–' : dateTime(set.proven.atMs),
  ]);
  return [
    ...stores.flatMap((store) => [
      `${style('bold', `Store ${printable(store.id)}`)}  ${printable(store.place)}${store.freeBytes === null ? '' : `, ${bytes(store.freeBytes)} free`}`,
      ...(store.trouble === null ? [] : [`  ${style('red', printable(store.trouble))}`]),
      ...store.unfinished.map((folder) => `  ${style('yellow', 'unfinished')}  ${printable(folder)}`),
    ]),
    '',
    ...(sets.length === 0
      ? ['No set yet: `marsad plan backup.take` shows how one is made.']
      : section(
          'Sets',
          table(
            [
              { title: 'SET' },
              { title: 'STORES' },
              { title: 'FINISHED' },
              { title: 'SIZE', align: 'right' },
              { title: 'MONGODB' },
              { title: 'REDIS' },
              { title: 'VERIFIED' },
              { title: 'RESTORED' },
            ],
            rows,
          ),
        )),
  ];
}

function verifiedWord(verified: BackupsView['sets'][number]['verified']): string {
  if (verified === null) return style('dim', 'never');
  return verified.ok
    ? `${style('green', 'ok')} ${dateTime(verified.atMs)}`
    : style('red', `damaged: ${verified.faults.length} files`);
}
