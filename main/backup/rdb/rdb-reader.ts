// Reads an RDB as it streams by: takes bytes in any portions, checks structure and checksum, and hands out each key with its
// raw value. Of a value too large to be held it tells only where it lies. Trusts nothing in its input.

import { AppError } from '../../../shared/errors.ts';
import { damaged } from '../damaged.ts';
import { Crc64 } from './crc64.ts';
import { NEED_MORE, RdbCursor } from './rdb-cursor.ts';
import type { LargeRdbEntry, RdbEntry, RdbSummary } from './rdb-entry.ts';
import { OPCODE } from './rdb-grammar.ts';
import { LargeValue, moduleRefused, skipValue } from './rdb-values.ts';

export interface RdbReaderOptions {
  readonly onKey?: (entry: RdbEntry | LargeRdbEntry) => void;
  /** The source of a library of functions. */
  readonly onFunctions?: (code: Buffer) => void;
  /** Size of the whole file where it is known: a length that points past the end is then refused at once. */
  readonly totalBytes?: number;
}

const HEADER_BYTES = 9;
const CHECKSUM_BYTES = 8;
const OLDEST_VERSION = 5;
const NEWEST_VERSION = 12;
/** A value that takes more is walked over as it streams by. */
export const LARGE_VALUE_BYTES = 4 * 1024 * 1024;
/** What has to be held in any case: the name of a key, a library of functions. */
const MOST_HELD_BYTES = 64 * 1024 * 1024;

type State = 'header' | 'records' | 'large-value' | 'checksum' | 'over';

interface OpenValue {
  /** Null where nobody asked for keys. */
  readonly key: Buffer | null;
  readonly type: number;
  readonly expiresAtMs: number | null;
  /** In the file. */
  readonly from: number;
}

export class RdbReader {
  readonly #cursor = new RdbCursor();
  readonly #checksum = new Crc64();
  readonly #onKey: RdbReaderOptions['onKey'];
  readonly #onFunctions: RdbReaderOptions['onFunctions'];
  readonly #totalBytes: number | undefined;
  readonly #about: Record<string, string> = {};
  #state: State = 'header';
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #neededBytes = HEADER_BYTES;
  #version = 0;
  #database = 0;
  #keys = 0;
  #keysWithTtl = 0;
  #keysElsewhere = 0;
  #functions = 0;
  #largestValueBytes = 0;
  #hasChecksum = true;
  #isLast = false;
  /** The value that is being read, once it is known where it begins. */
  #open: OpenValue | null = null;
  #large: LargeValue | null = null;

  constructor(options: RdbReaderOptions = {}) {
    this.#onKey = options.onKey;
    this.#onFunctions = options.onFunctions;
    this.#totalBytes = options.totalBytes;
  }

  /** Takes the next bytes, which are only lent. Throws `damaged`, `unsupported` or `limited`. */
  push(chunk: Buffer): void {
    this.#waitingBytes += chunk.length;
    const isEnough = this.#waitingBytes >= this.#neededBytes;
    this.#waiting.push(isEnough ? chunk : Buffer.from(chunk));
    if (isEnough) this.#read();
  }

  /** There are no more bytes. Throws `damaged` when the file is not whole. */
  end(): RdbSummary {
    this.#isLast = true;
    if (this.#state !== 'over') this.#read();
    if (this.#state !== 'over')
      throw damaged('the file ends before the RDB does', this.#cursor.base + this.#waitingBytes);
    return {
      version: this.#version,
      keys: this.#keys,
      keysWithTtl: this.#keysWithTtl,
      keysElsewhere: this.#keysElsewhere,
      functions: this.#functions,
      largestValueBytes: this.#largestValueBytes,
      bytes: this.#cursor.base,
      hasChecksum: this.#hasChecksum,
      about: this.#about,
    };
  }

  get version(): number {
    return this.#version;
  }

  get keys(): number {
    return this.#keys;
  }

  #read(): void {
    const cursor = this.#cursor;
    cursor.bytes = this.#waiting.length === 1 ? this.#waiting[0]! : Buffer.concat(this.#waiting, this.#waitingBytes);
    cursor.at = 0;
    let start = 0;
    let covered = 0;
    try {
      while (cursor.at < cursor.bytes.length || this.#state === 'checksum') {
        start = cursor.at;
        this.#readOne(cursor);
        if (this.#state === 'checksum') {
          this.#checksum.update(cursor.bytes, covered, cursor.at);
          covered = cursor.at;
        }
      }
      start = cursor.at;
      this.#neededBytes = 1;
    } catch (error) {
      if (error !== NEED_MORE) throw error;
      if (this.#open !== null && this.#large === null && cursor.needed - start > LARGE_VALUE_BYTES)
        start = this.#beginLargeValue(cursor, this.#open, start);
      this.#waitFor(cursor.needed - start, cursor.bytes.length - start);
    }
    if (start > covered) this.#checksum.update(cursor.bytes, covered, start);
    const rest = cursor.bytes.subarray(start);
    this.#waiting = rest.length > 0 ? [Buffer.from(rest)] : [];
    this.#waitingBytes = rest.length;
    cursor.base += start;
  }

  /** Reading a long record again for every chunk would take quadratic time, so each wait at least doubles the window. */
  #waitFor(neededBytes: number, windowBytes: number): void {
    const leftBytes =
      this.#totalBytes === undefined
        ? Infinity
        : this.#totalBytes - this.#cursor.base - (this.#cursor.bytes.length - windowBytes);
    if (neededBytes > leftBytes) throw this.#cursor.fail('a length points past the end of the file');
    if (neededBytes > MOST_HELD_BYTES) {
      throw new AppError('limited', `The name of a key takes ${neededBytes} bytes or more.`, {
        hint: 'Delete the key, or give it a shorter name, and take another set.',
      });
    }
    if (this.#isLast) return;
    this.#neededBytes = Math.max(neededBytes, Math.min(windowBytes * 2, leftBytes));
  }

  #readOne(cursor: RdbCursor): void {
    switch (this.#state) {
      case 'header':
        return this.#readHeader(cursor);
      case 'records':
        return this.#readRecord(cursor);
      case 'large-value':
        return this.#readLargeValue(cursor);
      case 'checksum':
        return this.#readChecksum(cursor);
      case 'over':
        throw cursor.fail('there are bytes after the end of the RDB');
    }
  }

  #readHeader(cursor: RdbCursor): void {
    const header = cursor.bytes.toString('latin1', cursor.skip(HEADER_BYTES), cursor.at);
    const version = /^REDIS(\d{4})$/.exec(header)?.[1];
    if (version === undefined) throw damaged('the file does not start as an RDB does', 0);
    this.#version = Number(version);
    if (this.#version < OLDEST_VERSION || this.#version > NEWEST_VERSION) {
      throw new AppError(
        'unsupported',
        `RDB version ${this.#version} is not one this console reads (${OLDEST_VERSION} to ${NEWEST_VERSION}).`,
      );
    }
    this.#state = 'records';
  }

  #readRecord(cursor: RdbCursor): void {
    const opcode = cursor.byte();
    switch (opcode) {
      case OPCODE.end:
        this.#state = 'checksum';
        return;
      case OPCODE.selectDatabase:
        this.#database = cursor.length();
        return;
      case OPCODE.resize:
        cursor.skipNumber();
        return cursor.skipNumber();
      case OPCODE.slotInfo:
        cursor.skipNumber();
        cursor.skipNumber();
        return cursor.skipNumber();
      case OPCODE.aux: {
        const name = cursor.string().toString('utf8');
        const value = cursor.string().toString('utf8');
        if (Object.keys(this.#about).length < 64) this.#about[name] = value;
        return;
      }
      case OPCODE.function:
        if (this.#onFunctions) this.#onFunctions(cursor.string());
        else cursor.skipString();
        this.#functions += 1;
        return;
      case OPCODE.oldFunction:
        throw new AppError('unsupported', 'The RDB holds functions as a release candidate of Redis 7 wrote them.');
      case OPCODE.moduleAux:
        throw moduleRefused(cursor.number64());
      default:
        this.#readKey(cursor, opcode);
    }
  }

  #readKey(cursor: RdbCursor, first: number): void {
    let expiresAtMs: number | null = null;
    let type = first;
    for (; ; type = cursor.byte()) {
      if (type === OPCODE.expiresMs) expiresAtMs = Number(cursor.bytes.readBigInt64LE(cursor.skip(8)));
      else if (type === OPCODE.expiresSeconds) expiresAtMs = cursor.bytes.readInt32LE(cursor.skip(4)) * 1000;
      else if (type === OPCODE.idle) cursor.skipNumber();
      else if (type === OPCODE.frequency) cursor.skip(1);
      else break;
    }
    let key: Buffer | null = null;
    if (this.#onKey) key = cursor.string();
    else cursor.skipString();
    const from = cursor.at;
    this.#open = { key, type, expiresAtMs, from: cursor.base + from };
    skipValue(cursor, type);
    this.#countKey(cursor, this.#open);
    this.#onKey?.({
      database: this.#database,
      key: key!,
      type,
      value: cursor.bytes.subarray(from, cursor.at),
      expiresAtMs,
    });
  }

  /** Goes on after the key's name, keeping nothing of the value. Returns where in the window that is. */
  #beginLargeValue(cursor: RdbCursor, { type, from }: OpenValue, start: number): number {
    cursor.at = from - cursor.base;
    this.#large = new LargeValue(cursor, type);
    this.#state = 'large-value';
    try {
      for (;;) {
        start = cursor.at;
        this.#readOne(cursor);
      }
    } catch (error) {
      if (error !== NEED_MORE) throw error;
    }
    return start;
  }

  #readLargeValue(cursor: RdbCursor): void {
    if (!this.#large!.step(cursor)) return;
    const { key, type, expiresAtMs, from } = this.#open!;
    const to = cursor.base + cursor.at;
    this.#countKey(cursor, this.#open!);
    this.#large = null;
    this.#state = 'records';
    this.#onKey?.({ database: this.#database, key: key!, type, expiresAtMs, from, to });
  }

  #countKey(cursor: RdbCursor, { expiresAtMs, from }: OpenValue): void {
    this.#open = null;
    this.#keys += 1;
    this.#largestValueBytes = Math.max(this.#largestValueBytes, cursor.base + cursor.at - from);
    if (expiresAtMs !== null) this.#keysWithTtl += 1;
    if (this.#database !== 0) this.#keysElsewhere += 1;
  }

  #readChecksum(cursor: RdbCursor): void {
    const expected = cursor.bytes.subarray(cursor.skip(CHECKSUM_BYTES), cursor.at);
    this.#state = 'over';
    this.#hasChecksum = expected.some((byte) => byte !== 0);
    if (this.#hasChecksum && !this.#checksum.digest().equals(expected))
      throw damaged('the RDB’s own checksum does not match its content', cursor.base + cursor.at - CHECKSUM_BYTES);
  }
}
