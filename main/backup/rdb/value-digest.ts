// One hash of what a Redis value holds, whatever encoding it is kept in and in whatever order a hash table gives it back: a value
// that was restored by another server, with other thresholds, has the hash it had. Lists and streams count in their order.

import { createHash, type Hash } from 'node:crypto';
import { damaged } from '../damaged.ts';
import { ContentHash } from '../mongo/content-hash.ts';
import { LzfStream } from './lzf.ts';
import { intsetElements, listpackElements, ziplistElements } from './packed-lists.ts';
import { RdbCursor } from './rdb-cursor.ts';
import {
  groups,
  hashWithTtls,
  lengthAt,
  MORE,
  need,
  quicklist,
  quicklistNode,
  scored,
  singles,
  stream,
  stringAt,
  strings,
  TIME_BYTES,
  withScores,
  ziplistNode,
  type Elements,
  type Reading,
} from './value-elements.ts';

/** Of a raw value as an RDB or the reply of DUMP has it, by its type. Throws `damaged` where it is no such value. */
export function valueDigest(type: number, value: Buffer): Buffer {
  const cursor = new RdbCursor();
  cursor.bytes = value;
  const read = digestOf(type, cursor).next();
  if (read.done !== true) throw endsTooEarly();
  return read.value;
}

/**
 * The same of a value that comes in parts, in bounded memory. Null where one part of it by itself (an element of a collection, not a
 * string that is the whole value) is longer than `mostHeldBytes`. Throws `damaged`.
 */
export async function streamedValueDigest(
  type: number,
  parts: AsyncIterable<Buffer>,
  mostHeldBytes: number,
): Promise<Buffer | null> {
  const cursor = new RdbCursor();
  const reading = digestOf(type, cursor);
  let read = reading.next();
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  for await (const part of parts) {
    if (read.done === true) {
      if (part.length > 0) throw goesOn();
      continue;
    }
    waiting.push(part);
    waitingBytes += part.length;
    if (cursor.needed > cursor.at + mostHeldBytes) return null;
    if (cursor.bytes.length + waitingBytes < cursor.needed) continue;
    cursor.base += cursor.at;
    cursor.bytes = Buffer.concat([cursor.bytes.subarray(cursor.at), ...waiting]);
    cursor.at = 0;
    [waiting, waitingBytes] = [[], 0];
    read = reading.next();
  }
  if (read.done !== true) throw endsTooEarly();
  if (cursor.at < cursor.bytes.length) throw goesOn();
  return read.value;
}

function endsTooEarly(): Error {
  return damaged('a value ends too early');
}

function goesOn(): Error {
  return damaged('a value goes on behind its end');
}

function* digestOf(type: number, cursor: RdbCursor): Reading<Buffer> {
  switch (type) {
    case 0:
      return yield* stringDigest(cursor);
    case 1:
      return yield* inOrder('list', strings(cursor, yield* lengthAt(cursor)));
    case 10:
      return yield* inOrder('list', ziplistElements(yield* stringAt(cursor)));
    case 14:
      return yield* inOrder('list', quicklist(cursor, ziplistNode));
    case 18:
      return yield* inOrder('list', quicklist(cursor, quicklistNode));
    case 2:
      return yield* anyOrder('set', singles(strings(cursor, yield* lengthAt(cursor))));
    case 11:
      return yield* anyOrder('set', singles(intsetElements(yield* stringAt(cursor))));
    case 20:
      return yield* anyOrder('set', singles(listpackElements(yield* stringAt(cursor))));
    case 3:
    case 5:
      return yield* anyOrder('sorted set', scored(cursor, type === 3));
    case 12:
      return yield* anyOrder('sorted set', withScores(ziplistElements(yield* stringAt(cursor))));
    case 17:
      return yield* anyOrder('sorted set', withScores(listpackElements(yield* stringAt(cursor))));
    case 4:
      return yield* anyOrder('hash', groups(strings(cursor, 2 * (yield* lengthAt(cursor))), 2));
    case 13:
      return yield* anyOrder('hash', groups(ziplistElements(yield* stringAt(cursor)), 2));
    case 16:
      return yield* anyOrder('hash', groups(listpackElements(yield* stringAt(cursor)), 2));
    case 22:
    case 24:
      return yield* anyOrder('hash', hashWithTtls(cursor, type === 24));
    case 23:
    case 25:
      if (type === 25) yield* need(cursor, () => cursor.skip(TIME_BYTES));
      return yield* anyOrder('hash', groups(listpackElements(yield* stringAt(cursor)), 3));
    case 15:
    case 19:
    case 21:
      return yield* inOrder('stream', stream(cursor, type));
    default:
      throw cursor.fail(`there is no value type ${type}`);
  }
}

/** However long it is, it goes through the hash as it comes. */
function* stringDigest(cursor: RdbCursor): Reading<Buffer> {
  const head = yield* need(cursor, () => cursor.stringHead());
  const whole = createHash('sha256').update('string');
  if ('text' in head) {
    add(whole, head.text);
    return whole.digest();
  }
  const { storedBytes, bytes, isPacked } = head;
  whole.update(lengthWord(bytes));
  let unpackedBytes = 0;
  const onUnpacked = (portion: Buffer): void => {
    unpackedBytes += portion.length;
    whole.update(portion);
  };
  const packed = isPacked ? new LzfStream(onUnpacked) : null;
  for (let left = storedBytes; left > 0;) {
    const here = Math.min(left, cursor.bytes.length - cursor.at);
    if (here > 0) {
      const from = cursor.skip(here);
      const portion = cursor.bytes.subarray(from, cursor.at);
      if (packed) packed.push(portion);
      else onUnpacked(portion);
      left -= here;
    } else {
      cursor.needed = cursor.at + 1;
      yield MORE;
    }
  }
  packed?.end();
  if (unpackedBytes !== bytes) throw damaged('a packed string unpacks to another length than it says');
  return whole.digest();
}

function* inOrder(kind: string, elements: Elements): Reading<Buffer> {
  const whole = createHash('sha256').update(kind);
  for (const element of elements) {
    if (element === MORE) yield MORE;
    else add(whole, element);
  }
  return whole.digest();
}

function* anyOrder(kind: string, elements: Elements<readonly Buffer[]>): Reading<Buffer> {
  const whole = new ContentHash();
  for (const parts of elements) {
    if (parts === MORE) yield MORE;
    else whole.add(joined(parts));
  }
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
  return lengthWord(part.length);
}

function lengthWord(bytes: number): Buffer {
  const length = Buffer.allocUnsafe(4);
  length.writeUInt32LE(bytes);
  return length;
}
