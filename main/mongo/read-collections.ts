// Sizes and indexes of all user collections. Read from a secondary where there is one, a few collections at a time, so that
// a database with thousands of them is not felt. Views and time-series buckets are left out: they store nothing themselves.

import type { Collection, Document, MongoClient } from 'mongodb';
import type { MongoCollection, MongoSummary } from '../../shared/model/mongo.ts';
import { isUnauthorized, toMongoError } from './errors.ts';
import { SYSTEM_DATABASES } from './mongo-access.ts';
import { numberOf, sectionOf } from './read-set-status.ts';

type Index = MongoCollection['indexes'][number];

const AT_ONCE = 4;
const TIMEOUT_MS = 10_000;
const OPTIONS = { readPreference: 'secondaryPreferred', timeoutMS: TIMEOUT_MS } as const;

const SHOWS: Readonly<Record<string, string>> = {
  listDatabases: 'databases and their collections',
  listIndexes: 'the indexes of a collection',
  listCollections: 'the collections of a database',
  collStats: 'sizes of collections and indexes',
  indexStats: 'how often an index is used',
};

export class CollectionReader {
  readonly #client: () => MongoClient;
  readonly #where: string;
  #refused: ReadonlySet<string> = new Set();

  constructor(client: () => MongoClient, where: string) {
    this.#client = client;
    this.#where = where;
  }

  /** Privileges the last reading missed. */
  get missing(): MongoSummary['missing'] {
    return [...this.#refused].toSorted().map((privilege) => ({ privilege, shows: SHOWS[privilege] ?? '' }));
  }

  async read(): Promise<Readonly<Record<string, MongoCollection>>> {
    const refused = new Set<string>();
    try {
      const collections = await this.#list(refused);
      const rows = await inGroups(collections, AT_ONCE, (collection) => readCollection(collection, refused));
      return Object.fromEntries(rows.flatMap((row) => (row === null ? [] : [[row.namespace, row]])));
    } catch (error) {
      throw toMongoError(error, this.#where);
    } finally {
      this.#refused = refused;
    }
  }

  async #list(refused: Set<string>): Promise<Collection[]> {
    const client = this.#client();
    const reply = await allowed('listDatabases', refused, () =>
      client.db('admin').command({ listDatabases: 1, nameOnly: true, authorizedDatabases: true }, OPTIONS),
    );
    const names = ((reply?.['databases'] ?? []) as Document[]).map((database) => String(database['name']));
    const found: Collection[] = [];
    for (const name of names.filter((database) => !SYSTEM_DATABASES.has(database))) {
      const database = client.db(name);
      const list = await allowed('listCollections', refused, () =>
        database.listCollections({}, { nameOnly: false, ...OPTIONS }).toArray(),
      );
      for (const { name: collection, type } of list ?? []) {
        if (type === 'collection' && !collection.startsWith('system.')) found.push(database.collection(collection));
      }
    }
    return found;
  }
}

/** Null for a collection that was dropped meanwhile. */
async function readCollection(collection: Collection, refused: Set<string>): Promise<MongoCollection | null> {
  const ask = (stage: Document): Promise<Document[]> => collection.aggregate([stage], OPTIONS).toArray();
  try {
    const [specs, stats, uses] = await Promise.all([
      allowed('listIndexes', refused, () => collection.listIndexes(OPTIONS).toArray()),
      allowed('collStats', refused, () => ask({ $collStats: { storageStats: {} } })),
      allowed('indexStats', refused, () => ask({ $indexStats: {} })),
    ]);
    const storage = sectionOf(stats?.[0] ?? {}, 'storageStats');
    const sizes = sectionOf(storage, 'indexSizes');
    return {
      namespace: collection.namespace,
      documents: numberOf(storage['count']) ?? 0,
      dataBytes: numberOf(storage['size']) ?? 0,
      storageBytes: numberOf(storage['storageSize']) ?? 0,
      indexes: (specs ?? []).map((spec) => indexOf(spec, sizes, uses)),
    };
  } catch (error) {
    if (toMongoError(error, collection.namespace).code === 'not_found') return null;
    throw error;
  }
}

function indexOf(spec: Document, sizes: Document, uses: readonly Document[] | null): Index {
  const name = String(spec['name']);
  const used = uses?.find((row) => row['name'] === name);
  return {
    name,
    key: keyOf(sectionOf(spec, 'key')),
    sizeBytes: numberOf(sizes[name]) ?? 0,
    unique: spec['unique'] === true || name === '_id_',
    ttlSeconds: numberOf(spec['expireAfterSeconds']),
    uses: used === undefined ? null : numberOf(sectionOf(used, 'accesses')['ops']),
  };
}

/** Directions are numbers (1, -1), kinds are names (`text`, `2dsphere`, `hashed`). */
function keyOf(key: Document): Index['key'] {
  return Object.fromEntries(
    Object.entries(key).map(([field, kind]) => [field, typeof kind === 'string' ? kind : (numberOf(kind) ?? 0)]),
  );
}

/** What `ask` gives; null where the user may not (noted by name). */
async function allowed<T>(privilege: string, refused: Set<string>, ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (!isUnauthorized(error)) throw error;
    refused.add(privilege);
    return null;
  }
}

async function inGroups<T, R>(items: readonly T[], size: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next;
      next += 1;
      results[index] = await work(items[index]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(size, items.length) }, worker));
  return results;
}
