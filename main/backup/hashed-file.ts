// A file of a set while it is written: gathered into large writes, hashed on the way, on the disk before it counts as there.

import { createHash } from 'node:crypto';
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SetFile } from './manifest.ts';
import { storeError } from './store-errors.ts';

const GATHER_BYTES = 1024 * 1024;

export class HashedFile {
  readonly #path: string;
  readonly #target: string;
  readonly #handle: FileHandle;
  readonly #hash = createHash('sha256');
  #gathered: Buffer[] = [];
  #gatheredBytes = 0;
  #sizeBytes = 0;

  private constructor(path: string, target: string, handle: FileHandle) {
    this.#path = path;
    this.#target = target;
    this.#handle = handle;
  }

  /**
   * `path` uses `/` and lies inside the set's folder. Throws `conflict` where a file of that name is there: on file systems that
   * ignore case, `Orders` and `orders` would overwrite each other.
   */
  static async create(setFolder: string, path: string): Promise<HashedFile> {
    const target = join(setFolder, path);
    try {
      await mkdir(dirname(target), { recursive: true });
      return new HashedFile(path, target, await open(target, 'wx', 0o600));
    } catch (error) {
      throw storeError(error, `creating ${path}`);
    }
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Takes bytes that must not change any more. */
  async write(bytes: Buffer): Promise<void> {
    this.#hash.update(bytes);
    this.#sizeBytes += bytes.length;
    this.#gathered.push(bytes);
    this.#gatheredBytes += bytes.length;
    if (this.#gatheredBytes >= GATHER_BYTES) await this.#flush();
  }

  /** After this the file is on the disk. */
  async finish(): Promise<SetFile> {
    try {
      await this.#flush();
      await this.#handle.sync();
    } catch (error) {
      throw storeError(error, `writing ${this.#path}`);
    } finally {
      await this.#handle.close();
    }
    return { path: this.#path, sizeBytes: this.#sizeBytes, sha256: this.#hash.digest('hex') };
  }

  /** Gives the file up and removes it. */
  async abandon(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    await rm(this.#target, { force: true });
  }

  async #flush(): Promise<void> {
    const gathered = this.#gathered;
    this.#gathered = [];
    this.#gatheredBytes = 0;
    let left = gathered.reduce((sum, bytes) => sum + bytes.length, 0);
    if (left === 0) return;
    try {
      const { bytesWritten } = await this.#handle.writev(gathered);
      left -= bytesWritten;
      if (left > 0) await this.#handle.writeFile(Buffer.concat(gathered).subarray(bytesWritten));
    } catch (error) {
      throw storeError(error, `writing ${this.#path}`);
    }
  }
}
