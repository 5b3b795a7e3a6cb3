// A file of a set while it is written: its bytes gathered into chunks, each packed and hashed in a worker thread, written in
// order, and on the disk before the file counts as there.

import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SetFile } from '../manifest.ts';
import type { RoomWatch } from '../room.ts';
import { storeError } from '../store-errors.ts';
import type { Lanes, PackedChunk } from '../work/tasks.ts';
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

/** Told chunk by chunk, in order: the hash of the documents given to `addDocument`. */
export type OnDocuments = (lanes: Lanes) => void;

interface Filling {
  readonly slab: Buffer<ArrayBuffer>;
  bytes: number;
  /** Where the documents lie that are whole in it. */
  documents: { readonly from: number; readonly to: number };
}

export class FileWriter {
  readonly #path: string;
  readonly #compression: Compression;
  readonly #format: SetFormat;
  readonly #onDocuments: OnDocuments | undefined;
  readonly #handle: FileHandle;
  readonly #salt = randomBytes(SALT_BYTES);
  readonly #seal: FileSeal | null;
  readonly #hash = createHash('sha256');
  readonly #stored: [number, string][] = [];
  readonly #packing: Promise<PackedChunk>[] = [];
  #chunk: Filling;
  #chunks = 0;
  #plainBytes = 0;
  #sizeBytes = 0;

  private constructor(
    format: SetFormat,
    path: string,
    {
      compression,
      onDocuments,
      handle,
    }: { compression: Compression; onDocuments: OnDocuments | undefined; handle: FileHandle },
  ) {
    this.#format = format;
    this.#path = path;
    this.#compression = compression;
    this.#onDocuments = onDocuments;
    this.#handle = handle;
    this.#seal = format.seal && sealOfFile(format.seal, path, this.#salt);
    this.#chunk = this.#newChunk();
  }

  /**
   * `name` uses `/` and lies inside the set's folder; the ending for its packing is added. In an encrypted set nothing of the name
   * is left but its first folder and its ending. Throws `conflict` where a file of that
   * name is there: on file systems that ignore case, `Orders` and `orders` would overwrite each other.
   */
  static async create(format: SetFormat, name: string, onDocuments?: OnDocuments): Promise<FileWriter> {
    const { path: packed, compression } = packedName(format.seal ? hiddenName(name) : name, format.compression);
    const path = format.seal ? `${packed}.enc` : packed;
    const target = join(format.setFolder, path);
    try {
      await mkdir(dirname(target), { recursive: true });
      const handle = await open(target, 'wx', 0o600);
      return new FileWriter(format, path, { compression, onDocuments, handle });
    } catch (error) {
      throw storeError(error, `creating ${path}`);
    }
  }

  /** Bytes given so far, before packing. */
  get plainBytes(): number {
    return this.#plainBytes;
  }

  /** Takes a copy of `bytes[from, to)`. One call at a time: the next one when this one has resolved. */
  async write(bytes: Buffer, from = 0, to = bytes.length): Promise<void> {
    this.#plainBytes += to - from;
    for (let at = from; at < to;) {
      if (this.#chunk.bytes === CHUNK_BYTES) await this.#sendChunk(false);
      const chunk = this.#chunk;
      const next = Math.min(to, at + CHUNK_BYTES - chunk.bytes);
      bytes.copy(chunk.slab, chunk.bytes, at, next);
      chunk.bytes += next - at;
      at = next;
    }
  }

  /** Takes a copy of a BSON document where it fits into the chunk as a whole, for `onDocuments`; otherwise does nothing. */
  addDocument(bytes: Buffer, from: number, to: number): boolean {
    const chunk = this.#chunk;
    const end = chunk.bytes + to - from;
    if (end > CHUNK_BYTES) return false;
    bytes.copy(chunk.slab, chunk.bytes, from, to);
    const { documents } = chunk;
    chunk.documents = { from: documents.to === chunk.bytes ? documents.from : chunk.bytes, to: end };
    chunk.bytes = end;
    this.#plainBytes += to - from;
    return true;
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

  #newChunk(): Filling {
    return { slab: this.#format.pool.slabs.take(), bytes: 0, documents: { from: 0, to: 0 } };
  }

  async #sendChunk(isLast: boolean): Promise<void> {
    const { pool } = this.#format;
    const chunk = this.#chunk;
    const { slab, bytes } = chunk;
    const place = { index: this.#chunks, isLast };
    this.#chunks += 1;
    const hasDocuments = this.#onDocuments !== undefined && chunk.documents.to > chunk.documents.from;
    const documents = hasDocuments ? chunk.documents : null;
    const work = {
      kind: 'pack',
      slab,
      bytes,
      documents,
      compression: this.#compression,
      place,
      seal: this.#seal,
    } as const;
    const job = pool.run(work);
    job.catch(() => undefined); // awaited in its turn
    this.#packing.push(job);
    while (this.#packing.length >= Math.max(pool.size, 2)) await this.#writeNext();
    this.#chunk = this.#newChunk();
  }

  async #writeNext(): Promise<void> {
    const { slab, storedBytes, sha256, lanes } = await this.#packing.shift()!;
    const stored = slab.subarray(0, storedBytes);
    this.#hash.update(stored);
    this.#sizeBytes += storedBytes;
    this.#stored.push([storedBytes, sha256]);
    if (lanes) this.#onDocuments?.(lanes);
    await this.#format.room?.require(storedBytes, `writing ${this.#path}`);
    try {
      for (let at = 0; at < storedBytes;) at += (await this.#handle.write(stored, at)).bytesWritten;
    } catch (error) {
      throw storeError(error, `writing ${this.#path}`);
    }
    this.#format.pool.slabs.give(slab);
  }
}

/** `mongo/shop/orders.bson` → `mongo/<random>.bson`. */
function hiddenName(name: string): string {
  const [folder] = name.split('/');
  const ending = name.endsWith('.metadata.json') ? '.metadata.json' : name.slice(name.lastIndexOf('.'));
  return `${folder}/${randomBytes(12).toString('hex')}${ending}`;
}
