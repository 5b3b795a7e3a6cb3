// What a dump says of a collection, made into what a set says of it. Names and metadata of a dump are trusted as little as its bytes:
// they become paths and commands.

import { BSON, Int32, type Document } from 'mongodb';
import { AppError } from '../../../shared/errors.ts';
import { SYSTEM_DATABASES } from '../../mongo/mongo-access.ts';
import { damaged } from '../damaged.ts';
import { ACCOUNT_DATABASE, ROLES, USERS } from '../mongo/account-collections.ts';
import type { FoundCollection } from '../mongo/list-collections.ts';
import { isSideCollection } from '../mongo/restore-names.ts';

export type DumpedCollection = Omit<FoundCollection, 'storedUuid' | 'filter'>;

const LONGEST_DATABASE_BYTES = 63;
const LONGEST_NAMESPACE_BYTES = 255;
const ACCOUNT_COLLECTIONS: ReadonlySet<string> = new Set([USERS, ROLES, 'system.version']);
/** Before the names of users and roles in the dump of one database. */
const OF_ADMIN = '$admin.';
const BY_ID = { v: new Int32(2), key: { _id: new Int32(1) }, name: '_id_' } as const;

interface Metadata {
  readonly options: Document;
  readonly indexes: readonly Document[];
  readonly uuid: string | null;
  readonly name: string | null;
  readonly type: string;
}

/**
 * `metadata`: the text of its `.metadata.json`; empty where there is none. Null: no set holds a collection like this, such as one of
 * the server's own. Throws `damaged`, `unsupported`.
 */
export function dumpedCollection(
  databaseInDump: string,
  nameInDump: string,
  metadata: string,
  announcedType = '',
): DumpedCollection | null {
  const isOfAdmin = nameInDump.startsWith(OF_ADMIN);
  const database = isOfAdmin ? ACCOUNT_DATABASE : databaseInDump;
  const name = isOfAdmin ? nameInDump.slice(OF_ADMIN.length) : nameInDump;
  requireNames(databaseInDump, name);
  if (!isTaken(database, name)) return null;
  const { options, indexes, uuid, type: ownType } = parseMetadata(metadata);
  const type = typeOf(ownType || announcedType, options);
  if (type === null) {
    throw new AppError('unsupported', `${database}.${name} is of the kind “${ownType || announcedType}”.`, {
      hint: 'Restore the dump with mongorestore, and take a backup then.',
    });
  }
  const hasIdIndex = indexes.some((spec) => spec['name'] === BY_ID.name || spec['clustered'] !== undefined);
  const needsIdIndex = type === 'collection' && !hasIdIndex && options['autoIndexId'] !== false;
  return { database, name, type, options, uuid, indexes: needsIdIndex ? [BY_ID, ...indexes] : indexes };
}

/** The name the metadata tells; null where it tells none. Throws `damaged`. */
export function nameInMetadata(metadata: string): string | null {
  return parseMetadata(metadata).name;
}

function isTaken(database: string, name: string): boolean {
  if (database === ACCOUNT_DATABASE) return ACCOUNT_COLLECTIONS.has(name);
  if (SYSTEM_DATABASES.has(database) || isSideCollection(name)) return false;
  return !name.startsWith('system.') || name === 'system.js';
}

/** A view that was dumped as the documents it shows has no source. */
function typeOf(said: string, options: Document): DumpedCollection['type'] | null {
  switch (said) {
    case 'timeseries':
      return 'timeseries';
    case 'view':
    case 'collection':
    case '':
      if (options['timeseries'] !== undefined) return 'timeseries';
      return options['viewOn'] === undefined ? 'collection' : 'view';
    default:
      return null;
  }
}

function requireNames(database: string, name: string): void {
  const isDatabase =
    /^[^/\\. "$*<>:|?\0\uFFFD]+$/.test(database) && Buffer.byteLength(database) <= LONGEST_DATABASE_BYTES;
  if (!isDatabase) throw damaged(`“${database}” is no name of a database`);
  const isName = /^[^.$\0\uFFFD][^$\0\uFFFD]*$/.test(name);
  if (!isName || Buffer.byteLength(`${database}.${name}`) > LONGEST_NAMESPACE_BYTES)
    throw damaged(`“${name}” is no name of a collection`);
}

function parseMetadata(text: string): Metadata {
  if (text === '') return { options: {}, indexes: [], uuid: null, name: null, type: '' };
  let raw: unknown;
  try {
    raw = BSON.EJSON.parse(text, { relaxed: false });
  } catch {
    throw damaged('the metadata is no JSON of a collection');
  }
  if (!isDocument(raw)) throw damaged('the metadata is no document');
  const { options = {}, indexes = [], uuid, collectionName, type = '' } = raw;
  const isWhole =
    isDocument(options) &&
    Array.isArray(indexes) &&
    indexes.every((spec: unknown) => isDocument(spec) && isDocument(spec['key']) && typeof spec['name'] === 'string') &&
    typeof type === 'string';
  if (!isWhole) throw damaged('the metadata has no options and indexes of a collection');
  return {
    options,
    indexes: indexes as Document[],
    uuid: typeof uuid === 'string' && /^[0-9a-f]{32}$/.test(uuid) ? uuid : null,
    name: typeof collectionName === 'string' ? collectionName : null,
    type,
  };
}

function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('_bsontype' in value);
}
