// What the servers themselves remember of a restore that was compared: which collections it made, and, once they are in place,
// what bore their names before. One document per restore in the console's own database, so that every console can cut over, go
// back and release.

import { z } from 'zod';
import type { Collection, MongoClient } from 'mongodb';
import { OWN_DATABASE } from '../../mongo/mongo-access.ts';

const Bearer = z.union([
  z.object({ type: z.literal('collection'), uuid: z.string().nullable() }),
  z.object({ type: z.literal('view'), definition: z.string() }),
]);

const RestoredCollection = z.object({
  /** What it is called in the end. */
  database: z.string(),
  name: z.string(),
  restored: z.union([Bearer, z.object({ type: z.literal('timeseries') })]),
  /** As they were compared; null for views. */
  documents: z.number().nullable(),
  /** What bore the name when it was cut over; absent: it was not yet. */
  was: Bearer.nullable().optional(),
});

const RestoredRecord = z.object({
  id: z.string(),
  set: z.string(),
  /** What the data are of. */
  momentMs: z.number(),
  restoredMs: z.number(),
  by: z.string(),
  collections: z.array(RestoredCollection),
});

export type RestoredCollection = z.output<typeof RestoredCollection>;
export type RestoredRecord = z.output<typeof RestoredRecord>;

interface Stored {
  readonly _id: string;
  readonly record?: unknown;
  readonly settled?: number;
}

function stored(client: MongoClient): Collection<Stored> {
  return client.db(OWN_DATABASE).collection<Stored>('restored', { writeConcern: { w: 'majority' } });
}

export async function writeRestored(client: MongoClient, record: RestoredRecord): Promise<void> {
  await stored(client).updateOne({ _id: record.id }, { $set: { record } }, { upsert: true });
}

/** Resolves once a majority has this and all that was written before it. */
export async function settle(client: MongoClient, id: string): Promise<void> {
  await stored(client).updateOne({ _id: id }, { $inc: { settled: 1 } }, { upsert: true });
}

export async function forgetRestored(client: MongoClient, id: string): Promise<void> {
  await stored(client).deleteOne({ _id: id });
}

/** Newest first. What another version wrote and this one does not understand is left out. */
export async function readRestoredRecords(client: MongoClient): Promise<readonly RestoredRecord[]> {
  const documents = await stored(client).find().toArray();
  return documents
    .flatMap(({ record }) => {
      const parsed = RestoredRecord.safeParse(record);
      return parsed.success ? [parsed.data] : [];
    })
    .sort((a, b) => b.restoredMs - a.restoredMs);
}
