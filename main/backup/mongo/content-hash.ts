// One hash for all documents of a collection, whatever their order: the SHA-256 of each document's bytes, added up in eight
// lanes of 32 bits. Equal sets of documents give equal hashes; a missing, changed or doubled document shows.

import { hash } from 'node:crypto';
import { documentLength } from './bson-walk.ts';

const LANES = 8;

export class ContentHash {
  readonly #lanes = new Uint32Array(LANES);

  add(document: Uint8Array): void {
    const digest = hash('sha256', document, 'binary'); // a string, which is made twice as fast as a buffer
    for (let lane = 0; lane < LANES; lane += 1) this.#lanes[lane]! += uint32At(digest, lane * 4);
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

function uint32At(bytes: string, at: number): number {
  return (
    bytes.charCodeAt(at) |
    (bytes.charCodeAt(at + 1) << 8) |
    (bytes.charCodeAt(at + 2) << 16) |
    (bytes.charCodeAt(at + 3) << 24)
  );
}

/** Of the documents that stand one after another in `bytes[from, to)`. */
export function hashDocuments(bytes: Buffer, from: number, to: number): Uint32Array {
  const content = new ContentHash();
  for (let at = from; at < to;) {
    const end = at + documentLength(bytes, at);
    content.add(bytes.subarray(at, end));
    at = end;
  }
  return content.lanes;
}
