// One hash for all documents of a collection, whatever their order: the SHA-256 of each document's bytes, added up in eight
// lanes of 32 bits. Equal sets of documents give equal hashes; a missing, changed or doubled document shows.

import { hash } from 'node:crypto';

const LANES = 8;

export class ContentHash {
  readonly #lanes = new Uint32Array(LANES);

  add(document: Uint8Array): void {
    const digest = hash('sha256', document, 'buffer');
    for (let lane = 0; lane < LANES; lane += 1) this.#lanes[lane]! += digest.readUInt32LE(lane * 4);
  }

  /** Adds what another hash has seen. */
  merge(lanes: Uint32Array): void {
    for (let lane = 0; lane < LANES; lane += 1) this.#lanes[lane]! += lanes[lane]!;
  }

  get lanes(): Uint32Array {
    return this.#lanes.slice();
  }

  toString(): string {
    return Array.from(this.#lanes, (lane) => lane.toString(16).padStart(8, '0')).join('');
  }
}
