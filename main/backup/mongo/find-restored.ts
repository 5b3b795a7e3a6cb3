// Finds what restores have left on the servers: made beside, waiting under side names, in place with the old ones kept. Names and
// identities are the servers' own; the records only say what belongs together. Reads only.

import type { MongoClient } from 'mongodb';
import { listUserDatabases } from './list-collections.ts';
import { bears, bearerOf, readNames, type Entry, type Names, type Placement } from './put-in-place.ts';
import { beforeCollection, idOfSideDatabase, parseWorkingName, sideCollection, sideDatabase } from './restore-names.ts';
import { readRestoredRecords, type RestoredCollection, type RestoredRecord } from './restored-record.ts';

export interface Place {
  readonly database: string;
  readonly name: string;
}

/** What bears a working name, told apart from what may bear it later. */
export interface LeftCollection extends Place {
  readonly uuid: string | null;
}

/** A restored collection and where it is now; `gone`: under no name that a restore gives. */
export interface FoundCollection extends RestoredCollection {
  readonly state: 'beside' | 'waiting' | 'placed' | 'gone';
  /** Its name now. */
  readonly at: Place;
  /** Null: it has none, or is gone. */
  readonly uuid: string | null;
  /** What is under its own name now, where that is not itself. */
  readonly live: Entry | null;
  /** It is in place, and what was there before can be put back. */
  readonly canGoBack: boolean;
}

export interface FoundRestore {
  readonly id: string;
  /** Null: an older version's, or one that did not come to its end. */
  readonly record: RestoredRecord | null;
  readonly collections: readonly FoundCollection[];
  /** Everything that bears its id, recorded or not. */
  readonly sideDatabases: readonly string[];
  readonly side: readonly LeftCollection[];
  readonly kept: readonly LeftCollection[];
}

type AllNames = ReadonlyMap<string, Names>;

/** Newest first; those without a record last. */
export async function findRestored(client: MongoClient): Promise<readonly FoundRestore[]> {
  const records = await readRestoredRecords(client);
  const databases = await listUserDatabases(client);
  const all: AllNames = new Map(
    await Promise.all(databases.map(async (name) => [name, await readNames(client, name)] as const)),
  );
  const ids = new Set([...records.map(({ id }) => id), ...idsIn(all)]);
  return [...ids]
    .map((id) => gather(id, records.find((record) => record.id === id) ?? null, all))
    .filter((found) => isLeft(found));
}

function* idsIn(all: AllNames): Iterable<string> {
  for (const [database, names] of all) {
    const id = idOfSideDatabase(database);
    if (id !== null) yield id;
    for (const name of names.keys()) {
      const working = parseWorkingName(name);
      if (working) yield working.id;
    }
  }
}

function gather(id: string, record: RestoredRecord | null, all: AllNames): FoundRestore {
  const sideDatabases = [...all.keys()].filter((name) => idOfSideDatabase(name) === id);
  const named = (kind: 'side' | 'before'): LeftCollection[] =>
    [...all].flatMap(([database, names]) =>
      [...names]
        .filter(([name]) => {
          const working = parseWorkingName(name);
          return working?.id === id && working.kind === kind;
        })
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, { uuid }]) => ({ database, name, uuid })),
    );
  const kept = named('before');
  const collections = (record?.collections ?? fromNames(kept, all)).map((each) => locate(id, each, all));
  return { id, record, collections, sideDatabases, side: named('side'), kept };
}

/** What an older version kept: the collection that bears the name now is the restored one. */
function fromNames(kept: readonly Place[], all: AllNames): readonly RestoredCollection[] {
  return kept.flatMap(({ database, name }) => {
    const working = parseWorkingName(name)!;
    const old = all.get(database)?.get(name);
    const live = all.get(database)?.get(working.collection);
    if (working.number !== 1 || old === undefined || live === undefined || live.type === 'timeseries') return [];
    const of = { database, name: working.collection, documents: null };
    return [{ ...of, restored: bearerOf(live), was: bearerOf(old) }];
  });
}

function locate(id: string, collection: RestoredCollection, all: AllNames): FoundCollection {
  const { database, name, restored, was } = collection;
  const find = (place: Place): Entry | undefined => all.get(place.database)?.get(place.name);
  const at = { database, name };
  const live = find(at);
  const found = { ...collection, at, uuid: null, live: live ?? null, canGoBack: false };
  // A record is written when all of it is there, so the name alone tells whose they are.
  const waiting = { database, name: sideCollection(id, name) };
  const beside = { database: sideDatabase(id, database), name };
  for (const [state, place] of [
    ['beside', beside],
    ['waiting', waiting],
  ] as const) {
    const entry = find(place);
    if (entry?.type === restored.type) return { ...found, state, at: place, uuid: entry.uuid };
  }
  if (was !== undefined && restored.type !== 'timeseries' && bears(live, restored)) {
    const isSame = was?.type === 'view' && restored.type === 'view' && was.definition === restored.definition;
    const canGoBack =
      was?.type === 'collection' ? bears(find({ database, name: beforeCollection(id, name) }), was) : !isSame;
    return { ...found, state: 'placed', uuid: live?.uuid ?? null, live: null, canGoBack };
  }
  // A view that went back has no side name: its definition is all there is of it.
  return { ...found, state: restored.type === 'view' && was !== undefined ? 'waiting' : 'gone' };
}

function isLeft({ sideDatabases, side, kept }: FoundRestore): boolean {
  return sideDatabases.length + side.length + kept.length > 0;
}

/** Those that can go back to what was there before: it is still kept, or there was none. */
export function placementsBack(found: FoundRestore): readonly Placement[] {
  return found.collections.flatMap(({ database, name, restored, was, canGoBack }) =>
    canGoBack && was !== undefined && restored.type !== 'timeseries' ? [{ database, name, restored, was }] : [],
  );
}

/** MongoDB renames no time series and none of its own collections. */
export function canBePlaced({ restored, name }: Pick<FoundCollection, 'restored' | 'name'>): boolean {
  return restored.type !== 'timeseries' && name !== 'system.js';
}
