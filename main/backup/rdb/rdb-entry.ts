// What is read from an RDB: its keys one by one, and what it is as a whole.

interface RdbKey {
  readonly database: number;
  readonly key: Buffer;
  readonly type: number;
  readonly expiresAtMs: number | null;
}

export interface RdbEntry extends RdbKey {
  /** The serialized value as it stands in the file. Only valid during the call: copy what is to be kept. */
  readonly value: Buffer;
}

/** A key whose value is not held: its serialized bytes lie in the file from `from` to `to`. */
export interface LargeRdbEntry extends RdbKey {
  readonly from: number;
  readonly to: number;
}

export interface RdbSummary {
  readonly version: number;
  readonly keys: number;
  readonly keysWithTtl: number;
  /** In databases other than 0. */
  readonly keysElsewhere: number;
  readonly functions: number;
  /** Of the largest one, as it is written in the file. */
  readonly largestValueBytes: number;
  readonly bytes: number;
  /** False where the server writes none (`rdbchecksum no`). */
  readonly hasChecksum: boolean;
  /** What the server says of itself: `redis-ver`, `used-mem`, … */
  readonly about: Readonly<Record<string, string>>;
}
