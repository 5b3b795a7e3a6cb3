// Memory that is handed to a worker with the bytes in it, worked on in place, handed back, and used again. So a backup's memory
// depends on what is under way, not on how much it copies.

import { CHUNK_BYTES } from '../format/compression.ts';

/** What packing can add to bytes that do not get smaller, and the tag of a seal. */
const GROWTH_BYTES = 64 * 1024;
/** Room for a chunk, plain or packed. */
export const SLAB_BYTES = CHUNK_BYTES + GROWTH_BYTES;

export class Slabs {
  readonly #free: Buffer<ArrayBuffer>[] = [];

  take(): Buffer<ArrayBuffer> {
    return this.#free.pop() ?? Buffer.from(new ArrayBuffer(SLAB_BYTES));
  }

  /** As it came back from a worker, which leaves the memory what it was and the buffer no more one. */
  give({ buffer }: Uint8Array<ArrayBuffer>): void {
    this.#free.push(Buffer.from(buffer));
  }

  /** Gives the memory back at once: a garbage collector that sees no need would let it lie. */
  free(): void {
    for (const { buffer } of this.#free.splice(0)) buffer.transfer(0);
  }
}
