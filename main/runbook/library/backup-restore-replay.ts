// The part of a restore that goes on from the set to a moment after it: slices are read whole before anything is written, then
// replayed on what was loaded beside.

import { AppError } from '../../../shared/errors.ts';
import { answerFor, slicesFrom } from '../../../shared/coverage.ts';
import { momentText, msOfMoment, parseMoment, type Moment } from '../../../shared/moment.ts';
import { text } from '../../../shared/text.ts';
import type { OpenSet } from '../../backup/format/open-set.ts';
import type { DumpInSet, Manifest } from '../../backup/manifest.ts';
import { sliceHeader } from '../../backup/manifest-figures.ts';
import { storedName } from '../../backup/mongo/list-collections.ts';
import { readMetadata } from '../../backup/mongo/load-collection.ts';
import { entriesOf } from '../../backup/mongo/oplog/entries.ts';
import { replay } from '../../backup/mongo/oplog/replay.ts';
import { CannotGoOn } from '../../backup/mongo/oplog/replay-point.ts';
import { databaseOf, survey } from '../../backup/mongo/oplog/survey.ts';
import { sideDatabase } from '../../backup/mongo/restore-names.ts';
import { readCoverage } from '../../backup/read-coverage.ts';
import { verifySet } from '../../backup/verify-set.ts';
import { SYSTEM_DATABASES } from '../../mongo/mongo-access.ts';
import type { ActStep, RunbookContext, StepContext } from '../runbook.ts';
import { withMongoErrors } from './backup-mongo-source.ts';
import { collectionsOf, type RestoreData } from './backup-restore-data.ts';
import { compareBeside, loadBeside, restoreWork } from './backup-restore-mongo.ts';
import {
  forgetPoints,
  pointOf,
  recordDatabases,
  recordPoint,
  recordReplayed,
  replayedCollections,
} from './backup-restore-replayed.ts';
import { damagedSet } from './backup-verify.ts';

/** Every entry of a dump counts: which of them its collections held already nobody knows. */
const BEFORE_ALL: Moment = '0.0';

type Replay = NonNullable<NonNullable<RestoreData['mongo']>['replay']>;

/** Throws `bad_request` where the moment cannot be reached from that set, with the nearest that can. */
export async function planReplay(
  { backups, profile }: RunbookContext,
  { id, profileId, mongo }: Manifest,
  { until, mode, databases }: { readonly until: string; readonly mode: string; readonly databases: string | undefined },
): Promise<Replay> {
  const upTo = parseMoment(until);
  if (upTo === null) {
    throw new AppError('bad_request', `“${until}” is no date and time.`, {
      hint: 'Type it as 2026-11-20 14:32:00, or with its zone as 2026-11-20T14:32:00Z.',
    });
  }
  if (mode === 'in-place') {
    throw new AppError('unsupported', 'A restore to a moment goes beside, not in place.', {
      hint: 'Collections that were made or renamed since the set are only known at its end. Restore beside, look, then put in place what is needed.',
    });
  }
  const ofDump = mongo?.dump?.oplog;
  if (ofDump) return replayOfDump(ofDump, upTo, databases === undefined);
  const coverage = await readCoverage(backups, profileId);
  const slices = slicesFrom(coverage, id, upTo);
  if (slices === null || !mongo?.clusterTime) throw notCovered(id, upTo, answerFor(coverage, upTo));
  if (profileId !== profile.id)
    throw new AppError('bad_request', 'The set was taken from another profile, and so was its oplog.');
  return {
    upTo,
    after: mongo.clusterTime,
    slices: slices.map((slice) => ({ id: slice.id, link: slice.link })),
    everyDatabase: databases === undefined,
  };
}

/**
 * Collections of a dump were read while clients wrote. With all that was written meanwhile they are as they were at its end, and at no
 * moment before or after it. To the second, as moments are typed.
 */
function replayOfDump({ upTo }: NonNullable<DumpInSet['oplog']>, typed: Moment, everyDatabase: boolean): Replay {
  if (msOfMoment(typed) !== msOfMoment(upTo)) {
    throw new AppError(
      'bad_request',
      `The dump this set was made of is whole at ${momentText(upTo)} and at no other moment.`,
      {
        hint: `Type ${upTo}, or leave the moment out: then each collection comes back as it was read.`,
      },
    );
  }
  return { upTo, after: BEFORE_ALL, slices: [], isOfDump: true, everyDatabase };
}

function notCovered(id: string, moment: Moment, answer: ReturnType<typeof answerFor>): AppError {
  const message = `${momentText(moment)} cannot be restored from the set ${id}.`;
  if (answer.possible) return new AppError('bad_request', message, { hint: `It can be from ${answer.point.set.id}.` });
  const near = [answer.before, answer.after].flatMap((each) =>
    each === null ? [] : [`${momentText(each)} (${each})`],
  );
  const hint = near.length === 0 ? 'No set of one moment is there.' : `The nearest that can be: ${near.join(' and ')}.`;
  return new AppError('bad_request', message, { hint });
}

/** Also brings those here that lie in a bucket. */
export const verifySlices = (_data: RestoreData, { slices }: Replay): ActStep => ({
  kind: 'act',
  id: 'verify-oplog',
  title: text('act.verifyOplog'),
  cancellable: true,
  observe: async (context) => (context.recorded('oplog-verified') === true ? 'done' : 'not-done'),
  async act(context) {
    let bytes = 0;
    for (const [index, { id, link }] of slices.entries()) {
      const { manifest, folder: setFolder } = await openSlice(context, id);
      const { faults, bytes: read } = await verifySet({
        setFolder,
        keys: context.backups.oplog.keys,
        signal: context.signal,
      });
      if (faults.length > 0) throw damagedSet(id, faults);
      if (!manifest.oplog || sliceHeader(id, manifest.oplog, manifest.files).link !== link)
        throw damagedSet(id, [{ file: id, reason: 'it is not the slice that was planned with' }]);
      bytes += read;
      context.progress({ done: index + 1, total: slices.length, unit: 'files', detail: null });
    }
    await context.record('oplog-verified', true);
    return text('verifyOplog.done', { slices: slices.length, bytes });
  },
});

async function openSlice({ backups: { oplog }, signal }: StepContext, id: string): Promise<OpenSet> {
  const store = await oplog.holderOf(id);
  if ((await store.folderOf(id)) === null) await store.fetch(id, { signal });
  return oplog.open(id);
}

export const replayMongo = (data: RestoreData, replayOf: Replay): ActStep => ({
  kind: 'act',
  id: 'mongo-replay',
  title: text('act.replay', { moment: momentText(replayOf.upTo) }),
  commands: data.mongo!.databases.map((where) => ({
    where,
    command: `db.adminCommand({applyOps: [<entries of the oplog, on ${where}__restore_<run>>]})`,
  })),
  cancellable: true,
  observe: async (context) => (replayedCollections(context) ? 'done' : 'not-done'),
  act: (context) =>
    withMongoErrors('the primary', async () => {
      const replayed = await replayFrom(context, data, replayOf).catch((error: unknown) => {
        if (!(error instanceof CannotGoOn)) throw error;
        return null;
      });
      if (replayed === null) await forgetPoints(context);
      const { operations, collections, accountChanges } = replayed ?? (await replayFrom(context, data, replayOf));
      await recordReplayed(context, collections);
      await forget(context, replayOf.slices);
      const moment = momentText(replayOf.upTo);
      const figures = { operations, collections: collections.length, moment, accountChanges };
      return text(accountChanges === 0 ? 'replay.done' : 'replay.done.accounts', figures);
    }),
});

/** Goes on at the last point of an interrupted attempt; where there is none, what is there is loaded anew. */
async function replayFrom(context: StepContext, data: RestoreData, replayOf: Replay) {
  const { upTo, after, slices, everyDatabase, isOfDump = false } = replayOf;
  const from = pointOf(context);
  if (from) context.note(text('replay.goesOn', { operations: from.operations }));
  else if (context.recorded('replay-begun') === true) {
    await forgetPoints(context);
    await loadBeside(context, data);
    await compareBeside(context, data);
  }
  await context.record('replay-begun', true);
  const { client, set, id } = await restoreWork(context, data);
  const opened = isOfDump ? [set] : await Promise.all(slices.map((slice) => openSlice(context, slice.id)));
  const paced = opened.map((slice) => ({ ...slice, ...(set.pace && { pace: set.pace }) }));
  const found = await survey(entriesOf(opened, upTo), after);
  const isWanted = (database: string): boolean =>
    data.mongo!.databases.includes(database) || (everyDatabase && !SYSTEM_DATABASES.has(database));
  await recordDatabases(context, [...found.databases].filter(isWanted));
  const all = collectionsOf(set.manifest, data.mongo!);
  let operations = from?.operations ?? 0;
  const collections = await replay({
    client,
    entries: entriesOf(paced, upTo),
    survey: found,
    after,
    collections: await Promise.all(
      all.map(async (each) => ({
        ...(await readMetadata(set, each)),
        database: each.database,
        name: each.name,
        type: each.type,
      })),
    ),
    apart: new Set(
      isOfDump
        ? all.map((each) => `${sideDatabase(id, each.database)}.${storedName(each)}`)
        : (set.manifest.mongo?.apart ?? []).map(({ namespace }) => sideNamespace(id, namespace)),
    ),
    isWanted,
    sideOf: (database) => sideDatabase(id, database),
    from,
    onPoint: (point) => recordPoint(context, point),
    signal: context.signal,
    onOperations: (count) => {
      operations += count;
      const total = Math.max(operations, found.operations);
      context.progress({ done: operations, total, unit: 'documents', detail: null });
    },
  });
  return { operations, collections, accountChanges: found.accountChanges };
}

/** What was brought from a bucket; the slices themselves stay. */
async function forget({ backups: { oplog } }: StepContext, slices: Replay['slices']): Promise<void> {
  for (const { id } of slices) await (await oplog.holderOf(id)).dropFetched(id);
}

function sideNamespace(id: string, namespace: string): string {
  const database = databaseOf(namespace);
  return sideDatabase(id, database) + namespace.slice(database.length);
}
