// Copies every user collection into a set, several at a time: raw documents, packed and hashed in worker threads, with the
// options and indexes to make them again. Changes nothing on the servers.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MongoServerError, type MongoClient } from 'mongodb';
import { FileWriter, type SetFormat } from '../format/file-writer.ts';
import type { MongoCollectionInSet, SetFile } from '../manifest.ts';
import type { Digest } from '../work/tasks.ts';
import { ContentHash } from './content-hash.ts';
import { listCollections, metadataText, storedName, type FoundCollection } from './list-collections.ts';
import { dataFile, metadataFile } from './namespace-files.ts';
import { batchSizeOf, readRawBatches, type ReadLevel } from './raw-batches.ts';

export interface DumpMongoOptions {
  readonly client: MongoClient;
  readonly databases: readonly string[];
  readonly format: SetFormat;
  /** `snapshot` where the server keeps history (a replica set), `local` where not. */
  readonly level: ReadLevel;
  readonly signal: AbortSignal;
  readonly onBatch: (batch: { readonly namespace: string; readonly documents: number; readonly bytes: number }) => void;
}

export interface DumpedMongo {
  readonly collections: readonly MongoCollectionInSet[];
  readonly files: readonly SetFile[];
}

const COLLECTIONS_AT_ONCE = 2;
/** Answers that mean "not with a snapshot": history is gone, or the collection is of a kind that has none. */
const NO_SNAPSHOT_CODES: ReadonlySet<unknown> = new Set([20, 72, 115, 239, 246]);
/** NamespaceNotFound, CursorNotFound, QueryPlanKilled: what a reader of a dropped collection is told. */
const GONE_CODES: ReadonlySet<unknown> = new Set([26, 43, 175]);

export async function dumpMongo(options: DumpMongoOptions): Promise<DumpedMongo> {
  const found: FoundCollection[] = [];
  for (const database of options.databases) found.push(...(await listCollections(options.client, database)));
  const queue = [...found];
  const done: DumpedCollection[] = [];
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const lane = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const dumped = await dumpUnlessGone(next, { ...options, signal });
      if (dumped) done.push(dumped);
    }
  };
  const lanes = Array.from({ length: COLLECTIONS_AT_ONCE }, () =>
    lane().catch((error: unknown) => {
      stop.abort(error);
      throw error;
    }),
  );
  const results = await Promise.allSettled(lanes);
  if (stop.signal.aborted) throw stop.signal.reason;
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  done.sort((a, b) => (a.collection.metadataFile < b.collection.metadataFile ? -1 : 1));
  return { collections: done.map(({ collection }) => collection), files: done.flatMap(({ files }) => files) };
}

interface DumpedCollection {
  readonly collection: MongoCollectionInSet;
  readonly files: readonly SetFile[];
}

/** A collection that a client drops while it is read is left out, as if it had been dropped a moment earlier. */
async function dumpUnlessGone(
  found: FoundCollection,
  options: DumpMongoOptions,
): Promise<DumpedCollection | undefined> {
  try {
    return await dumpCollection(found, options);
  } catch (error) {
    if (!(error instanceof MongoServerError) || !GONE_CODES.has(error.code)) throw error;
    const { database, name } = found;
    if (await options.client.db(database).listCollections({ name }, { nameOnly: true }).hasNext()) throw error;
    return undefined;
  }
}

async function dumpCollection(found: FoundCollection, options: DumpMongoOptions): Promise<DumpedCollection> {
  const { database, name, type } = found;
  const metadata = await writeMetadata(found, options.format);
  const base = { database, name, type, indexes: found.indexes.length, metadataFile: metadata.path };
  if (type === 'view') {
    const empty = {
      documents: 0,
      sizeBytes: 0,
      contentHash: new ContentHash().toString(),
      clusterTime: null,
      dataFile: null,
    };
    return { collection: { ...base, ...empty, readConcern: options.level }, files: [metadata] };
  }
  const data = await dumpDocuments(found, options.level, options)
    .catch((error: unknown) => {
      if (options.level !== 'snapshot' || !(error instanceof MongoServerError) || !NO_SNAPSHOT_CODES.has(error.code))
        throw error;
      return dumpDocuments(found, 'majority', options);
    })
    .catch(async (error: unknown) => {
      await rm(join(options.format.setFolder, metadata.path), { force: true });
      throw error;
    });
  return { collection: { ...base, ...data.content, dataFile: data.file.path }, files: [data.file, metadata] };
}

async function writeMetadata(found: FoundCollection, format: SetFormat): Promise<SetFile> {
  const file = await FileWriter.create(format, metadataFile(found.database, found.name));
  await file.write(Buffer.from(metadataText(found)));
  return file.finish();
}

type Content = Pick<MongoCollectionInSet, 'documents' | 'sizeBytes' | 'contentHash' | 'readConcern' | 'clusterTime'>;

async function dumpDocuments(
  found: FoundCollection,
  level: ReadLevel,
  options: DumpMongoOptions,
): Promise<{ content: Content; file: SetFile }> {
  const { client, format, signal, onBatch } = options;
  const collection = storedName(found);
  const namespace = `${found.database}.${found.name}`;
  const file = await FileWriter.create(format, dataFile(found.database, collection));
  const hash = new ContentHash();
  const digesting: Promise<Digest>[] = [];
  let documents = 0;
  let clusterTime: string | null = null;
  /** Batches are written in the order they were read: a capped collection keeps its order. */
  const writeNext = async (): Promise<void> => {
    const { plain, lanes, documents: count } = await digesting.shift()!;
    await file.write(Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength));
    hash.merge(lanes);
    documents += count;
    onBatch({ namespace, documents: count, bytes: plain.length });
  };
  try {
    const batchSize = await batchSizeFor(client, found.database, collection);
    for await (const batch of readRawBatches({
      client,
      database: found.database,
      collection,
      level,
      batchSize,
      signal,
    })) {
      clusterTime ??= batch.clusterTime;
      const array = Uint8Array.from(batch.array);
      const job = format.pool.run({ kind: 'digest', array }, { transfer: [array.buffer] });
      job.catch(() => undefined); // awaited in its turn
      digesting.push(job);
      if (digesting.length > format.pool.size) await writeNext();
    }
    while (digesting.length > 0) await writeNext();
    return {
      content: { documents, sizeBytes: file.plainBytes, contentHash: hash.toString(), readConcern: level, clusterTime },
      file: await file.finish(),
    };
  } catch (error) {
    await file.abandon();
    throw error;
  }
}

async function batchSizeFor(client: MongoClient, database: string, collection: string): Promise<number> {
  const [stats] = await client
    .db(database)
    .collection(collection)
    .aggregate([{ $collStats: { storageStats: {} } }])
    .toArray();
  return batchSizeOf(Number(stats?.['storageStats']?.avgObjSize ?? 0));
}
