// What user collections there are, with everything needed to make them again: options, indexes, kind. Reads only.

import { BSON, MongoServerError, type Document, type MongoClient } from 'mongodb';
import { SYSTEM_DATABASES } from '../../mongo/mongo-access.ts';
import { isSideCollection } from './restore-names.ts';

export interface FoundCollection {
  readonly database: string;
  readonly name: string;
  readonly type: 'collection' | 'view' | 'timeseries';
  /** As listCollections gives them, values in their BSON types. */
  readonly options: Document;
  readonly uuid: string | null;
  /** Of the collection that holds the documents, which for a time series is another one. Null for views. */
  readonly storedUuid: string | null;
  /** Specs as listIndexes gives them, without namespaces. */
  readonly indexes: readonly Document[];
  /** Only these of its documents. */
  readonly filter?: Document;
}

/** BSON types are kept: an index direction may be an int, a long or a double, and must stay so. */
export const KEEP_TYPES = { promoteValues: false, promoteLongs: false, bsonRegExp: true } as const;

export async function listUserDatabases(client: MongoClient): Promise<readonly string[]> {
  const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
  return databases
    .map(({ name }) => name)
    .filter((name) => !SYSTEM_DATABASES.has(name))
    .sort();
}

/** Functions that users keep in a database: of all system collections the one that is theirs. */
const STORED_FUNCTIONS = 'system.js';

const INDEX_LISTS_AT_ONCE = 8;
const NAMESPACE_NOT_FOUND = 26;

/**
 * Collections, views and time series of a database, by name. System collections are left out, as mongodump does, and so is
 * what is dropped in this moment.
 */
export async function listCollections(
  client: MongoClient,
  database: string,
  isWanted: (entry: Document) => boolean = isOfUser,
): Promise<readonly FoundCollection[]> {
  const db = client.db(database);
  const entries = await db.listCollections({}, { ...KEEP_TYPES, nameOnly: false } as object).toArray();
  const uuids = new Map(entries.map((entry) => [String(entry.name), uuidOf(entry)]));
  const queue = entries.filter(isWanted);
  const found: FoundCollection[] = [];
  const lane = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const collection = await describeCollection(client, database, next);
      if (collection) found.push({ ...collection, storedUuid: uuids.get(storedName(collection)) ?? null });
    }
  };
  await Promise.all(Array.from({ length: INDEX_LISTS_AT_ONCE }, lane));
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function isOfUser({ name, type = 'collection' }: Document): boolean {
  const collection = String(name);
  if ((collection.startsWith('system.') && collection !== STORED_FUNCTIONS) || isSideCollection(collection))
    return false;
  return type === 'collection' || type === 'view' || type === 'timeseries';
}

async function describeCollection(
  client: MongoClient,
  database: string,
  entry: Document,
): Promise<Omit<FoundCollection, 'storedUuid'> | undefined> {
  const { name, type = 'collection', options = {} } = entry;
  try {
    return {
      database,
      name,
      type,
      options,
      uuid: uuidOf(entry),
      indexes: type === 'view' ? [] : await listIndexes(client, database, name),
    };
  } catch (error) {
    // The code, too, comes in its BSON type.
    if (error instanceof MongoServerError && Number(error.code) === NAMESPACE_NOT_FOUND) return undefined;
    throw error;
  }
}

function uuidOf({ info }: Document): string | null {
  return info?.uuid ? Buffer.from((info.uuid as BSON.Binary).buffer).toString('hex') : null;
}

export async function listIndexes(
  client: MongoClient,
  database: string,
  collection: string,
): Promise<readonly Document[]> {
  const specs: Document[] = [];
  for await (const spec of client
    .db(database)
    .collection(collection)
    .listIndexes({ ...KEEP_TYPES } as object)) {
    const { ns: _namespace, ...rest } = spec as Document;
    specs.push(rest);
  }
  return specs;
}

/** Where the documents of a time series really are. */
export function storedName({ name, type }: Pick<FoundCollection, 'name' | 'type'>): string {
  return type === 'timeseries' ? `system.buckets.${name}` : name;
}

/** The metadata file of a collection, as mongodump writes it. */
export function metadataText({ name, type, options, uuid, indexes }: FoundCollection): string {
  return BSON.EJSON.stringify(
    {
      ...(Object.keys(options).length === 0 ? {} : { options }),
      indexes,
      ...(uuid === null ? {} : { uuid }),
      collectionName: name,
      type,
    },
    { relaxed: false },
  );
}

export interface Metadata {
  readonly indexes: readonly Document[];
  readonly options: Document;
}

export function parseMetadata(content: string): Metadata {
  const { indexes = [], options = {} } = BSON.EJSON.parse(content, { relaxed: false }) as Partial<Metadata>;
  return { indexes, options };
}

/** Index specs in a form that can be compared: whatever the order of their options, without the namespaces older servers put into them. */
export function comparableIndexes(specs: readonly Document[]): string {
  return specs
    .map(({ ns: _namespace, ...spec }) => Object.fromEntries(Object.entries(spec).sort(([a], [b]) => (a < b ? -1 : 1))))
    .map((spec) => BSON.EJSON.stringify(spec, { relaxed: false }))
    .sort()
    .join('\n');
}
