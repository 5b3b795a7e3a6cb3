// Reads an RDB as it streams by: takes bytes in any portions, checks structure and checksum, and hands out each key with its
// raw value. Holds no more than the value being read. Trusts nothing in its input.

import { AppError } from '../../../shared/errors.ts';
import { damaged } from '../damaged.ts';
import { Crc64 } from './crc64.ts';
import { NEED_MORE, RdbCursor } from './rdb-cursor.ts';
import { moduleRefused, skipValue } from './rdb-values.ts';

export interface RdbEntry {
  readonly database: number;
  readonly key: Buffer;
  readonly type: number;
  /** The serialized value as it stands in the file. Only valid during the call: copy what is to be kept. */
  readonly value: Buffer;
  readonly expiresAtMs: number | null;
}

export interface RdbSummary {
  readonly version: number;
  readonly keys: number;
  readonly keysWithTtl: number;
  /** In databases other than 0. */
  readonly keysElsewhere: number;
  readonly functions: number;
  readonly bytes: number;
  /** False where the server writes none (`rdbchecksum no`). */
  readonly hasChecksum: boolean;
  /** What the server says of itself: `redis-ver`, `used-mem`, … */
  readonly about: Readonly<Record<string, string>>;
}

export interface RdbReaderOptions {
  readonly onKey?: (entry: RdbEntry) => void;
  /** Size of the whole file where it is known: a length that points past the end is then refused at once. */
  readonly totalBytes?: number;
}

const HEADER_BYTES = 9;
const OLDEST_VERSION = 5;
const NEWEST_VERSION = 12;
/** RESTORE takes no more than `proto-max-bulk-len` (512 MB unless raised); twice that is refused by name. */
const MAX_RECORD_BYTES = 1024 * 1024 * 1024;

const OPCODE = {
  slotInfo: 0xf4,
  function: 0xf5,
  oldFunction: 0xf6,
  moduleAux: 0xf7,
  idle: 0xf8,
  frequency: 0xf9,
  aux: 0xfa,
  resize: 0xfb,
  expiresMs: 0xfc,
  expiresSeconds: 0xfd,
  selectDatabase: 0xfe,
  end: 0xff,
} as const;

type State = 'header' | 'records' | 'checksum' | 'over';

export class RdbReader {
  readonly #cursor = new RdbCursor();
  readonly #checksum = new Crc64();
  readonly #onKey: ((entry: RdbEntry) => void) | undefined;
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
  #hasChecksum = true;
  #isLast = false;

  constructor(options: RdbReaderOptions = {}) {
    this.#onKey = options.onKey;
    this.#totalBytes = options.totalBytes;
  }

  /** Takes the next bytes. They must not change until the next call. Throws `damaged`, `unsupported` or `limited`. */
  push(chunk: Buffer): void {
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
    if (this.#waitingBytes >= this.#neededBytes) this.#read();
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
      this.#waitFor(cursor.needed - start, cursor.bytes.length - start);
    }
    if (start > covered) this.#checksum.update(cursor.bytes, covered, start);
    const rest = cursor.bytes.subarray(start);
    this.#waiting = rest.length > 0 ? [rest] : [];
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
    if (neededBytes > MAX_RECORD_BYTES) {
      throw new AppError(
        'limited',
        `A single value takes ${neededBytes} bytes or more, which is beyond what a server would take back.`,
        {
          hint: 'Split the key, or delete it, and take another set.',
        },
      );
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
        cursor.skipString();
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
    const onKey = this.#onKey;
    let key: Buffer | undefined;
    if (onKey) key = cursor.string();
    else cursor.skipString();
    const from = cursor.at;
    skipValue(cursor, type);
    this.#keys += 1;
    if (expiresAtMs !== null) this.#keysWithTtl += 1;
    if (this.#database !== 0) this.#keysElsewhere += 1;
    onKey?.({ database: this.#database, key: key!, type, value: cursor.bytes.subarray(from, cursor.at), expiresAtMs });
  }

  #readChecksum(cursor: RdbCursor): void {
    const expected = cursor.bytes.subarray(cursor.skip(8), cursor.at);
    this.#state = 'over';
    this.#hasChecksum = expected.some((byte) => byte !== 0);
    if (this.#hasChecksum && !this.#checksum.digest().equals(expected)) {
      throw damaged('the RDB’s own checksum does not match its content', cursor.base + cursor.at - 8);
    }
  }
}
