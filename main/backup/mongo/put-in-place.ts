// Puts restored collections where they belong by renames inside their database. The collection that was there is renamed
// first and kept. Every step can be repeated: what is already so is left so. Never drops documents.

import type { Document, MongoClient } from 'mongodb';
import { MongoServerError } from 'mongodb';
import { AppError } from '../../../shared/errors.ts';
import { isElection, LONGEST_LOSS_MS, pauseBeforeNextTry } from './lost-connection.ts';
import { beforeCollection, sideCollection } from './restore-names.ts';

const NAMESPACE_EXISTS = 48;
/** How often a collection may come back between two renames because clients go on writing to it. */
const MOST_LATECOMERS = 10;

export type Placement = 'in-place' | 'waiting' | 'between' | 'absent';

interface Entry {
  readonly type: 'collection' | 'view' | 'timeseries';
  readonly options: Document;
  /** Stays the same through renames; null for views. */
  readonly uuid: string | null;
}

/** Names in a database, with what they are. */
export async function readNames(client: MongoClient, database: string): Promise<ReadonlyMap<string, Entry>> {
  const entries = await client.db(database).listCollections({}, { nameOnly: false }).toArray();
  return new Map(
    (entries as readonly Document[]).map(({ name, type, options, info }) => [
      String(name),
      {
        type: (type ?? 'collection') as Entry['type'],
        options: (options ?? {}) as Document,
        uuid: info?.uuid === undefined ? null : String(info.uuid),
      },
    ]),
  );
}

/** How far one collection has come, as its database's names tell. */
export function placementOf(names: ReadonlyMap<string, Entry>, id: string, collection: string): Placement {
  const hasSide = names.has(sideCollection(id, collection));
  const hasTarget = names.has(collection);
  if (!hasSide) return hasTarget ? 'in-place' : 'absent';
  return hasTarget || !names.has(beforeCollection(id, collection)) ? 'waiting' : 'between';
}

/**
 * The old one aside, the restored one in its place. An election in between is waited for. `uuid`: of the restored one, so that the
 * old one is never taken for it where somebody dropped the restored one.
 */
export function putInPlace(
  client: MongoClient,
  database: string,
  id: string,
  collection: string,
  uuid?: string | null,
): Promise<void> {
  return throughElections(() => placeOnce(client, database, id, collection, uuid));
}

async function placeOnce(
  client: MongoClient,
  database: string,
  id: string,
  collection: string,
  uuid: string | null | undefined,
): Promise<void> {
  const side = sideCollection(id, collection);
  for (let attempt = 0; attempt <= MOST_LATECOMERS; attempt += 1) {
    const names = await readNames(client, database);
    if (!names.has(side)) {
      const placed = names.get(collection);
      if (placed && (uuid === undefined || placed.uuid === uuid)) return;
      throw new AppError('conflict', `${database}.${side} is gone before it could be put in place.`);
    }
    const there = names.get(collection);
    if (there?.type === 'view')
      await client.db(database).command({ drop: collection, writeConcern: { w: 'majority' } });
    else if (there) {
      await rename(client, database, collection, freeName(names, beforeCollection(id, collection)));
    }
    try {
      await rename(client, database, side, collection);
      return;
    } catch (error) {
      // A client wrote in between, which made the collection again: that one is kept too.
      if (!(error instanceof MongoServerError) || error.code !== NAMESPACE_EXISTS) throw error;
    }
  }
  throw new AppError(
    'conflict',
    `Clients write to ${database}.${collection} so often that it cannot be put in place.`,
    {
      hint: 'Pause the application for a moment and resume the run.',
    },
  );
}

/** Undoes a half-done placement: gives the collection that was there its name back. */
export function takeBack(client: MongoClient, database: string, id: string, collection: string): Promise<void> {
  return throughElections(async () => {
    if (placementOf(await readNames(client, database), id, collection) !== 'between') return;
    await rename(client, database, beforeCollection(id, collection), collection);
  });
}

/** A collection must not stay without its name because the set elects: the names are read again, and what is missing is done. */
async function throughElections(work: () => Promise<void>): Promise<void> {
  const deadlineMs = performance.now() + LONGEST_LOSS_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isElection(error) || performance.now() > deadlineMs) throw error;
      await pauseBeforeNextTry();
    }
  }
}

/** Makes the view as the set has it; a view of that name is changed, a collection of that name is kept aside. */
export async function placeView(
  client: MongoClient,
  database: string,
  id: string,
  view: string,
  options: Document,
): Promise<void> {
  const names = await readNames(client, database);
  const there = names.get(view);
  const db = client.db(database);
  if (there?.type === 'view') {
    await db.command({
      collMod: view,
      viewOn: options['viewOn'],
      pipeline: options['pipeline'],
      writeConcern: { w: 'majority' },
    });
    return;
  }
  if (there) await rename(client, database, view, freeName(names, beforeCollection(id, view)));
  await db.command({ create: view, ...options, writeConcern: { w: 'majority' } });
}

async function rename(client: MongoClient, database: string, from: string, to: string): Promise<void> {
  await client.db('admin').command({
    renameCollection: `${database}.${from}`,
    to: `${database}.${to}`,
    dropTarget: false,
    writeConcern: { w: 'majority' },
  });
}

function freeName(names: ReadonlyMap<string, unknown>, name: string): string {
  if (!names.has(name)) return name;
  for (let number = 2; ; number += 1) if (!names.has(`${name}.${number}`)) return `${name}.${number}`;
}
