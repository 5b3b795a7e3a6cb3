// One hash of what a Redis value holds, whatever encoding it is kept in and in whatever order a hash table gives it back: a value
// that was restored by another server, with other thresholds, has the hash it had. Lists and streams count in their order.

import { createHash, type Hash } from 'node:crypto';
import { damaged } from '../damaged.ts';
import { ContentHash } from '../mongo/content-hash.ts';
import { intsetElements, listpackElements, ziplistElements } from './packed-lists.ts';
import { NEED_MORE, RdbCursor } from './rdb-cursor.ts';

const STREAM_ID_BYTES = 16;
const TIME_BYTES = 8;

/** Of a raw value as an RDB or the reply of DUMP has it, by its type. Throws `damaged` where it is no such value. */
export function valueDigest(type: number, value: Buffer): Buffer {
  const cursor = new RdbCursor();
  cursor.bytes = value;
  try {
    return digestOf(type, cursor);
  } catch (error) {
    throw error === NEED_MORE ? damaged('a value ends too early') : error;
  }
}

function digestOf(type: number, cursor: RdbCursor): Buffer {
  switch (type) {
    case 0:
      return inOrder('string', [cursor.string()]);
    case 1:
      return inOrder('list', strings(cursor, cursor.length()));
    case 10:
      return inOrder('list', ziplistElements(cursor.string()));
    case 14:
      return inOrder(
        'list',
        quicklist(cursor, () => ziplistElements(cursor.string())),
      );
    case 18:
      return inOrder(
        'list',
        quicklist(cursor, () => quicklistNode(cursor)),
      );
    case 2:
      return anyOrder('set', singles(strings(cursor, cursor.length())));
    case 11:
      return anyOrder('set', singles(intsetElements(cursor.string())));
    case 20:
      return anyOrder('set', singles(listpackElements(cursor.string())));
    case 3:
    case 5:
      return anyOrder('sorted set', scored(cursor, type === 3));
    case 12:
      return anyOrder('sorted set', withScores(ziplistElements(cursor.string())));
    case 17:
      return anyOrder('sorted set', withScores(listpackElements(cursor.string())));
    case 4:
      return anyOrder('hash', groups(strings(cursor, 2 * cursor.length()), 2));
    case 13:
      return anyOrder('hash', groups(ziplistElements(cursor.string()), 2));
    case 16:
      return anyOrder('hash', groups(listpackElements(cursor.string()), 2));
    case 22:
    case 24:
      return anyOrder('hash', hashWithTtls(cursor, type === 24));
    case 23:
    case 25:
      if (type === 25) cursor.skip(TIME_BYTES);
      return anyOrder('hash', groups(listpackElements(cursor.string()), 3));
    case 15:
    case 19:
    case 21:
      return inOrder('stream', stream(cursor, type));
    default:
      throw cursor.fail(`there is no value type ${type}`);
  }
}

function inOrder(kind: string, elements: Iterable<Buffer>): Buffer {
  const whole = createHash('sha256').update(kind);
  for (const element of elements) add(whole, element);
  return whole.digest();
}

function anyOrder(kind: string, elements: Iterable<readonly Buffer[]>): Buffer {
  const whole = new ContentHash();
  for (const parts of elements) whole.add(joined(parts));
  return createHash('sha256').update(kind).update(whole.toString()).digest();
}

/** Lengths stand before the parts: no two lists of parts give the same bytes. */
export function joined(parts: readonly Buffer[]): Buffer {
  return Buffer.concat(parts.flatMap((part) => [lengthOf(part), part]));
}

function add(whole: Hash, part: Buffer): void {
  whole.update(lengthOf(part)).update(part);
}

function lengthOf(part: Buffer): Buffer {
  const length = Buffer.allocUnsafe(4);
  length.writeUInt32LE(part.length);
  return length;
}

function* strings(cursor: RdbCursor, count: number): Generator<Buffer> {
  for (let index = 0; index < count; index += 1) yield cursor.string();
}

function* singles(elements: Iterable<Buffer>): Generator<readonly Buffer[]> {
  for (const element of elements) yield [element];
}

function* groups(elements: Iterable<Buffer>, size: number): Generator<readonly Buffer[]> {
  let group: Buffer[] = [];
  for (const element of elements) {
    group.push(element);
    if (group.length < size) continue;
    yield size === 3 ? withTtl(group[0]!, group[1]!, BigInt(group[2]!.toString())) : group;
    group = [];
  }
  if (group.length > 0) yield group;
}

function* quicklist(cursor: RdbCursor, elementsOfNode: () => Iterable<Buffer>): Generator<Buffer> {
  for (let nodes = cursor.length(); nodes > 0; nodes -= 1) yield* elementsOfNode();
}

/** A large element stands alone, small ones together. */
function quicklistNode(cursor: RdbCursor): Iterable<Buffer> {
  const isPlain = cursor.length() === 1;
  const bytes = cursor.string();
  return isPlain ? [bytes] : listpackElements(bytes);
}

function* scored(cursor: RdbCursor, asText: boolean): Generator<readonly Buffer[]> {
  for (let left = cursor.length(); left > 0; left -= 1) {
    const member = cursor.string();
    yield [member, scoreBytes(asText ? textScore(cursor) : cursor.bytes.readDoubleLE(cursor.skip(8)))];
  }
}

function textScore(cursor: RdbCursor): number {
  const length = cursor.byte();
  if (length >= 253) return [Number.NaN, Infinity, -Infinity][length - 253]!;
  const from = cursor.skip(length);
  return Number(cursor.bytes.toString('latin1', from, from + length));
}

function* withScores(elements: Iterable<Buffer>): Generator<readonly Buffer[]> {
  for (const [member, score] of groups(elements, 2)) {
    const word = score?.toString('latin1') ?? '';
    yield [member!, scoreBytes(word.endsWith('inf') ? (word.startsWith('-') ? -Infinity : Infinity) : Number(word))];
  }
}

function scoreBytes(score: number): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeDoubleLE(score);
  return bytes;
}

/** Fields that expire: since 7.4 their times count from the earliest one. */
function* hashWithTtls(cursor: RdbCursor, countsFromEarliest: boolean): Generator<readonly Buffer[]> {
  const earliest = countsFromEarliest ? cursor.bytes.readBigUInt64LE(cursor.skip(TIME_BYTES)) : 1n;
  for (let left = cursor.length(); left > 0; left -= 1) {
    const raw = cursor.number64();
    const [field, value] = [cursor.string(), cursor.string()];
    yield withTtl(field, value, raw === 0n ? 0n : raw + earliest - 1n);
  }
}

/** A field that does not expire is the same as one of a hash that cannot expire. */
function withTtl(field: Buffer, value: Buffer, expiresAtMs: bigint): readonly Buffer[] {
  return expiresAtMs === 0n ? [field, value] : [field, value, Buffer.from(String(expiresAtMs))];
}

/** Entries, last id, groups with what waits for whom. Not counted: when consumers were last seen, and what newer formats add. */
function* stream(cursor: RdbCursor, type: 15 | 19 | 21): Generator<Buffer> {
  const number = (): Buffer => Buffer.from(String(cursor.number64()));
  const raw = (bytes: number): Buffer => Buffer.from(cursor.bytes.subarray(cursor.skip(bytes), cursor.at));
  yield* strings(cursor, 2 * cursor.length()); // nodes: id, listpack
  yield number(); // length
  yield number(); // last id
  yield number();
  if (type !== 15) for (let index = 0; index < 5; index += 1) cursor.skipNumber(); // first id, greatest deleted id, entries added
  for (let left = cursor.length(); left > 0; left -= 1) {
    yield cursor.string();
    yield number(); // last id handed out
    yield number();
    if (type !== 15) cursor.skipNumber(); // entries read
    for (let pending = cursor.length(); pending > 0; pending -= 1) {
      yield raw(STREAM_ID_BYTES + TIME_BYTES);
      yield number(); // how often delivered
    }
    for (let consumers = cursor.length(); consumers > 0; consumers -= 1) {
      yield cursor.string();
      cursor.skip(type === 21 ? 2 * TIME_BYTES : TIME_BYTES);
      for (let pending = cursor.length(); pending > 0; pending -= 1) yield raw(STREAM_ID_BYTES);
    }
  }
}
