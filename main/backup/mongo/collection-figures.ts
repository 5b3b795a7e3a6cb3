// What two collections are, side by side: documents, bytes, indexes, options. Reads only.

import { MongoServerError, ObjectId, type MongoClient } from 'mongodb';
import type { Place } from './find-restored.ts';
import { comparableOptions } from './compare-databases.ts';
import { comparableIndexes, listCollections, type FoundCollection, type Metadata } from './list-collections.ts';

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

/** More are not counted. */
export const MOST_NEWER = 10_000;
const NEWER_LIMIT_MS = 2000;
/** Identifiers of a later time than this from now were not made by a clock. */
const CLOCKS_APART_MS = 86_400_000;

/** Documents made between two moments, as far as their _id tells; at most {@link MOST_NEWER}. Null: it cannot be told. */
export async function madeSince(
  client: MongoClient,
  { database, name }: Place,
  fromMs: number,
  nowMs: number,
): Promise<number | null> {
  const collection = client.db(database).collection(name);
  const after = (atMs: number) => ({ _id: { $gt: ObjectId.createFromTime(Math.floor(atMs / 1000) + 1) } });
  const limits = { maxTimeMS: NEWER_LIMIT_MS };
  try {
    if ((await collection.countDocuments(after(nowMs + CLOCKS_APART_MS), { limit: 1, ...limits })) > 0) return null;
    return await collection.countDocuments(after(fromMs), { limit: MOST_NEWER, ...limits });
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
export function differencesOf(a: Metadata, b: Metadata): readonly ('indexes' | 'options')[] {
  return [
    ...(comparableIndexes(a.indexes) === comparableIndexes(b.indexes) ? [] : ['indexes' as const]),
    ...(comparableOptions(a) === comparableOptions(b) ? [] : ['options' as const]),
  ];
}
