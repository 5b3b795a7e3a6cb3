// The acts of a restore that work beside what is there: load, compare, index. Whatever happens in them, the user's
// collections stay as they are; a failure or a cancel removes what was made.

import type { MongoClient } from 'mongodb';
import { text } from '../../../shared/text.ts';
import type { OpenSet } from '../../backup/format/open-set.ts';
import type { MongoCollectionInSet } from '../../backup/manifest.ts';
import {
  buildIndexes,
  compareDocuments,
  createCollection,
  loadDocuments,
  readMetadata,
  startExpiry,
  type Destination,
} from '../../backup/mongo/load-collection.ts';
import { msOfMoment } from '../../../shared/moment.ts';
import { readNames, viewDefinition, type Names } from '../../backup/mongo/put-in-place.ts';
import { shortIdOf, sideCollection, sideDatabase } from '../../backup/mongo/restore-names.ts';
import { forgetRestored, type RestoredCollection, type RestoredRecord } from '../../backup/mongo/restored-record.ts';
import { createPace } from '../../backup/work/pace.ts';
import { atOnce } from '../../backup/stores/at-once.ts';
import { WorkerPool } from '../../backup/work/worker-pool.ts';
import { createPartsProgress, type PartsProgress } from '../parts-progress.ts';
import { databasesOfReplay, replayedCollections } from './backup-restore-replayed.ts';
import { openPaced } from './backup-restore-set.ts';
import type { ActStep, StepContext } from '../runbook.ts';
import { withMongoErrors } from './backup-mongo-source.ts';
import { placementsOf, rememberRestored } from './backup-placing.ts';
import { foreseeMongo } from './backup-restore-foresee.ts';
import { targetDatabases, targetOf } from './backup-restore-choice.ts';
import { collectionsOf, isStoredFunctions, type RestoreData, type MadeCollection } from './backup-restore-data.ts';

/** While one waits for the server to have its documents on disk, the other one sends. */
const COLLECTIONS_AT_ONCE = 2;

export interface RestoreWork {
  readonly client: MongoClient;
  readonly set: OpenSet;
  /** Those with documents first, then time series; views are made last of all. */
  readonly stored: readonly MongoCollectionInSet[];
  readonly views: readonly MongoCollectionInSet[];
  readonly id: string;
  readonly inPlace: boolean;
  /** What there is once all of it is loaded: as in the set, or as the oplog left it. */
  readonly made: readonly MadeCollection[];
  /** What it is called in the end. */
  targetOf(collection: Destination): Destination;
  sideOf(collection: Pick<MongoCollectionInSet, 'database' | 'name'>): Destination;
}

export async function restoreWork(context: StepContext, data: RestoreData): Promise<RestoreWork> {
  const mongo = data.mongo!;
  const set = await openPaced(context, data);
  const all = collectionsOf(set.manifest, mongo);
  const id = shortIdOf(context.runId);
  const inPlace = mongo.mode === 'in-place';
  return {
    client: context.mongo!.client(),
    set,
    made:
      replayedCollections(context) ??
      all
        .filter((collection) => !(inPlace && isStoredFunctions(collection)))
        .map((each) => ({ ...each, metadata: () => readMetadata(set, each) })),
    stored: all.filter((collection) => collection.type !== 'view' && !(inPlace && isStoredFunctions(collection))),
    views: all.filter(({ type }) => type === 'view'),
    id,
    inPlace,
    targetOf: (collection) => targetOf(mongo, collection),
    sideOf(collection) {
      const { database, name } = targetOf(mongo, collection);
      return inPlace ? { database, name: sideCollection(id, name) } : { database: sideDatabase(id, database), name };
    },
  };
}

function progressOf({ progress: report }: StepContext, { stored }: RestoreWork): PartsProgress {
  const total = stored.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return createPartsProgress({ report, unit: 'bytes', total, items: 'documents' });
}

const namespaceOf = ({ database, name }: MongoCollectionInSet): string => `${database}.${name}`;

export const loadMongo = (data: RestoreData): ActStep => ({
  kind: 'act',
  id: 'mongo-load',
  title: text(data.mongo?.mode === 'in-place' ? 'act.load.inPlace' : 'act.load.beside'),
  commands: targetDatabases(data.mongo!).map((database) => ({
    where: database,
    command:
      data.mongo!.mode === 'in-place'
        ? `mongorestore --nsFrom '${database}.*' --nsTo '${database}.__restore_<run>.*'`
        : `mongorestore --nsFrom '${database}.*' --nsTo '${database}__restore_<run>.*'`,
  })),
  cancellable: true,
  foresee: (context) => foreseeMongo(context, data),
  observe: async (context) => (context.recorded('mongo-loaded') === true ? 'done' : 'not-done'),
  ...(data.mongo?.mode === 'in-place' && { cleanUpTitle: text('cleanUp.load.inPlace') }),
  cleanUp: (context) => withMongoErrors('the primary', () => removeSide(context, data)),
  act: (context) =>
    withMongoErrors('the primary', async () => {
      const loaded = await loadBeside(context, data);
      await context.record('mongo-loaded', true);
      return text('load.done', { ...loaded });
    }),
});

/** Under side names; what an earlier attempt of this same run made there goes first. */
export async function loadBeside(
  context: StepContext,
  data: RestoreData,
): Promise<{ readonly documents: number; readonly collections: number }> {
  await removeSide(context, data);
  const work = await restoreWork(context, data);
  const progress = progressOf(context, work);
  let documents = 0;
  await atOnce(work.stored, COLLECTIONS_AT_ONCE, async (collection) => {
    context.signal.throwIfAborted();
    const to = work.sideOf(collection);
    const metadata = await readMetadata(work.set, collection);
    await createCollection(work.client, to, metadata);
    const onDocuments = (count: number, bytes: number): void => {
      documents += count;
      progress.add(namespaceOf(collection), bytes, count);
    };
    progress.begin(namespaceOf(collection), collection.sizeBytes);
    await loadDocuments(
      { client: work.client, set: work.set, collection, to, signal: context.signal, onDocuments },
      metadata,
    );
    progress.end(namespaceOf(collection));
  });
  return { documents, collections: work.stored.length };
}

export const compareMongo = (data: RestoreData): ActStep => ({
  kind: 'act',
  id: 'mongo-compare',
  title: text('act.compare'),
  cancellable: true,
  observe: async (context) => (context.recorded('mongo-equal') === true ? 'done' : 'not-done'),
  act: (context) =>
    withMongoErrors('the primary', async () => {
      const compared = await compareBeside(context, data);
      await context.record('mongo-equal', true);
      return text('compare.done', { ...compared });
    }),
});

/** Before any index is built: a TTL index would begin to delete at once. */
export async function compareBeside(
  context: StepContext,
  data: RestoreData,
): Promise<{ readonly documents: number; readonly collections: number }> {
  const work = await restoreWork(context, data);
  const progress = progressOf(context, work);
  const pool = new WorkerPool();
  const pace = createPace({ ...data, untilContinued: context.untilContinued });
  let documents = 0;
  try {
    await atOnce(work.stored, COLLECTIONS_AT_ONCE, async (collection) => {
      const onDocuments = (count: number, bytes: number): void => {
        documents += count;
        progress.add(namespaceOf(collection), bytes, count);
      };
      progress.begin(namespaceOf(collection), collection.sizeBytes);
      const at = work.sideOf(collection);
      const { signal } = context;
      await compareDocuments({ client: work.client, collection, at, pool, pace, signal, onDocuments });
      progress.end(namespaceOf(collection));
    });
  } finally {
    await pool.close();
  }
  return { documents, collections: work.stored.length };
}

export const indexMongo = (data: RestoreData): ActStep => ({
  kind: 'act',
  id: 'mongo-index',
  title: text('act.index'),
  cancellable: true,
  observe: async (context) => (context.recorded('mongo-indexed') === true ? 'done' : 'not-done'),
  act: (context) =>
    withMongoErrors('the primary', async () => {
      const work = await restoreWork(context, data);
      // As the server says: a profile need not name the set.
      const { setName } = await work.client.db('admin').command({ hello: 1 });
      const isReplicaSet = setName !== undefined;
      let indexes = 0;
      const stored = work.made.filter(({ type }) => type !== 'view');
      let done = 0;
      await atOnce(stored, COLLECTIONS_AT_ONCE, async (collection) => {
        context.signal.throwIfAborted();
        const metadata = await collection.metadata();
        await buildIndexes(work.client, work.sideOf(collection), metadata, isReplicaSet);
        await startExpiry(work.client, work.sideOf(collection), metadata);
        indexes += metadata.indexes.length;
        done += 1;
        context.progress({ done, total: stored.length, unit: 'files', detail: null });
      });
      if (!work.inPlace) {
        for (const view of work.made.filter(({ type }) => type === 'view')) {
          const to = work.sideOf(view);
          if ((await readNames(work.client, to.database)).has(to.name)) continue;
          await createCollection(work.client, to, await view.metadata());
        }
      }
      const record = await recordOf(context, data, work);
      await rememberRestored(context, record);
      await context.output('restored', record.id);
      await context.record('mongo-indexed', true);
      return text('index.done', { indexes });
    }),
});

/** By their identities the restored collections are known again, whatever they are called by then. */
async function recordOf(context: StepContext, { set, mongo }: RestoreData, work: RestoreWork): Promise<RestoredRecord> {
  const { client, id, made, targetOf: finallyAt, sideOf } = work;
  const upTo = mongo!.replay?.upTo ?? work.set.manifest.mongo!.clusterTime;
  const names = new Map<string, Names>();
  const collections: RestoredCollection[] = [];
  for (const collection of made) {
    const side = sideOf(collection);
    if (!names.has(side.database)) names.set(side.database, await readNames(client, side.database));
    const found = names.get(side.database)!.get(side.name);
    const isView = collection.type === 'view';
    collections.push({
      ...finallyAt(collection),
      restored: isView
        ? { type: 'view', definition: viewDefinition((await collection.metadata()).options) }
        : collection.type === 'timeseries'
          ? { type: 'timeseries' }
          : { type: 'collection', uuid: found?.uuid ?? null },
      documents: isView ? null : await client.db(side.database).collection(side.name).estimatedDocumentCount(),
    });
  }
  return {
    id,
    set,
    momentMs: upTo === null ? work.set.manifest.startedMs : msOfMoment(upTo),
    restoredMs: context.clock.now(),
    by: context.operator,
    collections,
  };
}

/**
 * Drops what this run has made and nobody has used yet. What it made beside stays once it is compared and indexed; in place, all of
 * it stays from the first exchange of names: clients may have written to it since, so it goes only by `backup.release`.
 */
export async function removeSide(context: StepContext, data: RestoreData): Promise<void> {
  const work = await restoreWork(context, data);
  if (!work.inPlace) {
    if (context.recorded('mongo-indexed') === true) return;
    for (const database of new Set([...targetDatabases(data.mongo!), ...databasesOfReplay(context)]))
      await work.client.db(sideDatabase(work.id, database)).dropDatabase();
    return;
  }
  if (placementsOf(context) !== undefined) return;
  for (const [database, mine] of Map.groupBy(work.stored.map(work.targetOf), (each) => each.database)) {
    const names = await readNames(work.client, database);
    for (const side of mine.map(({ name }) => sideCollection(work.id, name)))
      if (names.has(side)) await work.client.db(database).command({ drop: side, writeConcern: { w: 'majority' } });
  }
  await forgetRestored(work.client, work.id);
}
