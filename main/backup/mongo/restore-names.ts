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

/** From the second on, `number` tells apart what clients made under the same name in the middle of a renaming. */
export function sideCollection(id: string, collection: string, number = 1): string {
  return `${SIDE}${numbered(id, number)}.${collection}`;
}

/** Where the collection that was there is kept. */
export function beforeCollection(id: string, collection: string, number = 1): string {
  return `${BEFORE}${numbered(id, number)}.${collection}`;
}

function numbered(id: string, number: number): string {
  return number === 1 ? id : `${id}_${number}`;
}

export interface WorkingName {
  readonly kind: 'side' | 'before';
  readonly id: string;
  readonly collection: string;
  readonly number: number;
}

/** Whose a side collection or a kept one is, and what it is called otherwise. Null: neither. */
export function parseWorkingName(name: string): WorkingName | null {
  const found = /^__(restore|before)_([a-z0-9]+)(?:_(\d+))?\.(.+)$/s.exec(name);
  if (!found) return null;
  const [, word, id, number, collection] = found;
  return {
    kind: word === 'restore' ? 'side' : 'before',
    id: id!,
    collection: collection!,
    number: Number(number ?? 1),
  };
}

/** Whose a side database is. Null: it is none. */
export function idOfSideDatabase(name: string): string | null {
  return /__restore_([a-z0-9]+)$/.exec(name)?.[1] ?? null;
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
  const longest = `${database}.${sideCollection('12345678', collection, 2)}`;
  if (Buffer.byteLength(longest) <= LONGEST_NAMESPACE_BYTES) return;
  throw new AppError(
    'unsupported',
    `The name ${database}.${collection} is too long for a restore in place, which needs a longer one for a while.`,
    {
      hint: 'Restore this database beside, and rename by hand.',
    },
  );
}
