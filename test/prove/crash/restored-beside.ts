// What the proof of crashes cuts over, takes back and releases: copies of two collections, as a restore beside would leave them,
// each with one document that tells it from the one that is in use.

import type { MongoClient } from 'mongodb';
import { findRestored } from '../../../main/backup/mongo/find-restored.ts';
import {
  bearerOf,
  cutBack,
  cutOver,
  readNames,
  type ExchangeOptions,
} from '../../../main/backup/mongo/put-in-place.ts';
import { sideCollection, sideDatabase } from '../../../main/backup/mongo/restore-names.ts';
import { forgetRestored, settle, writeRestored } from '../../../main/backup/mongo/restored-record.ts';
import { describeDatabase } from '../../integration/backup-mongo-data.ts';

export const RESTORED_ID = 'crashed1';
const NAMES = ['orders', 'users'] as const;

/** What `describe` says of them once they are in place; learnt when they are made. */
const inPlace = new Map<string, string>();

export function asRestored(before: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...before, ...inPlace]);
}

/** In a database of their own, with a record; what is there already stays. */
export async function leaveBeside(client: MongoClient, database: string): Promise<void> {
  if (await isThere(client)) return;
  await makeIn(client, database, { database: sideDatabase(RESTORED_ID, database), nameOf: (name) => name });
}

/** In place, with the old ones kept. */
export async function leavePlaced(client: MongoClient, database: string): Promise<void> {
  if (await isThere(client)) return;
  await makeIn(client, database, { database, nameOf: (name) => sideCollection(RESTORED_ID, name) });
  const names = await readNames(client, database);
  const placements = NAMES.map((name) => ({
    ...{ database, name },
    restored: bearerOf(names.get(sideCollection(RESTORED_ID, name))!),
    was: bearerOf(names.get(name)!),
  }));
  await remember(client, placements);
  await cutOver(exchange(client, placements));
}

/** As if there had never been such a restore. */
export async function removeRestored(client: MongoClient, database: string): Promise<void> {
  const found = (await findRestored(client)).find(({ id }) => id === RESTORED_ID);
  if (found?.kept.length) {
    const placements = found.collections.flatMap(({ restored, was, name, canGoBack }) =>
      canGoBack && was && restored.type !== 'timeseries' ? [{ database, name, restored, was }] : [],
    );
    await cutBack(exchange(client, placements));
  }
  for (const [name] of await readNames(client, database))
    if (name.includes(`_${RESTORED_ID}.`)) await client.db(database).collection(name).drop();
  await client.db(sideDatabase(RESTORED_ID, database)).dropDatabase();
  await forgetRestored(client, RESTORED_ID);
}

async function isThere(client: MongoClient): Promise<boolean> {
  return (await findRestored(client)).some(({ id }) => id === RESTORED_ID);
}

interface Home {
  readonly database: string;
  nameOf(name: string): string;
}

async function makeIn(client: MongoClient, database: string, home: Home): Promise<void> {
  for (const name of NAMES) {
    const from = client.db(database).collection(name);
    const to = client.db(home.database).collection(home.nameOf(name));
    await from.aggregate([{ $out: { db: home.database, coll: home.nameOf(name) } }]).toArray();
    await to.updateOne({ index: 3 }, { $set: { state: 'restored' } }, { writeConcern: { w: 'majority' } });
    const indexes = (await from.indexes()).filter((index) => index.name !== '_id_');
    await to.createIndexes(indexes.map(({ v: _version, ...index }) => index) as Parameters<typeof to.createIndexes>[0]);
  }
  const described = await describeDatabase(client, home.database);
  for (const name of NAMES) inPlace.set(`mongo ${name}`, described.get(home.nameOf(name))!);
  await remember(
    client,
    NAMES.map((name) => ({ database, name, restored: { type: 'collection', uuid: null } })),
  );
}

function remember(
  client: MongoClient,
  collections: readonly Pick<
    Parameters<typeof writeRestored>[1]['collections'][number],
    'database' | 'name' | 'restored' | 'was'
  >[],
): Promise<void> {
  return writeRestored(client, {
    ...{ id: RESTORED_ID, set: 'a set', momentMs: 0, restoredMs: 0, by: 'the proof' },
    collections: collections.map((each) => ({ ...each, documents: null })),
  });
}

function exchange(client: MongoClient, placements: ExchangeOptions['placements']): ExchangeOptions {
  return { client, id: RESTORED_ID, placements, settle: () => settle(client, RESTORED_ID) };
}
