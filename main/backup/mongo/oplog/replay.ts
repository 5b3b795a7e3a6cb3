// Replays entries of the oplog on collections that were restored beside: by name, in order, each one once, through the server's
// own `applyOps`. Writes to side databases only. What it makes of collections and indexes it tells; indexes are built later.
// On the way it tells points where another attempt may go on.

import { MongoServerError, type Document, type MongoClient } from 'mongodb';
import { AppError } from '../../../../shared/errors.ts';
import { compareMoments, type Moment } from '../../../../shared/moment.ts';
import { SYSTEM_DATABASES } from '../../../mongo/mongo-access.ts';
import { createCollection } from '../load-collection.ts';
import { isSideCollection } from '../restore-names.ts';
import {
  created,
  seriesName,
  withChangedIndex,
  withIndex,
  withoutIndex,
  type ModelledCollection,
} from './catalogue-model.ts';
import { commandOf, innerOperations, partOfTransaction, type Entry, type Operation } from './entries.ts';
import { exactDocument } from './exact-document.ts';
import { OperationBatch } from './operation-batch.ts';
import { isRepeatable, ReplayPoints, type NewPoint, type ReplayPoint } from './replay-point.ts';
import { databaseOf, type Survey } from './survey.ts';

export interface ReplayOptions {
  readonly client: MongoClient;
  readonly entries: AsyncIterable<Entry>;
  readonly survey: Survey;
  /** What came up to then is in the set. */
  readonly after: Moment;
  /** As the set has them. */
  readonly collections: readonly ModelledCollection[];
  /** Read at another moment than the rest: what an entry changes may be gone from them already. */
  readonly apart: ReadonlySet<string>;
  readonly isWanted: (database: string) => boolean;
  readonly sideOf: (database: string) => string;
  /** Where an interrupted attempt had come to: its collections count, not those of the set. */
  readonly from: ReplayPoint | null;
  /** Resolves when the point is noted; the replay waits for it. */
  readonly onPoint: (point: NewPoint) => Promise<void>;
  readonly signal: AbortSignal;
  readonly onOperations: (count: number) => void;
}

const NAMESPACE_NOT_FOUND = 26;
/** Of these the end alone counts, or they are about other things than content. */
const WITHOUT_EFFECT = new Set([
  'startIndexBuild',
  'abortIndexBuild',
  'commitTransaction',
  'abortTransaction',
  'dbCheck',
]);

/** What came before them would find nothing, or something else of that name. */
const MUST_STAND_ALONE = new Set(['drop', 'dropDatabase', 'renameCollection']);

/** Returns what there is then. Throws `unsupported` for an entry nobody here knows, and `CannotGoOn`. */
export async function replay(options: ReplayOptions): Promise<readonly ModelledCollection[]> {
  const replaying = new Replaying(options);
  await replaying.begin();
  for await (const entry of options.entries) {
    options.signal.throwIfAborted();
    await replaying.take(entry);
  }
  return replaying.end();
}

class Replaying {
  readonly #options: ReplayOptions;
  readonly #collections: Map<string, ModelledCollection>;
  readonly #batch: OperationBatch;
  readonly #points: ReplayPoints;

  constructor(options: ReplayOptions) {
    const { client, from, apart, onOperations, onPoint } = options;
    this.#options = options;
    const collections = from?.collections ?? options.collections;
    this.#collections = new Map(collections.map((each) => [keyOf(each.database, each.name), each]));
    const isRepeated = (): boolean => this.#points.isRepeated;
    this.#batch = new OperationBatch({ client, mayLack: (name) => apart.has(name), isRepeated, onOperations });
    this.#points = new ReplayPoints({
      from,
      collections: () => [...this.#collections.values()],
      onPoint,
      flush: () => this.#batch.flush(),
    });
  }

  begin(): Promise<void> {
    return this.#points.note();
  }

  async take(entry: Entry): Promise<void> {
    const { after, survey, from } = this.#options;
    if (from && compareMoments(entry.at, from.at) <= 0) return;
    const part = partOfTransaction(entry);
    const isOfSeveral = part !== null && (part.isOpen || part.count > 0);
    // The parts of a transaction count when its end does; its documents are nobody else's in between.
    if (isOfSeveral ? !survey.committed.has(part.id) : compareMoments(entry.at, after) <= 0) return;
    try {
      await this.#apply(entry);
      await this.#points.taken(entry.at);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      throw new AppError(error.code, `${error.message} (entry of ${entry.at})`, {
        hint: error.hint ?? '',
        cause: error,
      });
    }
  }

  /** Side collections of restores that were under way then are nobody's. */
  async end(): Promise<readonly ModelledCollection[]> {
    await this.#batch.flush();
    for (const collection of [...this.#collections.values()]) {
      if (!isSideCollection(collection.name)) continue;
      await this.#drop(collection);
    }
    return [...this.#collections.values()];
  }

  async #apply(operation: Operation, isInside = false): Promise<void> {
    if (operation.op === 'n') return;
    if (operation.op === 'c') return this.#command(operation, isInside);
    const { namespace } = operation;
    const database = databaseOf(namespace);
    const name = namespace.slice(database.length + 1);
    if (!this.#isWanted(database)) return;
    if (name === 'system.views') return this.#changeView(database, operation);
    const collection = this.#find(database, seriesName(name) ?? name);
    if (!collection) {
      if (name.startsWith('system.') && name !== 'system.js') return;
      throw unsupported(`A write to ${namespace}, which is not there at that moment`);
    }
    if (!isRepeatable(collection)) await this.#points.lose();
    this.#points.count();
    const { op, o, o2 } = operation;
    const of = { op, ns: `${this.#options.sideOf(database)}.${name}`, o: exactDocument(o) };
    await this.#batch.add({ ...of, ...(op === 'u' && o2 && { o2: exactDocument(o2) }) }, o.length);
  }

  async #command(operation: Operation, isInside: boolean): Promise<void> {
    const command = commandOf(operation);
    if (command === 'applyOps') {
      for (const inner of innerOperations(operation)) await this.#apply(inner, true);
      return;
    }
    const database = databaseOf(operation.namespace);
    if (!this.#isWanted(database) || WITHOUT_EFFECT.has(command)) return;
    if (MUST_STAND_ALONE.has(command)) await this.#points.alone(isInside);
    else await this.#batch.flush();
    this.#points.collectionsChanged();
    await this.#define(database, command, exactDocument(operation.o));
  }

  async #define(database: string, command: string, o: Document): Promise<void> {
    const named = String(o[command]);
    const known = this.#find(database, seriesName(named) ?? named);
    switch (command) {
      case 'create':
        return this.#create(created(database, o));
      case 'drop':
        return known && this.#drop(known);
      case 'dropDatabase':
        for (const each of [...this.#collections.values()]) if (each.database === database) await this.#drop(each);
        return;
      case 'renameCollection':
        return this.#rename(named, String(o['to']));
      case 'createIndexes': {
        const { createIndexes: _collection, ...spec } = o;
        return this.#change(known, (collection) => withIndex(collection, spec));
      }
      case 'commitIndexBuild':
        return this.#change(known, (collection) => (o['indexes'] as Document[]).reduce(withIndex, collection));
      case 'dropIndexes':
      case 'deleteIndexes':
        return this.#change(known, (collection) => withoutIndex(collection, String(o['index'])));
      case 'collMod':
        return this.#modify(known, o);
      default:
        throw unsupported(`The command ${command} of the oplog`);
    }
  }

  async #create(collection: ModelledCollection): Promise<void> {
    if (collection.name === 'system.views' || this.#find(collection.database, collection.name)) return;
    // All that an interrupted attempt laid into it comes again.
    if (this.#points.isRepeated) await this.#dropThere(collection.database, collection.name);
    await createCollection(this.#options.client, this.#placeOf(collection), collection);
    this.#put(collection);
  }

  async #drop({ database, name, type }: ModelledCollection): Promise<void> {
    this.#collections.delete(keyOf(database, name));
    if (type === 'view') return; // made at the end
    await this.#dropThere(database, name);
  }

  async #dropThere(database: string, name: string): Promise<void> {
    try {
      await this.#run(database, { drop: name });
    } catch (error) {
      const isGone = error instanceof MongoServerError && error.code === NAMESPACE_NOT_FOUND;
      if (!(isGone && this.#points.isRepeated)) throw error;
    }
  }

  async #rename(from: string, to: string): Promise<void> {
    const [source, target] = [this.#named(from), this.#named(to)];
    const moved = this.#find(source.database, source.name);
    if (!moved) throw unsupported(`A rename of ${from}, which is not there at that moment`);
    const { client, sideOf } = this.#options;
    if (!(this.#points.isRepeated && (await this.#isGone(source)))) {
      await client.db('admin').command({
        renameCollection: `${sideOf(source.database)}.${source.name}`,
        to: `${sideOf(target.database)}.${target.name}`,
        dropTarget: true,
        writeConcern: { w: 'majority' },
      });
    }
    this.#collections.delete(keyOf(source.database, source.name));
    this.#put({ ...moved, ...target });
  }

  async #isGone({ database, name }: Pick<ModelledCollection, 'database' | 'name'>): Promise<boolean> {
    const { client, sideOf } = this.#options;
    return !(await client.db(sideOf(database)).listCollections({ name }, { nameOnly: true }).hasNext());
  }

  async #modify(known: ModelledCollection | undefined, { collMod: _name, index, ...options }: Document): Promise<void> {
    if (!known) return;
    if (index) this.#put(withChangedIndex(known, index as Document));
    const { expireAfterSeconds, ...others } = options;
    const now = this.#find(known.database, known.name)!;
    if (expireAfterSeconds !== undefined) {
      const { expireAfterSeconds: _before, ...kept } = now.options;
      this.#put({ ...now, options: expireAfterSeconds === 'off' ? kept : { ...kept, expireAfterSeconds } });
    }
    if (Object.keys(others).length > 0) await this.#run(known.database, { collMod: known.name, ...others });
  }

  #changeView(database: string, { op, o, o2 }: Operation): void {
    const { _id, ...options } = exactDocument(op === 'u' ? o2! : o);
    const name = String(_id).slice(database.length + 1);
    const isSeries = this.#find(database, name)?.type === 'timeseries';
    if (isSeries) return; // of its own view
    this.#points.collectionsChanged();
    if (op === 'd') return void this.#collections.delete(keyOf(database, name));
    const { _id: _same, ...changed } = op === 'u' ? exactDocument(o) : { _id, ...options };
    if (Object.hasOwn(changed, '$v')) throw unsupported(`A change of the view ${String(_id)}`);
    this.#put({ database, name, type: 'view', options: changed, indexes: [] });
  }

  #run(database: string, command: Document): Promise<unknown> {
    const { client, sideOf } = this.#options;
    return client.db(sideOf(database)).command({ ...command, writeConcern: { w: 'majority' } });
  }

  #change(known: ModelledCollection | undefined, change: (collection: ModelledCollection) => ModelledCollection): void {
    if (known) this.#put(change(known));
  }

  #put(collection: ModelledCollection): void {
    this.#collections.set(keyOf(collection.database, collection.name), collection);
  }

  #find(database: string, name: string): ModelledCollection | undefined {
    return this.#collections.get(keyOf(database, name));
  }

  #isWanted(database: string): boolean {
    return !SYSTEM_DATABASES.has(database) && this.#options.isWanted(database);
  }

  #placeOf({ database, name }: ModelledCollection): { readonly database: string; readonly name: string } {
    return { database: this.#options.sideOf(database), name };
  }

  #named(namespace: string): { readonly database: string; readonly name: string } {
    const database = databaseOf(namespace);
    return { database, name: namespace.slice(database.length + 1) };
  }
}

function keyOf(database: string, name: string): string {
  return `${database}.${name}`;
}

function unsupported(what: string): AppError {
  return new AppError('unsupported', `${what} cannot be replayed.`, {
    hint: 'Restore to a moment before it, or begin at a newer set.',
  });
}
