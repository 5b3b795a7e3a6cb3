// Where a collection lies in a set: as `mongodump` names its files, so that mongorestore can read a set.

import { createHash } from 'node:crypto';

export const MONGO_FOLDER = 'mongo';
/** mongodump's own limits: longer names are cut and end in `%24` and a hash; metadata holds the whole name. */
const LONGEST_NAME = 238;
const CUT_NAME = 208;

export function dataFile(database: string, collection: string): string {
  return `${MONGO_FOLDER}/${database}/${escapeCollection(collection)}.bson`;
}

export function metadataFile(database: string, collection: string): string {
  return `${MONGO_FOLDER}/${database}/${escapeCollection(collection)}.metadata.json`;
}

/** As in the query of an address, which is what mongodump does: all but `A–Z a–z 0–9 - _ . ~` escaped, a space as `+`. */
export function escapeCollection(name: string): string {
  const escaped = encodeURIComponent(name)
    .replace(/[*'()!]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
  if (escaped.length <= LONGEST_NAME) return escaped;
  return `${escaped.slice(0, CUT_NAME)}%24${createHash('sha1').update(name).digest('base64url')}`;
}
