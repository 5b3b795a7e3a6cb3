// Cuts a stream of BSON (a dump file, unpacked) into its documents. Holds no more than one document beside the chunk.

import { damaged } from '../damaged.ts';
import { documentLength } from './bson-walk.ts';

export class DocumentSplitter {
  #rest: Buffer = Buffer.alloc(0);
  /** Bytes of whole documents handed out so far: where the next one starts. */
  #offset = 0;

  get offset(): number {
    return this.#offset;
  }

  /** Calls `onDocument` with `bytes[from, to)` for each whole document. The bytes are only lent. */
  push(chunk: Buffer, onDocument: (bytes: Buffer, from: number, to: number) => void): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let from = 0;
    while (bytes.length - from >= 4) {
      const to = from + documentLength(bytes, from);
      if (to > bytes.length) break;
      onDocument(bytes, from, to);
      this.#offset += to - from;
      from = to;
    }
    this.#rest = bytes.subarray(from);
  }

  /** Throws `damaged` when the stream ended inside a document. */
  end(): void {
    if (this.#rest.length > 0) throw damaged('the data ends inside a document', this.#offset);
  }
}
