// What two collections are, side by side: documents, bytes, indexes, options. Reads only.

import { MongoServerError, ObjectId, type MongoClient } from 'mongodb';
import type { Place } from './find-restored.ts';
import { comparableOptions } from './compare-databases.ts';
import { comparableIndexes, listCollections, type FoundCollection } from './list-collections.ts';

export interface CollectionFigures {
  readonly documents: number;
  readonly sizeBytes: number;
}

/** By the server's own counters; zero where it is gone. */
export async function figuresOf(client: MongoClient, { database, name }: Place): Promise<CollectionFigures> {
  try {
    const [stats] = await client
      .db(database)
      .collection(name)
      .aggregate([{ $collStats: { storageStats: {} } }])
      .toArray();
    const { count = 0, size = 0 } = (stats?.['storageStats'] ?? {}) as { count?: number; size?: number };
    return { documents: Number(count), sizeBytes: Number(size) };
  } catch (error) {
    if (error instanceof MongoServerError && error.code === 26) return { documents: 0, sizeBytes: 0 };
    throw error;
  }
}

const MOST_NEWER = 10_000;
const NEWER_LIMIT_MS = 2000;

/** Documents made after that moment, as far as their _id tells; at most {@link MOST_NEWER} are counted. Null: it cannot be told. */
export async function newerThan(client: MongoClient, { database, name }: Place, atMs: number): Promise<number | null> {
  const since = ObjectId.createFromTime(Math.floor(atMs / 1000) + 1);
  try {
    return await client
      .db(database)
      .collection(name)
      .countDocuments({ _id: { $gt: since } }, { limit: MOST_NEWER, maxTimeMS: NEWER_LIMIT_MS });
  } catch (error) {
    if (error instanceof MongoServerError) return null;
    throw error;
  }
}

/** Options and indexes by `database.collection`; what is not there is left out. */
export async function shapesOf(
  client: MongoClient,
  places: readonly Place[],
): Promise<ReadonlyMap<string, FoundCollection>> {
  const shapes = new Map<string, FoundCollection>();
  for (const [database, mine] of Map.groupBy(places, (place) => place.database)) {
    const wanted = new Set(mine.map(({ name }) => name));
    for (const found of await listCollections(client, database, ({ name }) => wanted.has(String(name))))
      shapes.set(`${database}.${found.name}`, found);
  }
  return shapes;
}

/** In what two collections differ, beside their documents. */
export function differencesOf(a: FoundCollection, b: FoundCollection): readonly ('indexes' | 'options')[] {
  return [
    ...(comparableIndexes(a.indexes) === comparableIndexes(b.indexes) ? [] : ['indexes' as const]),
    ...(comparableOptions(a) === comparableOptions(b) ? [] : ['options' as const]),
  ];
}
