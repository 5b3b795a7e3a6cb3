// Reads the primitives of an RDB from a window of its bytes. When the window ends too early it throws NEED_MORE and says
// in `needed` how far the window must reach at least; the record is then read again from its start.

import { damaged } from '../damaged.ts';
import { LZF_MAX_GROWTH, unpackLzf } from './lzf.ts';

/** Thrown for control flow only, a few times per megabyte; it never leaves this folder. */
export const NEED_MORE = new Error('more bytes are needed');

export class RdbCursor {
  bytes: Buffer = Buffer.alloc(0);
  at = 0;
  needed = 0;
  /** Offset in the file of the first byte of the window: for messages. */
  base = 0;

  fail(what: string): Error {
    return damaged(what, this.base + this.at);
  }

  /** Moves over `count` bytes and returns where they start. */
  skip(count: number): number {
    const from = this.at;
    const to = from + count;
    if (to > this.bytes.length) {
      this.needed = to;
      throw NEED_MORE;
    }
    this.at = to;
    return from;
  }

  byte(): number {
    if (this.at >= this.bytes.length) {
      this.needed = this.at + 1;
      throw NEED_MORE;
    }
    const value = this.bytes[this.at]!;
    this.at += 1;
    return value;
  }

  /** A length or a plain number in Redis' variable form. */
  length(): number {
    const first = this.byte();
    if (first < 0x40) return first;
    if (first < 0x80) return ((first & 0x3f) << 8) | this.byte();
    if (first === 0x80) return this.bytes.readUInt32BE(this.skip(4));
    if (first === 0x81) return this.#number(this.bytes, this.skip(8));
    throw this.fail('a length is not written as any length is');
  }

  /** Like {@link length}, for numbers that may use all 64 bits and whose value does not matter. */
  skipNumber(): void {
    const first = this.byte();
    if (first < 0x40) return;
    if (first < 0x80) this.skip(1);
    else if (first === 0x80) this.skip(4);
    else if (first === 0x81) this.skip(8);
    else throw this.fail('a number is not written as any number is');
  }

  /** A 64-bit number as it stands, for module ids. */
  number64(): bigint {
    const first = this.byte();
    if (first < 0x40) return BigInt(first);
    if (first < 0x80) return BigInt(((first & 0x3f) << 8) | this.byte());
    if (first === 0x80) return BigInt(this.bytes.readUInt32BE(this.skip(4)));
    if (first === 0x81) return this.bytes.readBigUInt64BE(this.skip(8));
    throw this.fail('a number is not written as any number is');
  }

  skipString(): void {
    this.skip(this.stringBytes());
  }

  /** Reads how a string begins; returns how many bytes follow. */
  stringBytes(): number {
    const first = this.byte();
    if (first < 0x40) return first;
    if (first < 0x80) return ((first & 0x3f) << 8) | this.byte();
    if (first === 0x80) return this.bytes.readUInt32BE(this.skip(4));
    if (first === 0x81) return this.#number(this.bytes, this.skip(8));
    if (first <= 0xc2 && first >= 0xc0) return 1 << (first & 3);
    if (first === 0xc3) return this.#packedBytes();
    throw this.fail('a string is not written as any string is');
  }

  /** How the next string is written: `storedBytes` follow, which are `bytes` once unpacked. A small number stands in its text. */
  stringHead():
    { readonly text: Buffer } | { readonly storedBytes: number; readonly bytes: number; readonly isPacked: boolean } {
    const first = this.byte();
    if (first === 0xc3) {
      const storedBytes = this.length();
      return { storedBytes, bytes: this.length(), isPacked: true };
    }
    this.at -= 1;
    if (first >= 0xc0) return { text: this.string() };
    const storedBytes = this.length();
    return { storedBytes, bytes: storedBytes, isPacked: false };
  }

  /** A copy of the next string, unpacked. */
  string(): Buffer {
    const first = this.byte();
    if (first >= 0xc0) {
      if (first === 0xc0) return Buffer.from(String(this.bytes.readInt8(this.skip(1))));
      if (first === 0xc1) return Buffer.from(String(this.bytes.readInt16LE(this.skip(2))));
      if (first === 0xc2) return Buffer.from(String(this.bytes.readInt32LE(this.skip(4))));
      if (first !== 0xc3) throw this.fail('a string is not written as any string is');
      const packedLength = this.length();
      const length = this.length();
      const from = this.skip(packedLength);
      return unpackLzf(this.bytes.subarray(from, this.at), length);
    }
    this.at -= 1;
    const length = this.length();
    const from = this.skip(length);
    return Buffer.from(this.bytes.subarray(from, this.at));
  }

  #packedBytes(): number {
    const packedLength = this.length();
    const length = this.length();
    if (length > packedLength * LZF_MAX_GROWTH) throw this.fail('a packed string says it is longer than it can be');
    return packedLength;
  }

  #number(bytes: Buffer, from: number): number {
    const value = bytes.readBigUInt64BE(from);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw this.fail('a length is larger than anything that exists');
    return Number(value);
  }
}
