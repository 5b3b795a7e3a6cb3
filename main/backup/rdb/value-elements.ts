// What a Redis value is made of, element after element, from whichever part of its bytes is there: a reader that needs more of them
// says so and goes on where it was.

import { listpackElements, ziplistElements } from './packed-lists.ts';
import { NEED_MORE, type RdbCursor } from './rdb-cursor.ts';

export const TIME_BYTES = 8;
const STREAM_ID_BYTES = 16;

/** Given by what reads a value, where it needs more of its bytes to go on. */
export const MORE = Symbol('more bytes are needed');
type More = typeof MORE;
export type Reading<Result> = Generator<More, Result>;
export type Elements<Element = Buffer> = Iterable<Element | More>;

/** Reads once there are bytes enough for it. */
export function* need<Result>(cursor: RdbCursor, read: () => Result): Reading<Result> {
  for (;;) {
    const { at } = cursor;
    try {
      return read();
    } catch (error) {
      if (error !== NEED_MORE) throw error;
      cursor.at = at;
    }
    yield MORE;
  }
}

export const lengthAt = (cursor: RdbCursor): Reading<number> => need(cursor, () => cursor.length());
export const stringAt = (cursor: RdbCursor): Reading<Buffer> => need(cursor, () => cursor.string());

export function* strings(cursor: RdbCursor, count: number): Generator<Buffer | More> {
  for (let index = 0; index < count; index += 1) yield yield* stringAt(cursor);
}

export function* singles(elements: Elements): Generator<readonly Buffer[] | More> {
  for (const element of elements) yield element === MORE ? MORE : [element];
}

export function* groups(elements: Elements, size: number): Generator<readonly Buffer[] | More> {
  let group: Buffer[] = [];
  for (const element of elements) {
    if (element === MORE) {
      yield MORE;
      continue;
    }
    group.push(element);
    if (group.length < size) continue;
    yield size === 3 ? withTtl(group[0]!, group[1]!, BigInt(group[2]!.toString())) : group;
    group = [];
  }
  if (group.length > 0) yield group;
}

export function* quicklist(
  cursor: RdbCursor,
  nodeAt: (cursor: RdbCursor) => Iterable<Buffer>,
): Generator<Buffer | More> {
  for (let nodes = yield* lengthAt(cursor); nodes > 0; nodes -= 1) yield* yield* need(cursor, () => nodeAt(cursor));
}

export const ziplistNode = (cursor: RdbCursor): Iterable<Buffer> => ziplistElements(cursor.string());

/** A large element stands alone, small ones together. */
export function quicklistNode(cursor: RdbCursor): Iterable<Buffer> {
  const isPlain = cursor.length() === 1;
  const bytes = cursor.string();
  return isPlain ? [bytes] : listpackElements(bytes);
}

export function* scored(cursor: RdbCursor, asText: boolean): Generator<readonly Buffer[] | More> {
  for (let left = yield* lengthAt(cursor); left > 0; left -= 1) {
    yield yield* need(cursor, () => {
      const member = cursor.string();
      return [member, scoreBytes(asText ? textScore(cursor) : doubleAt(cursor))];
    });
  }
}

function doubleAt(cursor: RdbCursor): number {
  const from = cursor.skip(8);
  return cursor.bytes.readDoubleLE(from);
}

function textScore(cursor: RdbCursor): number {
  const length = cursor.byte();
  if (length >= 253) return [Number.NaN, Infinity, -Infinity][length - 253]!;
  const from = cursor.skip(length);
  return Number(cursor.bytes.toString('latin1', from, from + length));
}

export function* withScores(elements: Iterable<Buffer>): Generator<readonly Buffer[] | More> {
  for (const group of groups(elements, 2)) {
    if (group === MORE) continue;
    const [member, score] = group;
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
export function* hashWithTtls(cursor: RdbCursor, countsFromEarliest: boolean): Generator<readonly Buffer[] | More> {
  const timeAt = (): bigint => {
    const from = cursor.skip(TIME_BYTES);
    return cursor.bytes.readBigUInt64LE(from);
  };
  const earliest = countsFromEarliest ? yield* need(cursor, timeAt) : 1n;
  for (let left = yield* lengthAt(cursor); left > 0; left -= 1) {
    yield yield* need(cursor, () => {
      const raw = cursor.number64();
      const [field, value] = [cursor.string(), cursor.string()];
      return withTtl(field, value, raw === 0n ? 0n : raw + earliest - 1n);
    });
  }
}

/** A field that does not expire is the same as one of a hash that cannot expire. */
function withTtl(field: Buffer, value: Buffer, expiresAtMs: bigint): readonly Buffer[] {
  return expiresAtMs === 0n ? [field, value] : [field, value, Buffer.from(String(expiresAtMs))];
}

/** Entries, last id, groups with what waits for whom. Not counted: when consumers were last seen, and what newer formats add. */
export function* stream(cursor: RdbCursor, type: 15 | 19 | 21): Generator<Buffer | More> {
  const number = (): Reading<Buffer> => need(cursor, () => Buffer.from(String(cursor.number64())));
  const skipNumber = (): Reading<void> => need(cursor, () => cursor.skipNumber());
  const raw = (bytes: number): Reading<Buffer> =>
    need(cursor, () => {
      const from = cursor.skip(bytes);
      return Buffer.from(cursor.bytes.subarray(from, cursor.at));
    });
  yield* strings(cursor, 2 * (yield* lengthAt(cursor))); // nodes: id, listpack
  yield yield* number(); // length
  yield yield* number(); // last id
  yield yield* number();
  if (type !== 15) for (let index = 0; index < 5; index += 1) yield* skipNumber(); // first id, greatest deleted id, entries added
  for (let left = yield* lengthAt(cursor); left > 0; left -= 1) {
    yield yield* stringAt(cursor);
    yield yield* number(); // last id handed out
    yield yield* number();
    if (type !== 15) yield* skipNumber(); // entries read
    for (let pending = yield* lengthAt(cursor); pending > 0; pending -= 1) {
      yield yield* raw(STREAM_ID_BYTES + TIME_BYTES);
      yield yield* number(); // how often delivered
    }
    for (let consumers = yield* lengthAt(cursor); consumers > 0; consumers -= 1) {
      yield yield* stringAt(cursor);
      yield* need(cursor, () => cursor.skip(type === 21 ? 2 * TIME_BYTES : TIME_BYTES));
      for (let pending = yield* lengthAt(cursor); pending > 0; pending -= 1) yield yield* raw(STREAM_ID_BYTES);
    }
  }
}
