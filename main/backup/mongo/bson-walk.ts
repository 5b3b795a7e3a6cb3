// Walks the structure of a BSON document without building values: every length, terminator and element must be right.
// Trusts nothing in its input.

import { damaged } from '../damaged.ts';

/** 16 MB and the server's own margin of 16 kB. */
export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024 + 16 * 1024;
const SMALLEST_DOCUMENT_BYTES = 5;
/** The server stops at 180 for what users write. */
const MAX_DEPTH = 250;

/** Length the document at `from` says it has; checks that it can be one. */
export function documentLength(bytes: Buffer, from: number): number {
  const length = bytes.readInt32LE(from);
  if (length < SMALLEST_DOCUMENT_BYTES || length > MAX_DOCUMENT_BYTES)
    throw damaged(`a document says it is ${length} bytes long`);
  return length;
}

/** Checks the document in `bytes[from, to)`. Throws `damaged`. */
export function checkDocument(bytes: Buffer, from: number, to: number, depth = 0): void {
  if (depth > MAX_DEPTH) throw damaged('a document is nested deeper than a server allows');
  if (to - from < SMALLEST_DOCUMENT_BYTES || bytes.readInt32LE(from) !== to - from)
    throw damaged('a document’s length is wrong');
  const last = to - 1;
  if (bytes[last] !== 0) throw damaged('a document has no end');
  let at = from + 4;
  while (at < last) {
    const type = bytes[at]!;
    at = endOfName(bytes, at + 1, last);
    at = endOfValue(bytes, type, at, last, depth);
  }
  if (at !== last) throw damaged('a document ends before its length');
}

/** Where the value of that type ends that begins at `at`, in a document whose last byte is at `last`. Throws `damaged`. */
export function endOfValue(bytes: Buffer, type: number, at: number, last: number, depth = 0): number {
  const end = endInside(bytes, type, at, last, depth);
  if (end > last) throw damaged('a value reaches beyond its document');
  return end;
}

function endOfName(bytes: Buffer, from: number, last: number): number {
  let at = from;
  while (at < last && bytes[at] !== 0) at += 1;
  if (at >= last) throw damaged('a name has no end');
  return at + 1;
}

function endInside(bytes: Buffer, type: number, at: number, last: number, depth: number): number {
  switch (type) {
    case 0x01: // double
    case 0x09: // date
    case 0x11: // timestamp
    case 0x12: // 64-bit integer
      return at + 8;
    case 0x02: // string
    case 0x0d: // code
    case 0x0e: // symbol
      return endOfString(bytes, at, last);
    case 0x03: // document
    case 0x04: // array
      return endOfDocument(bytes, at, last, depth);
    case 0x05: // binary
      return at + 4 + 1 + lengthAt(bytes, at, last, 0);
    case 0x06: // undefined
    case 0x0a: // null
    case 0x7f: // greatest key
    case 0xff: // smallest key
      return at;
    case 0x07: // object id
      return at + 12;
    case 0x08: // boolean
      if (bytes[at]! > 1) throw damaged('a truth value is neither true nor false');
      return at + 1;
    case 0x0b: // regular expression
      return endOfName(bytes, endOfName(bytes, at, last), last);
    case 0x0c: // pointer
      return endOfString(bytes, at, last) + 12;
    case 0x0f: {
      // code with scope
      const end = at + lengthAt(bytes, at, last, 14);
      const scope = endOfString(bytes, at + 4, last);
      if (end > last || scope >= end) throw damaged('a code value’s length is wrong');
      checkDocument(bytes, scope, end, depth + 1);
      return end;
    }
    case 0x10: // 32-bit integer
      return at + 4;
    case 0x13: // decimal
      return at + 16;
    default:
      throw damaged(`there is no value type ${type}`);
  }
}

function lengthAt(bytes: Buffer, at: number, last: number, least: number): number {
  if (at + 4 > last) throw damaged('a value reaches beyond its document');
  const length = bytes.readInt32LE(at);
  if (length < least || length > last - at) throw damaged('a value’s length is wrong');
  return length;
}

function endOfString(bytes: Buffer, at: number, last: number): number {
  const end = at + 4 + lengthAt(bytes, at, last, 1);
  if (end > last || bytes[end - 1] !== 0) throw damaged('a string has no end');
  return end;
}

function endOfDocument(bytes: Buffer, at: number, last: number, depth: number): number {
  const end = at + lengthAt(bytes, at, last, SMALLEST_DOCUMENT_BYTES);
  checkDocument(bytes, at, end, depth + 1);
  return end;
}
