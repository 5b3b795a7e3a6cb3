// What restores have left on the servers, with figures, as screens and the command line list it. Reads only.

import type { MongoClient } from 'mongodb';
import type { LeftCollections, RestoreLeft } from '../../../shared/model/restored.ts';
import { figuresOf } from './collection-figures.ts';
import { canBePlaced, findRestored, placementsBack, type FoundRestore, type Place } from './find-restored.ts';

/** Newest first. */
export async function readRestoresLeft(client: MongoClient): Promise<readonly RestoreLeft[]> {
  const left: RestoreLeft[] = [];
  for (const found of await findRestored(client)) left.push(await withFigures(client, found));
  return left;
}

async function withFigures(client: MongoClient, found: FoundRestore): Promise<RestoreLeft> {
  const { id, record, collections, side, kept, sideDatabases } = found;
  const beside = await sumOf(client, side);
  for (const database of sideDatabases) {
    const stats = await client.db(database).command({ dbStats: 1 });
    beside.collections += Number(stats['collections']);
    beside.documents += Number(stats['objects']);
    beside.sizeBytes += Number(stats['dataSize']);
  }
  return {
    id,
    made: record && { set: record.set, momentMs: record.momentMs, atMs: record.restoredMs, by: record.by },
    databases: databasesOf(found),
    beside,
    kept: await sumOf(client, kept),
    canCutOver:
      record !== null &&
      collections.some((each) => (each.state === 'beside' || each.state === 'waiting') && canBePlaced(each)),
    canCutBack: placementsBack(found).length > 0,
  };
}

function databasesOf({ collections, side, kept, sideDatabases }: FoundRestore): readonly string[] {
  const known = [...collections, ...side, ...kept].map(({ database }) => database);
  return [...new Set(known.length > 0 ? known : sideDatabases)].sort();
}

async function sumOf(
  client: MongoClient,
  places: readonly Place[],
): Promise<{ -readonly [Key in keyof LeftCollections]: number }> {
  const sum = { collections: places.length, documents: 0, sizeBytes: 0 };
  for (const place of places) {
    const { documents, sizeBytes } = await figuresOf(client, place);
    sum.documents += documents;
    sum.sizeBytes += sizeBytes;
  }
  return sum;
}
