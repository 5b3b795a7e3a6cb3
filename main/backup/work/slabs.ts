// Memory that the main thread and the workers see at once: bytes are copied into it one time, worked on in place, and it is used
// again. So a backup's memory depends on what is under way, not on how much it copies.

import { CHUNK_BYTES } from '../format/compression.ts';

/** What packing can add to bytes that do not get smaller, and the tag of a seal. */
const GROWTH_BYTES = 64 * 1024;
/** Room for a chunk, plain or packed. */
export const SLAB_BYTES = CHUNK_BYTES + GROWTH_BYTES;

export class Slabs {
  readonly #free: Buffer[] = [];

  take(): Buffer {
    return this.#free.pop() ?? Buffer.from(new SharedArrayBuffer(SLAB_BYTES));
  }

  /** Whoever gives one back touches it no more. */
  give(slab: Buffer): void {
    this.#free.push(slab);
  }
}
