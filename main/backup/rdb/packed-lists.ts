// The three packed forms in which Redis keeps small collections inside one string: listpacks, ziplists and intsets. Gives their
// elements as text or bytes, as a client would see them. Trusts nothing in its input.

import { damaged } from '../damaged.ts';

const END = 0xff;

/** Elements of a listpack. */
export function* listpackElements(bytes: Buffer): Generator<Buffer> {
  let at = 6; // bytes, count
  while (byteAt(bytes, at) !== END) {
    const { element, size } = listpackEntry(bytes, at);
    yield element;
    at += size + backLengthSize(size);
  }
}

/** Elements of a ziplist, as Redis wrote them before 7. */
export function* ziplistElements(bytes: Buffer): Generator<Buffer> {
  let at = 10; // bytes, tail, count
  while (byteAt(bytes, at) !== END) {
    at += byteAt(bytes, at) < 0xfe ? 1 : 5; // length of the one before
    const { element, size } = ziplistEntry(bytes, at);
    yield element;
    at += size;
  }
}

export function* intsetElements(bytes: Buffer): Generator<Buffer> {
  const width = slice(bytes, 0, 4).readUInt32LE();
  const count = slice(bytes, 4, 4).readUInt32LE();
  for (let index = 0; index < count; index += 1) yield integer(slice(bytes, 8 + index * width, width));
}

interface Entry {
  readonly element: Buffer;
  /** With its encoding. */
  readonly size: number;
}

function listpackEntry(bytes: Buffer, from: number): Entry {
  const first = byteAt(bytes, from);
  if (first < 0x80) return { element: Buffer.from(String(first)), size: 1 };
  if (first < 0xc0) return string(bytes, from, 1, first & 0x3f);
  if (first < 0xe0) {
    const value = ((first & 0x1f) << 8) | byteAt(bytes, from + 1);
    return { element: Buffer.from(String(value < 0x1000 ? value : value - 0x2000)), size: 2 };
  }
  if (first < 0xf0) return string(bytes, from, 2, ((first & 0x0f) << 8) | byteAt(bytes, from + 1));
  if (first === 0xf0) return string(bytes, from, 5, slice(bytes, from + 1, 4).readUInt32LE());
  const width = [2, 3, 4, 8][first - 0xf1];
  if (width === undefined) throw damaged('an element of a listpack is not written as any element is');
  return { element: integer(slice(bytes, from + 1, width)), size: 1 + width };
}

/** Of the length that stands behind an entry, for reading backwards. */
function backLengthSize(size: number): number {
  if (size < 128) return 1;
  if (size < 16_384) return 2;
  if (size < 2_097_152) return 3;
  return size < 268_435_456 ? 4 : 5;
}

const ZIPLIST_WIDTHS: Readonly<Record<number, number>> = { 0xc0: 2, 0xd0: 4, 0xe0: 8, 0xf0: 3, 0xfe: 1 };

function ziplistEntry(bytes: Buffer, from: number): Entry {
  const first = byteAt(bytes, from);
  if (first < 0x40) return string(bytes, from, 1, first);
  if (first < 0x80) return string(bytes, from, 2, ((first & 0x3f) << 8) | byteAt(bytes, from + 1));
  if (first < 0xc0) return string(bytes, from, 5, slice(bytes, from + 1, 4).readUInt32BE());
  if (first > 0xf0 && first < 0xfe) return { element: Buffer.from(String((first & 0x0f) - 1)), size: 1 };
  const width = ZIPLIST_WIDTHS[first];
  if (width === undefined) throw damaged('an element of a ziplist is not written as any element is');
  return { element: integer(slice(bytes, from + 1, width)), size: 1 + width };
}

function string(bytes: Buffer, from: number, headBytes: number, length: number): Entry {
  return { element: slice(bytes, from + headBytes, length), size: headBytes + length };
}

function integer(bytes: Buffer): Buffer {
  const value = bytes.length === 8 ? bytes.readBigInt64LE() : bytes.readIntLE(0, bytes.length);
  return Buffer.from(String(value));
}

function byteAt(bytes: Buffer, index: number): number {
  const value = bytes[index];
  if (value === undefined) throw damaged('a packed list ends too early');
  return value;
}

function slice(bytes: Buffer, from: number, length: number): Buffer {
  if (from + length > bytes.length) throw damaged('a packed list ends too early');
  return bytes.subarray(from, from + length);
}
