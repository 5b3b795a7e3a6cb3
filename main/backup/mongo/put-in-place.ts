// Lets restored collections and those that were there change places, all of them back to back, by renames inside their
// database. Every name can be gone over again: what is already so is left so. Never drops documents.

import { BSON, MongoServerError, type Document, type MongoClient } from 'mongodb';
import { AppError } from '../../../shared/errors.ts';
import { KEEP_TYPES } from './list-collections.ts';
import { isElection, LONGEST_LOSS_MS, pauseBeforeNextTry } from './lost-connection.ts';
import { beforeCollection, sideCollection } from './restore-names.ts';

const NAMESPACE_NOT_FOUND = 26;
const NAMESPACE_EXISTS = 48;
/** How often a collection may come back between two renames because clients go on writing to it. */
const MOST_LATECOMERS = 10;
/** Without it, servers since MongoDB 5.0 wait for a majority each time. */
const AT_ONCE = { writeConcern: { w: 1 } } as const;

export interface Entry {
  readonly type: 'collection' | 'view' | 'timeseries';
  readonly options: Document;
  /** Stays the same through renames inside a database; null for views. */
  readonly uuid: string | null;
}

export type Names = ReadonlyMap<string, Entry>;

/** Names in a database, or one of them, with what they are. BSON types are kept: the definition of a view is compared to the letter. */
export async function readNames(client: MongoClient, database: string, name?: string): Promise<Names> {
  const filter = name === undefined ? {} : { name };
  const options = { ...KEEP_TYPES, nameOnly: false } as object;
  const entries = await client.db(database).listCollections(filter, options).toArray();
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

/** What bears a name, or shall. A view is its definition. `uuid` null: not known. */
export type Bearer =
  | { readonly type: 'collection'; readonly uuid: string | null }
  | { readonly type: 'view'; readonly definition: string };

/** One name, what was restored for it and what bore it before. */
export interface Placement {
  readonly database: string;
  readonly name: string;
  readonly restored: Bearer;
  /** Null: nothing. */
  readonly was: Bearer | null;
}

export function bearerOf({ type, options, uuid }: Entry): Bearer {
  return type === 'view' ? { type, definition: viewDefinition(options) } : { type: 'collection', uuid };
}

export function viewDefinition({ viewOn, pipeline, collation }: Document): string {
  return BSON.EJSON.stringify(
    { viewOn, pipeline: pipeline ?? [], ...(collation === undefined ? {} : { collation }) },
    { relaxed: false },
  );
}

export interface Exchanged {
  /** Renames that were needed; 0: everything was as it should be. */
  readonly renamed: number;
  /** The longest that one of the names was without a collection, and from the first rename to the last. */
  readonly longestGapMs: number;
  readonly tookMs: number;
  /** Collections that clients made in between; they are kept. */
  readonly latecomers: number;
}

export interface ExchangeOptions {
  readonly client: MongoClient;
  readonly id: string;
  readonly placements: readonly Placement[];
  /** Writes something that a majority acknowledges: the renames before it are then safe too. */
  readonly settle: () => Promise<void>;
}

/** The old ones aside, the restored ones in their place. An election in between is waited for. */
export function cutOver({ id, placements, ...options }: ExchangeOptions): Promise<Exchanged> {
  return exchange(
    placements.map(({ restored, was, ...name }) => ({
      ...name,
      comes: restored,
      goes: was,
      from: sideCollection(id, name.name),
      aside: (number) => beforeCollection(id, name.name, number),
    })),
    options,
  );
}

/** The way back: the old ones in their place again, the restored ones aside. */
export function cutBack({ id, placements, ...options }: ExchangeOptions): Promise<Exchanged> {
  return exchange(
    placements.map(({ restored, was, ...name }) => ({
      ...name,
      comes: was,
      goes: restored,
      from: beforeCollection(id, name.name),
      aside: (number) => sideCollection(id, name.name, number),
    })),
    options,
  );
}

/** Whether every restored one bears its name now. */
export async function areInPlace(client: MongoClient, placements: readonly Placement[]): Promise<boolean> {
  for (const [database, mine] of byDatabase(placements)) {
    const names = await readNames(client, database);
    if (!mine.every(({ name, restored }) => bears(names.get(name), restored))) return false;
  }
  return true;
}

export function bears(entry: Entry | undefined, bearer: Bearer): boolean {
  if (entry?.type !== bearer.type) return false;
  if (bearer.type === 'view') return viewDefinition(entry.options) === bearer.definition;
  return bearer.uuid === null || entry.uuid === bearer.uuid;
}

interface Change {
  readonly database: string;
  readonly name: string;
  readonly comes: Bearer | null;
  readonly goes: Bearer | null;
  /** Where what comes waits, and where what goes goes. */
  readonly from: string;
  readonly aside: (number: number) => string;
}

/**
 * Over all names again and again until none is left to do: what a majority did not have yet may be lost with its primary. The
 * renames themselves wait for no majority, so that no name is away for longer than the server takes.
 */
async function exchange(
  changes: readonly Change[],
  { client, settle }: Pick<ExchangeOptions, 'client' | 'settle'>,
): Promise<Exchanged> {
  const watch = new GapWatch();
  let renamed = 0;
  await throughElections(async () => {
    for (let isQuiet = false; !isQuiet;) {
      const before = renamed;
      for (const [database, mine] of byDatabase(changes)) {
        const names = await readNames(client, database);
        for (const change of mine) renamed += await exchangeOne(client, change, names, watch);
      }
      await settle();
      isQuiet = renamed === before;
    }
  });
  return { renamed, longestGapMs: watch.longestGapMs, tookMs: watch.tookMs, latecomers: watch.latecomers };
}

async function exchangeOne(client: MongoClient, change: Change, known: Names, watch: GapWatch): Promise<number> {
  const { database, name, comes, from } = change;
  const namespace = `${database}.${name}`;
  for (let attempt = 0, names = known; attempt <= MOST_LATECOMERS; attempt += 1) {
    if (attempt > 0) names = await readNames(client, database);
    if (isDone(change, names)) return attempt;
    if (comes?.type === 'collection') requireWaiting(change, names);
    try {
      const there = names.get(name);
      if (there?.type === 'view' && canBecome(there, comes)) {
        watch.begin(null);
        await changeView(client, database, name, comes);
      } else {
        if (there) {
          watch.begin(namespace);
          await putAside(client, change, there, names, watch);
        }
        if (comes?.type === 'collection') await rename(client, database, from, name);
        else if (comes) await client.db(database).command({ create: name, ...parse(comes), ...AT_ONCE });
        watch.end(namespace);
      }
      if (comes?.type === 'view') await requireKept(client, change, comes);
      return 1;
    } catch (error) {
      // A client wrote in between, which made the collection again: that one is kept too. Or the names are older than the change.
      const isStale =
        error instanceof MongoServerError && [NAMESPACE_EXISTS, NAMESPACE_NOT_FOUND].includes(Number(error.code));
      if (!isStale) throw error;
    }
  }
  throw new AppError('conflict', `Clients write to ${namespace} so often that it cannot be put in place.`, {
    hint: 'Pause the application for a moment and resume the run.',
  });
}

function isDone({ name, comes, goes, from }: Change, names: Names): boolean {
  const there = names.get(name);
  // Where nothing is to come, whatever else clients made under the name is theirs.
  if (comes === null) return there === undefined || (goes !== null && !bears(there, goes));
  return bears(there, comes) && !(comes.type === 'collection' && comes.uuid === null && names.has(from));
}

/** So that another one is never taken for the one that waits: somebody may have dropped or replaced it. */
function requireWaiting({ database, name, comes, from }: Change, names: Names): void {
  const waiting = names.get(from);
  if (waiting !== undefined && comes !== null && bears(waiting, comes)) return;
  throw new AppError('conflict', `${database}.${from} is gone before it could become ${database}.${name}.`, {
    hint: 'Somebody dropped or renamed it. What is under its name stays as it is.',
  });
}

/** Where the server keeps another definition than it is given, going over it again would never end. */
async function requireKept(client: MongoClient, { database, name }: Change, view: Bearer): Promise<void> {
  if (bears((await readNames(client, database, name)).get(name), view)) return;
  throw new AppError('conflict', `The view ${database}.${name} has another definition than it was given.`, {
    hint: 'Somebody changed it meanwhile, or this version of MongoDB writes it in another way. Resume the run, or leave the view out.',
  });
}

/** A view has no documents: it is dropped, and its definition is known. */
async function putAside(
  client: MongoClient,
  { database, name, goes, aside }: Change,
  there: Entry,
  names: Names,
  watch: GapWatch,
): Promise<void> {
  if (there.type === 'view') return void (await client.db(database).command({ drop: name, ...AT_ONCE }));
  let number = 1;
  while (names.has(aside(number))) number += 1;
  if (goes === null || !bears(there, goes)) watch.latecomers += 1;
  await rename(client, database, name, aside(number));
}

/** MongoDB changes everything of a view but its collation. */
function canBecome(view: Entry, comes: Bearer | null): comes is Bearer {
  if (comes?.type !== 'view') return false;
  const collationOf = ({ collation }: Document): string => BSON.EJSON.stringify({ collation }, { relaxed: false });
  return collationOf(view.options) === collationOf(parse(comes));
}

async function changeView(client: MongoClient, database: string, name: string, view: Bearer): Promise<void> {
  const { viewOn, pipeline } = parse(view);
  await client.db(database).command({ collMod: name, viewOn, pipeline, ...AT_ONCE });
}

function parse(view: Bearer): Document {
  return view.type === 'view' ? BSON.EJSON.parse(view.definition, { relaxed: false }) : {};
}

async function rename(client: MongoClient, database: string, from: string, to: string): Promise<void> {
  await client.db('admin').command({
    renameCollection: `${database}.${from}`,
    to: `${database}.${to}`,
    dropTarget: false,
    ...AT_ONCE,
  });
}

class GapWatch {
  latecomers = 0;
  longestGapMs = 0;
  readonly #away = new Map<string, number>();
  #firstMs: number | undefined;
  #lastMs = 0;

  get tookMs(): number {
    return this.#firstMs === undefined ? 0 : this.#lastMs - this.#firstMs;
  }

  /** Null: a change that leaves the name no moment without a bearer. */
  begin(namespace: string | null): void {
    const now = performance.now();
    this.#firstMs ??= now;
    this.#lastMs = now;
    if (namespace !== null && !this.#away.has(namespace)) this.#away.set(namespace, now);
  }

  end(namespace: string): void {
    const now = performance.now();
    this.#firstMs ??= now;
    this.#lastMs = now;
    this.longestGapMs = Math.max(this.longestGapMs, now - (this.#away.get(namespace) ?? now));
    this.#away.delete(namespace);
  }
}

function byDatabase<Item extends { readonly database: string }>(
  items: readonly Item[],
): ReadonlyMap<string, readonly Item[]> {
  return Map.groupBy(items, ({ database }) => database);
}

/** A collection must not stay without its name because the set elects: the names are read again, and what is missing is done. */
export async function throughElections<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
  for (let deadlineMs: number | undefined; ;) {
    const begunMs = performance.now();
    try {
      return await work();
    } catch (error) {
      const now = performance.now();
      // Work that went on for long had a primary meanwhile.
      if (deadlineMs === undefined || now - begunMs > LONGEST_LOSS_MS) deadlineMs = now + LONGEST_LOSS_MS;
      if (!isElection(error) || now > deadlineMs) throw error;
      await pauseBeforeNextTry(signal);
    }
  }
}
