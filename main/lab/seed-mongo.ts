// Fills the lab's database with sample documents and builds their indexes. Only for servers the lab started.

import type { Db, Document, MongoClient } from 'mongodb';
import { random } from './random.ts';
import { SAMPLE_DOCUMENTS, type SampleContext } from './sample-documents.ts';
import { SAMPLE_INDEXES } from './sample-indexes.ts';
import { documentCounts, SAMPLE_DATABASE, SAMPLE_SEED, type SampleCollection } from './sample-shape.ts';

const BATCH = 2000;

export interface SeedMongoOptions {
  readonly documents: number;
  readonly nowMs: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Resolves with the number of documents written. */
export async function seedMongo(
  client: MongoClient,
  { documents, nowMs, onProgress }: SeedMongoOptions,
): Promise<number> {
  const database = client.db(SAMPLE_DATABASE);
  const counts = documentCounts(documents);
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const context: SampleContext = { random: random(SAMPLE_SEED), nowMs, counts };
  let done = 0;
  for (const [name, count] of Object.entries(counts) as [SampleCollection, number][]) {
    for (let first = 0; first < count; first += BATCH) {
      const batch: Document[] = [];
      for (let index = first; index < Math.min(count, first + BATCH); index++)
        batch.push(SAMPLE_DOCUMENTS[name](index, context));
      await database.collection(name).insertMany(batch, { ordered: false, writeConcern: { w: 1 } });
      done += batch.length;
      onProgress?.(done, total);
    }
    await buildIndexes(database, name);
  }
  return total;
}

/** All indexes of a collection in one command: one scan builds them all. */
async function buildIndexes(database: Db, name: SampleCollection): Promise<void> {
  await database.collection(name).createIndexes([...SAMPLE_INDEXES[name]], { commitQuorum: 1 });
}
