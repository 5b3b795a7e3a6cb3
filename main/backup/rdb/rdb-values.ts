// Where a value of an RDB ends, by its type. The bytes between are kept as they are: RESTORE takes them unchanged.

import { AppError } from '../../../shared/errors.ts';
import type { RdbCursor } from './rdb-cursor.ts';

type Skip = (cursor: RdbCursor) => void;

const STREAM_ID_BYTES = 16;
const MILLISECONDS_BYTES = 8;

const oneString: Skip = (cursor) => cursor.skipString();
const strings: Skip = (cursor) => cursor.skipStrings(cursor.length());
const stringPairs: Skip = (cursor) => cursor.skipStrings(2 * cursor.length());

/** type byte → how to skip its value (rdb.h of Redis 7.4). */
const SKIP_BY_TYPE: Readonly<Record<number, Skip>> = {
  0: oneString, // string
  1: strings, // list
  2: strings, // set
  3: skipSortedSetWithTextScores,
  4: stringPairs, // hash
  5: skipSortedSet,
  9: oneString, // hash as zipmap
  10: oneString, // list as ziplist
  11: oneString, // set as intset
  12: oneString, // sorted set as ziplist
  13: oneString, // hash as ziplist
  14: strings, // list as quicklist of ziplists
  15: (cursor) => skipStream(cursor, 1),
  16: oneString, // hash as listpack
  17: oneString, // sorted set as listpack
  18: skipQuicklist,
  19: (cursor) => skipStream(cursor, 2),
  20: oneString, // set as listpack
  21: (cursor) => skipStream(cursor, 3),
  22: skipHashWithTtls, // before 7.4 was final
  23: oneString,
  24: (cursor) => {
    cursor.skip(MILLISECONDS_BYTES);
    skipHashWithTtls(cursor);
  },
  25: (cursor) => {
    cursor.skip(MILLISECONDS_BYTES);
    cursor.skipString();
  },
};

const MODULE_TYPES: ReadonlySet<number> = new Set([6, 7]);

export function skipValue(cursor: RdbCursor, type: number): void {
  const skip = SKIP_BY_TYPE[type];
  if (skip) skip(cursor);
  else if (MODULE_TYPES.has(type)) throw moduleRefused(cursor.number64());
  else throw cursor.fail(`there is no value type ${type}`);
}

/** A module's name is packed into its id, six bits a letter. */
export function moduleName(id: bigint): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  let name = '';
  for (let rest = id >> 10n; name.length < 9; rest >>= 6n) name = letters[Number(rest & 63n)]! + name;
  return name;
}

export function moduleRefused(id: bigint): AppError {
  const name = moduleName(id);
  return new AppError(
    'unsupported',
    `The data holds values of the Redis module “${name}”, which only that module can read.`,
    {
      hint: 'Back these keys up with the module’s own means, or delete them, and try again.',
      details: { module: name },
    },
  );
}

function skipSortedSetWithTextScores(cursor: RdbCursor): void {
  for (let left = cursor.length(); left > 0; left -= 1) {
    cursor.skipString();
    const scoreLength = cursor.byte();
    if (scoreLength < 253) cursor.skip(scoreLength);
  }
}

function skipSortedSet(cursor: RdbCursor): void {
  for (let left = cursor.length(); left > 0; left -= 1) {
    cursor.skipString();
    cursor.skip(8);
  }
}

function skipQuicklist(cursor: RdbCursor): void {
  for (let left = cursor.length(); left > 0; left -= 1) {
    const container = cursor.length();
    if (container !== 1 && container !== 2) throw cursor.fail(`there is no list container ${container}`);
    cursor.skipString();
  }
}

function skipHashWithTtls(cursor: RdbCursor): void {
  for (let left = cursor.length(); left > 0; left -= 1) {
    cursor.skipNumber();
    cursor.skipStrings(2);
  }
}

function skipStream(cursor: RdbCursor, version: 1 | 2 | 3): void {
  cursor.skipStrings(2 * cursor.length()); // node id, listpack
  skipNumbers(cursor, version === 1 ? 3 : 8); // length, last id; and first id, greatest deleted id, entries added
  for (let groups = cursor.length(); groups > 0; groups -= 1) {
    cursor.skipString();
    skipNumbers(cursor, version === 1 ? 2 : 3);
    for (let pending = cursor.length(); pending > 0; pending -= 1) {
      cursor.skip(STREAM_ID_BYTES + MILLISECONDS_BYTES);
      cursor.skipNumber();
    }
    for (let consumers = cursor.length(); consumers > 0; consumers -= 1) {
      cursor.skipString();
      cursor.skip(version === 3 ? 2 * MILLISECONDS_BYTES : MILLISECONDS_BYTES);
      for (let pending = cursor.length(); pending > 0; pending -= 1) cursor.skip(STREAM_ID_BYTES);
    }
  }
}

function skipNumbers(cursor: RdbCursor, count: number): void {
  for (let index = 0; index < count; index += 1) cursor.skipNumber();
}
