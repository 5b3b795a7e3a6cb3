// `marsad backups`: the sets of every store, newest first, and what an interrupted backup left behind.

import type { Command } from 'commander';
import type { Slice } from '../../../shared/model/coverage.ts';
import type { Profile } from '../../../shared/model/profile.ts';
import { goes, retentionOf } from '../../../shared/retention.ts';
import { newestFirst, type BackupsState, type UnfinishedSet } from '../../../shared/model/backup.ts';
import { heldElsewhere, restorability, restorableFacts } from '../../../shared/model/restorable.ts';
import { bytes, count, dateTime, duration } from '../figures.ts';
import { connectProfile } from '../choose-profile.ts';
import { printable, style } from '../printer.ts';
import { addCommonOptions, runWithApp, stateOf, type CommonOptions } from '../session.ts';
import { section, table } from '../table.ts';
import { registerCoverage } from './backups-coverage.ts';
import { registerLeft } from './backups-left.ts';
import { registerRemove } from './backups-remove.ts';
import { registerSettings } from './backups-settings.ts';

const BACKUPS_JSON = `
JSON (--json):
  stores[]: id, kind (local, s3), place, freeBytes, trouble,
            unfinished[]: {name, setId, profileId (null: not noted), startedMs, lastWriteMs, sizeBytes,
                           goesOnBy (backup.copy, backup.resume or null),
                           holds: null or {redis: null or {shards, keys}, mongo: null or {collections, of, documents}},
                           stopped: null or {atMs, code, message, runId}}
  sets[]: id, store, copies[]: {store, verified, proven}, profileId, startedMs, finishedMs, sizeBytes,
          mongo: null or {version, replicaSet, databases[], collections, documents, indexes},
          redis: null or {version, shards, keys, slotsCovered},
          verified: null or {atMs, ok, by, faults[]: {file, reason}},
          proven: null or {atMs, by, tookMs}    (restored and compared)
          drill: null or {startedMs, endedMs, ok, by, runId, restoredMs, differences,
                 compared: {collections, documents, indexes, accounts, families, keys}}
  promise: null or {set, state (proven, stale, never, failed), momentMs, provenMs, tookMs, failedMs}, of the newest set
  lastProven: null or a set's id   heldElsewhere: null or {part (redis, mongo), set}: what the newest set does not hold
  pastTime: by store with a rule, the ids of the sets that backup.retain would remove`;

export function registerBackups(program: Command): void {
  const command = addCommonOptions(program.command('backups'))
    .description('backup sets: when, how large, what is inside, verified or not')
    .addHelpText('after', BACKUPS_JSON)
    .action((options: CommonOptions) =>
      runWithApp(options, async (session) => {
        const { profile } = await connectProfile(session);
        const isRead = ({ stores }: BackupsState): boolean => Object.keys(stores).length >= profile.stores.length;
        const state = await stateOf(session, 'backups.watch', { profileId: profile.id }, isRead);
        const { settings } = await stateOf(session, 'settings.watch', {});
        const { spans } = await session.app.call('backups.coverage', { profileId: profile.id });
        const slices = spans.flatMap((span) => span.slices);
        const view = {
          ...backupsView(state, Date.now(), settings.proofDays),
          pastTime: pastTimeOf(profile, state, slices),
        };
        session.printer.result(view, () => backupsLines(view));
      }),
    );
  registerCoverage(command);
  registerRemove(command);
  registerSettings(command);
  registerLeft(command);
}

type BackupsView = ReturnType<typeof backupsView> & { readonly pastTime: ReturnType<typeof pastTimeOf> };

/** By store: the sets that its rule keeps no longer. */
function pastTimeOf(
  profile: Profile,
  { sets }: BackupsState,
  slices: readonly Slice[],
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    retentionOf(profile, Object.values(sets), slices, Date.now()).map(({ store, fates }) => [
      store,
      fates.filter(goes).map(({ set }) => set.id),
    ]),
  );
}

export function backupsView(state: BackupsState, nowMs: number, proofDays: number) {
  const sets = newestFirst(Object.values(state.sets));
  const facts = sets[0] && restorableFacts(sets[0]);
  const elsewhere = heldElsewhere(sets);
  return {
    stores: Object.values(state.stores),
    sets,
    promise: facts === undefined ? null : { ...facts, state: restorability(facts, nowMs, proofDays) },
    lastProven: sets.find((set) => restorability(restorableFacts(set), nowMs, proofDays) === 'proven')?.id ?? null,
    heldElsewhere: elsewhere && { part: elsewhere.part, set: elsewhere.last.id },
  };
}

/** Of the newest set. */
function promiseLine(promise: NonNullable<BackupsView['promise']>, lastProven: string | null, nowMs: number): string {
  const { state, provenMs, tookMs, momentMs, failedMs } = promise;
  const since = (atMs: number | null): string => duration(atMs === null ? null : Math.max(0, nowMs - atMs));
  const moment = dateTime(momentMs);
  switch (state) {
    case 'proven':
      return `${style('green', 'Restorable')}, last proven ${since(provenMs)} ago, in ${duration(tookMs)}, nothing missing but what came after ${moment}.`;
    case 'stale':
      return `${style('yellow', 'Proven too long ago')}: ${since(provenMs)} ago, in ${duration(tookMs)}. Nothing missing but what came after ${moment}. \`marsad run backup.drill set=newest\` proves it again.`;
    case 'failed':
      return `${style('red', 'Not restorable as it should be')}: found ${since(failedMs)} ago. \`marsad runs\` shows the drill.`;
    case 'never':
      return lastProven === null
        ? `${style('yellow', 'Never proven')}: the newest set holds everything before ${moment}. \`marsad run backup.drill set=newest\` proves it.`
        : `${style('yellow', 'Not proven yet')}: the newest set holds everything before ${moment}. The last proven one is ${lastProven}. \`marsad run backup.drill set=newest\` proves the newest.`;
  }
}

function backupsLines({
  stores,
  sets,
  promise,
  lastProven,
  heldElsewhere: elsewhere,
  pastTime,
}: BackupsView): string[] {
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
    ...(promise === null ? [] : [promiseLine(promise, lastProven, Date.now())]),
    ...(elsewhere === null
      ? []
      : [
          style(
            'yellow',
            `It holds no ${{ redis: 'Redis', mongo: 'MongoDB' }[elsewhere.part]}; the last set that does is ${elsewhere.set}.`,
          ),
        ]),
    ...(promise === null ? [] : ['']),
    ...stores.flatMap((store) => [
      `${style('bold', `Store ${printable(store.id)}`)}  ${printable(store.place)}${store.freeBytes === null ? '' : `, ${bytes(store.freeBytes)} free`}`,
      ...(store.trouble === null ? [] : [`  ${style('red', printable(store.trouble))}`]),
      ...pastTimeLines(pastTime[store.id] ?? []),
      ...store.unfinished.flatMap((each) => unfinishedLines(store.id, each)),
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

function unfinishedLines(storeId: string, unfinished: UnfinishedSet): readonly string[] {
  const { name, setId, startedMs, sizeBytes, holds, stopped, goesOnBy } = unfinished;
  const on =
    goesOnBy === 'backup.copy'
      ? `\`marsad run backup.copy set=${setId} to=${storeId}\` finishes it; `
      : goesOnBy === 'backup.resume'
        ? `\`marsad run backup.resume set=${setId}\` goes on with it; `
        : '';
  return [
    `  ${style('yellow', 'unfinished')}  ${printable(name)}, begun ${dateTime(startedMs)}, ${bytes(sizeBytes)}${holds === null ? '' : `: ${holdsWords(holds)}`}`,
    ...(stopped === null ? [] : [`    stopped ${dateTime(stopped.atMs)}: ${stoppedWords(stopped)}`]),
    `    ${on}\`marsad backups remove ${printable(name)} --confirm …\` removes it`,
  ];
}

function holdsWords({ redis, mongo }: NonNullable<UnfinishedSet['holds']>): string {
  return [
    ...(redis === null ? [] : [`Redis with ${count(redis.keys)} keys`]),
    ...(mongo === null ? [] : [`MongoDB ${count(mongo.collections)} of ${count(mongo.of)} collections`]),
  ].join(', ');
}

function stoppedWords({ code, message, runId }: NonNullable<UnfinishedSet['stopped']>): string {
  return message === null ? `${code}; \`marsad runs show ${runId}\` tells why` : printable(message);
}

function pastTimeLines({ length }: readonly string[]): readonly string[] {
  if (length === 0) return [];
  const sets = `${length} ${length === 1 ? 'set is past its' : 'sets are past their'} time`;
  return [`  ${sets}: \`marsad plan backup.retain\` shows what would go`];
}

function verifiedWord(verified: BackupsView['sets'][number]['verified']): string {
  if (verified === null) return style('dim', 'never');
  return verified.ok
    ? `${style('green', 'ok')} ${dateTime(verified.atMs)}`
    : style('red', `damaged: ${verified.faults.length} files`);
}
