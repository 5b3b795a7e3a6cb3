// A file of a set while it is written: its bytes gathered into chunks, each packed and hashed in a worker thread, written in
// order, and on the disk before the file counts as there.

import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SetFile } from '../manifest.ts';
import type { RoomWatch } from '../room.ts';
import { storeError } from '../store-errors.ts';
import type { PackedChunk } from '../work/tasks.ts';
import type { WorkerPool } from '../work/worker-pool.ts';
import { CHUNK_BYTES, packedName, type Compression } from './compression.ts';
import { SALT_BYTES, sealOfFile, type FileSeal, type SetSeal } from './seal.ts';

/** What every file of a set has in common. */
export interface SetFormat {
  readonly setFolder: string;
  readonly compression: Compression;
  readonly pool: WorkerPool;
  /** Null: the set is not encrypted. */
  readonly seal: SetSeal | null;
  /** Asked before every chunk. Absent: the disk is written until it is full. */
  readonly room?: RoomWatch;
}

export class FileWriter {
  readonly #path: string;
  readonly #compression: Compression;
  readonly #format: SetFormat;
  readonly #handle: FileHandle;
  readonly #salt = randomBytes(SALT_BYTES);
  readonly #seal: FileSeal | null;
  readonly #hash = createHash('sha256');
  readonly #stored: [number, string][] = [];
  readonly #packing: Promise<PackedChunk>[] = [];
  #chunk = newChunk();
  #chunkBytes = 0;
  #chunks = 0;
  #plainBytes = 0;
  #sizeBytes = 0;

  private constructor(format: SetFormat, path: string, compression: Compression, handle: FileHandle) {
    this.#format = format;
    this.#path = path;
    this.#compression = compression;
    this.#handle = handle;
    this.#seal = format.seal && sealOfFile(format.seal, path, this.#salt);
  }

  /**
   * `name` uses `/` and lies inside the set's folder; the ending for its packing is added. In an encrypted set nothing of the name
   * is left but its first folder and its ending. Throws `conflict` where a file of that
   * name is there: on file systems that ignore case, `Orders` and `orders` would overwrite each other.
   */
  static async create(format: SetFormat, name: string): Promise<FileWriter> {
    const { path: packed, compression } = packedName(format.seal ? hiddenName(name) : name, format.compression);
    const path = format.seal ? `${packed}.enc` : packed;
    const target = join(format.setFolder, path);
    try {
      await mkdir(dirname(target), { recursive: true });
      return new FileWriter(format, path, compression, await open(target, 'wx', 0o600));
    } catch (error) {
      throw storeError(error, `creating ${path}`);
    }
  }

  /** Bytes given so far, before packing. */
  get plainBytes(): number {
    return this.#plainBytes;
  }

  /** Takes a copy. One call at a time: the next one when this one has resolved. */
  async write(bytes: Buffer): Promise<void> {
    this.#plainBytes += bytes.length;
    for (let from = 0; from < bytes.length;) {
      if (this.#chunkBytes === CHUNK_BYTES) await this.#sendChunk(false);
      const copied = bytes.copy(this.#chunk, this.#chunkBytes, from);
      this.#chunkBytes += copied;
      from += copied;
    }
  }

  /** After this the file is on the disk. A file without bytes has one chunk, which is empty. */
  async finish(): Promise<SetFile> {
    try {
      await this.#sendChunk(true);
      while (this.#packing.length > 0) await this.#writeNext();
      await this.#handle.sync();
    } catch (error) {
      throw storeError(error, `writing ${this.#path}`);
    } finally {
      await this.#handle.close();
    }
    return {
      path: this.#path,
      sizeBytes: this.#sizeBytes,
      sha256: this.#hash.digest('hex'),
      chunks: {
        compression: this.#compression,
        plainBytes: this.#plainBytes,
        stored: this.#stored,
        ...(this.#seal && { salt: this.#salt.toString('hex') }),
      },
    };
  }

  /** Gives the file up and removes it. */
  async abandon(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    await rm(join(this.#format.setFolder, this.#path), { force: true });
  }

  async #sendChunk(isLast: boolean): Promise<void> {
    const { pool } = this.#format;
    const place = { index: this.#chunks, isLast };
    this.#chunks += 1;
    const bytes = this.#chunk.subarray(0, this.#chunkBytes);
    this.#chunk = newChunk();
    this.#chunkBytes = 0;
    const job = pool.run(
      { kind: 'pack', bytes, compression: this.#compression, place, seal: this.#seal },
      { transfer: [bytes.buffer as ArrayBuffer] },
    );
    job.catch(() => undefined); // awaited in its turn
    this.#packing.push(job);
    while (this.#packing.length > pool.size) await this.#writeNext();
  }

  async #writeNext(): Promise<void> {
    const { stored, sha256 } = await this.#packing.shift()!;
    this.#hash.update(stored);
    this.#sizeBytes += stored.length;
    this.#stored.push([stored.length, sha256]);
    await this.#format.room?.require(stored.length, `writing ${this.#path}`);
    try {
      await this.#handle.writeFile(stored);
    } catch (error) {
      throw storeError(error, `writing ${this.#path}`);
    }
  }
}

/** `mongo/shop/orders.bson` → `mongo/<random>.bson`. */
function hiddenName(name: string): string {
  const [folder] = name.split('/');
  const ending = name.endsWith('.metadata.json') ? '.metadata.json' : name.slice(name.lastIndexOf('.'));
  return `${folder}/${randomBytes(12).toString('hex')}${ending}`;
}

/** Memory of its own, which is handed to a worker. */
function newChunk(): Buffer {
  return Buffer.allocUnsafeSlow(CHUNK_BYTES);
}
