// What a restore calls its collections while it works.
// In place, restored collections are made in the database they belong to, under a name of their own: a rename inside one
// database only changes the catalogue, while a rename across databases copies every document and locks both.

import { createHash } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';

const LONGEST_NAMESPACE_BYTES = 255;
const LONGEST_DATABASE_BYTES = 63;
const SIDE = '__restore_';
const BEFORE = '__before_';

/** Short, and the same when the same run goes on in another process. */
export function shortIdOf(runId: string): string {
  return runId
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .slice(-8)
    .toLowerCase();
}

export function sideCollection(id: string, collection: string): string {
  return `${SIDE}${id}.${collection}`;
}

/** Where the collection that was there is kept. */
export function beforeCollection(id: string, collection: string): string {
  return `${BEFORE}${id}.${collection}`;
}

/** Collections of a restore under way, and those a restore keeps of before: never part of a backup, which would grow with each restore. */
export function isSideCollection(collection: string): boolean {
  return collection.startsWith(SIDE) || collection.startsWith(BEFORE);
}

/** A name that would be too long is cut, and told apart from others of the same beginning by a hash. */
export function sideDatabase(id: string, database: string): string {
  const suffix = `${SIDE}${id}`;
  if (Buffer.byteLength(database + suffix) <= LONGEST_DATABASE_BYTES) return database + suffix;
  const ending = `_${createHash('sha256').update(database).digest('hex').slice(0, 8)}${suffix}`;
  let start = database;
  while (Buffer.byteLength(start + ending) > LONGEST_DATABASE_BYTES) start = [...start].slice(0, -1).join('');
  return start + ending;
}

/** Throws `unsupported` where the working names would be longer than a server allows. */
export function requireRoomForNames(database: string, collection: string): void {
  const longest = `${database}.${sideCollection('12345678', collection)}`;
  if (Buffer.byteLength(longest) <= LONGEST_NAMESPACE_BYTES) return;
  throw new AppError(
    'unsupported',
    `The name ${database}.${collection} is too long for a restore in place, which needs a longer one for a while.`,
    {
      hint: 'Restore this database beside, and rename by hand.',
    },
  );
}
