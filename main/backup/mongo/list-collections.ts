// What user collections there are, with everything needed to make them again: options, indexes, kind. Reads only.

import { BSON, type Document, type MongoClient } from 'mongodb';
import { SYSTEM_DATABASES } from '../../mongo/mongo-access.ts';
import { isSideCollection } from './restore-names.ts';

export interface FoundCollection {
  readonly database: string;
  readonly name: string;
  readonly type: 'collection' | 'view' | 'timeseries';
  /** As listCollections gives them, values in their BSON types. */
  readonly options: Document;
  readonly uuid: string | null;
  /** Specs as listIndexes gives them, without namespaces. */
  readonly indexes: readonly Document[];
}

/** BSON types are kept: an index direction may be an int, a long or a double, and must stay so. */
const KEEP_TYPES = { promoteValues: false, promoteLongs: false, bsonRegExp: true } as const;

export async function listUserDatabases(client: MongoClient): Promise<readonly string[]> {
  const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
  return databases
    .map(({ name }) => name)
    .filter((name) => !SYSTEM_DATABASES.has(name))
    .sort();
}

/** Functions that users keep in a database: of all system collections the one that is theirs. */
const STORED_FUNCTIONS = 'system.js';

/** Collections, views and time series of a database, by name. System collections are left out, as mongodump does. */
export async function listCollections(client: MongoClient, database: string): Promise<readonly FoundCollection[]> {
  const db = client.db(database);
  const found: FoundCollection[] = [];
  const cursor = db.listCollections({}, { ...KEEP_TYPES, nameOnly: false } as object);
  for await (const entry of cursor) {
    const {
      type = 'collection',
      info,
      options,
    } = entry as unknown as { type?: string; info?: { uuid?: BSON.Binary }; options?: Document };
    const name = String(entry.name);
    const kind = String(type);
    if ((name.startsWith('system.') && name !== STORED_FUNCTIONS) || isSideCollection(name)) continue;
    if (kind !== 'collection' && kind !== 'view' && kind !== 'timeseries') continue;
    found.push({
      database,
      name,
      type: kind,
      options: options ?? {},
      uuid: info?.uuid ? Buffer.from(info.uuid.buffer).toString('hex') : null,
      indexes: kind === 'view' ? [] : await listIndexes(client, database, name),
    });
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
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

/** Index specs in a form that can be compared. */
export function comparableIndexes(specs: readonly Document[]): string {
  return specs
    .map((spec) => BSON.EJSON.stringify(spec, { relaxed: false }))
    .sort()
    .join('\n');
}
