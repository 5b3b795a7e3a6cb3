// Makes one collection again from a set: options, documents, and later its indexes. Writes only to the name it is given.

import type { Document, MongoClient } from 'mongodb';
import { damaged } from '../damaged.ts';
import type { OpenSet } from '../format/open-set.ts';
import { readFile, readText } from '../format/read-file.ts';
import type { MongoCollectionInSet } from '../manifest.ts';
import type { Pace } from '../work/pace.ts';
import type { WorkerPool } from '../work/worker-pool.ts';
import { DocumentsDigest } from './digest-documents.ts';
import { documentRuns, type DocumentRun } from './document-runs.ts';
import { insertRaw } from './insert-raw.ts';
import { comparableIndexes, listIndexes, parseMetadata, type Metadata } from './list-collections.ts';
import { batchSizeOf, readRawBatches } from './raw-batches.ts';

const BATCHES_AT_ONCE = 3;

/** Where a collection of a set goes. */
export interface Destination {
  readonly database: string;
  readonly name: string;
}

export async function readMetadata(set: OpenSet, { metadataFile }: MongoCollectionInSet): Promise<Metadata> {
  return parseMetadata(await readText(set, metadataFile));
}

/**
 * Creates the empty collection (or view, or time series) with its options, but for the time after which its documents expire:
 * the server would begin to delete what is loaded before it is compared.
 */
export async function createCollection(client: MongoClient, to: Destination, { options }: Metadata): Promise<void> {
  const { autoIndexId: _obsolete, uuid: _uuid, expireAfterSeconds: _later, ...rest } = options;
  await client.db(to.database).command({ create: to.name, ...rest, writeConcern: { w: 'majority' } });
}

export interface LoadOptions {
  readonly client: MongoClient;
  readonly set: OpenSet;
  readonly collection: MongoCollectionInSet;
  readonly to: Destination;
  readonly signal: AbortSignal;
  readonly onDocuments: (documents: number, bytes: number) => void;
}

/** Inserts every document. Capped collections get them one batch after another: their order is part of them. */
export async function loadDocuments(
  { client, set, collection, to, signal, onDocuments }: LoadOptions,
  metadata: Metadata,
): Promise<void> {
  if (collection.dataFile === null) return;
  const target = collection.type === 'timeseries' ? `system.buckets.${to.name}` : to.name;
  const most = metadata.options['capped'] === undefined ? BATCHES_AT_ONCE : 1;
  const inFlight = new Set<Promise<void>>();
  let failure: unknown;
  const send = async (run: DocumentRun): Promise<void> => {
    while (inFlight.size >= most) await Promise.race(inFlight);
    if (failure !== undefined) throw failure;
    const job: Promise<void> = insertRaw(client, to.database, target, run)
      .then(() => onDocuments(run.documents, run.bytes))
      .catch((error: unknown) => {
        failure ??= error;
      })
      .finally(() => inFlight.delete(job));
    inFlight.add(job);
  };
  try {
    for await (const run of documentRuns(readFile(set, collection.dataFile), signal)) await send(run);
  } finally {
    await Promise.all(inFlight);
  }
  if (failure !== undefined) throw failure;
}

export interface CompareOptions {
  readonly client: MongoClient;
  readonly collection: MongoCollectionInSet;
  readonly at: Destination;
  readonly pool: WorkerPool;
  readonly pace: Pace;
  readonly signal: AbortSignal;
  readonly onDocuments: (documents: number, bytes: number) => void;
}

/** Reads the collection back and holds it against the manifest. Throws `damaged` where it is not the same. */
export async function compareDocuments(options: CompareOptions): Promise<void> {
  const { collection } = options;
  if (collection.dataFile === null) return;
  const { documents, contentHash } = await readContent(options);
  const where = `${collection.database}.${collection.name}`;
  if (documents !== collection.documents)
    throw damaged(`${where} has ${documents} documents after loading, the set has ${collection.documents}`);
  if (contentHash !== collection.contentHash) throw damaged(`${where} has other documents after loading than the set`);
}

/** How many documents a restored collection has, and their hash in any order. */
export async function readContent({
  client,
  collection,
  at,
  pool,
  pace,
  signal,
  onDocuments,
}: CompareOptions): Promise<{ readonly documents: number; readonly contentHash: string }> {
  const digest = new DocumentsDigest(pool);
  const name = collection.type === 'timeseries' ? `system.buckets.${at.name}` : at.name;
  const batches = readRawBatches({
    client,
    database: at.database,
    collection: name,
    level: 'local',
    batchSize: batchSizeOf(collection.sizeBytes / Math.max(collection.documents, 1)),
    signal,
  });
  for await (const { array } of batches) {
    await pace.take(array.length, signal);
    const { documents, bytes } = await digest.add(array);
    onDocuments(documents, bytes);
  }
  return digest.end();
}

/** Builds all indexes of an empty or loaded collection and compares them with the set. */
export async function buildIndexes(
  client: MongoClient,
  at: Destination,
  { indexes }: Metadata,
  isReplicaSet: boolean,
): Promise<void> {
  const specs = indexes.filter((spec) => !isMadeWithCollection(spec)).map(withoutNamespace);
  if (specs.length > 0) {
    await client.db(at.database).command({
      createIndexes: at.name,
      indexes: specs,
      // A member that is down must not hold a restore up.
      ...(isReplicaSet ? { commitQuorum: 'majority', writeConcern: { w: 'majority' } } : {}),
    });
  }
  const built = await listIndexes(client, at.database, at.name);
  if (comparableIndexes(built) !== comparableIndexes(indexes)) {
    throw damaged(`the indexes of ${at.database}.${at.name} are not those of the set after building them`);
  }
}

/** Lets documents expire as they did: of time series and clustered collections, others have an index for that. */
export async function startExpiry(client: MongoClient, at: Destination, { options }: Metadata): Promise<void> {
  const { expireAfterSeconds } = options;
  if (expireAfterSeconds === undefined) return;
  await client.db(at.database).command({ collMod: at.name, expireAfterSeconds, writeConcern: { w: 'majority' } });
}

function isMadeWithCollection(spec: Document): boolean {
  return spec['name'] === '_id_' || spec['clustered'] !== undefined;
}

function withoutNamespace({ ns: _namespace, ...spec }: Document): Document {
  return spec;
}
