// Holds what a restore made of a set's databases against the set, collection by collection, and names every difference instead of
// the first: documents by count and by a hash that depends on no order, indexes, options with validators, views.

import { BSON, type MongoClient } from 'mongodb';
import type { OpenSet } from '../format/open-set.ts';
import type { MongoCollectionInSet } from '../manifest.ts';
import type { Pace } from '../work/pace.ts';
import { WorkerPool } from '../work/worker-pool.ts';
import { comparableIndexes, listCollections, type FoundCollection, type Metadata } from './list-collections.ts';
import { readContent, readMetadata } from './load-collection.ts';

export interface MongoDifference {
  readonly kind: 'missing' | 'documents' | 'content' | 'indexes' | 'options';
  /** `shop.orders`, as in the set. */
  readonly where: string;
}

export interface CompareDatabasesOptions {
  readonly client: MongoClient;
  readonly set: OpenSet;
  readonly collections: readonly MongoCollectionInSet[];
  /** Where a database of the set was restored to. */
  readonly placeOf: (database: string) => string;
  readonly pace: Pace;
  readonly signal: AbortSignal;
  readonly onDocuments: (documents: number, bytes: number) => void;
}

/** Empty: everything is as in the set. */
export async function compareDatabases(options: CompareDatabasesOptions): Promise<readonly MongoDifference[]> {
  const { client, collections, placeOf } = options;
  const pool = new WorkerPool();
  try {
    const differences: MongoDifference[] = [];
    for (const database of new Set(collections.map((each) => each.database))) {
      const found = new Map(
        (await listCollections(client, placeOf(database))).map((each) => [each.name, each] as const),
      );
      for (const collection of collections.filter((each) => each.database === database))
        differences.push(...(await compareOne(collection, found.get(collection.name), pool, options)));
    }
    return differences;
  } finally {
    await pool.close();
  }
}

async function compareOne(
  collection: MongoCollectionInSet,
  found: FoundCollection | undefined,
  pool: WorkerPool,
  { client, set, placeOf, pace, signal, onDocuments }: CompareDatabasesOptions,
): Promise<readonly MongoDifference[]> {
  const where = `${collection.database}.${collection.name}`;
  if (found === undefined || found.type !== collection.type) return [{ kind: 'missing', where }];
  const metadata = await readMetadata(set, collection);
  const differences: MongoDifference[] = [];
  if (collection.dataFile !== null) {
    const at = { database: placeOf(collection.database), name: collection.name };
    const { documents, contentHash } = await readContent({ client, collection, at, pool, pace, signal, onDocuments });
    if (documents !== collection.documents) differences.push({ kind: 'documents', where });
    else if (contentHash !== collection.contentHash) differences.push({ kind: 'content', where });
  }
  if (comparableIndexes(found.indexes) !== comparableIndexes(metadata.indexes))
    differences.push({ kind: 'indexes', where });
  if (comparableOptions(found) !== comparableOptions(metadata)) differences.push({ kind: 'options', where });
  return differences;
}

/** Numbers by value: `size: 4096` is the same whichever type it came in. */
export function comparableOptions({ options }: Pick<Metadata, 'options'>): string {
  const { autoIndexId: _obsolete, uuid: _uuid, ...rest } = options;
  const sorted = Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1));
  return BSON.EJSON.stringify(Object.fromEntries(sorted), { relaxed: true });
}
