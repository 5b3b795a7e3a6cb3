// Hashes documents as a server sends them, in the workers.

import { CHUNK_BYTES } from '../format/compression.ts';
import type { Digest } from '../work/tasks.ts';
import type { WorkerPool } from '../work/worker-pool.ts';
import { eachDocument } from './array-elements.ts';
import { ContentHash } from './content-hash.ts';

export class DocumentsDigest {
  readonly #pool: WorkerPool;
  readonly #hash = new ContentHash();
  readonly #digesting: Promise<Digest>[] = [];
  #slab: Buffer<ArrayBuffer>;
  #bytes = 0;
  #documents = 0;

  constructor(pool: WorkerPool) {
    this.#pool = pool;
    this.#slab = pool.slabs.take();
  }

  /** The documents of a BSON array. One call at a time. Returns how many, and their bytes. */
  async add(array: Buffer): Promise<{ readonly documents: number; readonly bytes: number }> {
    const ends: number[] = [];
    eachDocument(array, (from, to) => ends.push(from, to));
    let total = 0;
    for (let index = 0; index < ends.length; index += 2) {
      const [from, to] = [ends[index]!, ends[index + 1]!];
      total += to - from;
      if (to - from > CHUNK_BYTES) this.#hash.add(array.subarray(from, to));
      else {
        if (this.#bytes + to - from > CHUNK_BYTES) await this.#send();
        array.copy(this.#slab, this.#bytes, from, to);
        this.#bytes += to - from;
      }
    }
    this.#documents += ends.length / 2;
    return { documents: ends.length / 2, bytes: total };
  }

  async end(): Promise<{ readonly documents: number; readonly contentHash: string }> {
    await this.#send();
    while (this.#digesting.length > 0) await this.#mergeNext();
    this.#pool.slabs.give(this.#slab);
    return { documents: this.#documents, contentHash: this.#hash.toString() };
  }

  async #send(): Promise<void> {
    const job = this.#pool.run({ kind: 'digest', slab: this.#slab, bytes: this.#bytes });
    job.catch(() => undefined); // awaited in its turn
    this.#digesting.push(job);
    while (this.#digesting.length > this.#pool.size) await this.#mergeNext();
    [this.#slab, this.#bytes] = [this.#pool.slabs.take(), 0];
  }

  async #mergeNext(): Promise<void> {
    const { slab, lanes } = await this.#digesting.shift()!;
    this.#hash.merge(lanes);
    this.#pool.slabs.give(slab);
  }
}
