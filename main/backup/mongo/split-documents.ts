// Cuts a stream of BSON (a dump file, unpacked) into its documents. Holds no more than one document beside the chunk.

import { damaged } from '../damaged.ts';
import { documentLength } from './bson-walk.ts';

const LENGTH_BYTES = 4;

export class DocumentSplitter {
  /** Of a document that goes on in the next chunk. */
  #parts: Buffer[] = [];
  #partsBytes = 0;
  /** Bytes of whole documents handed out so far: where the next one starts. */
  #offset = 0;

  get offset(): number {
    return this.#offset;
  }

  /** Calls `onDocument` with `bytes[from, to)` for each whole document. The bytes are only lent. */
  push(chunk: Buffer, onDocument: (bytes: Buffer, from: number, to: number) => void): void {
    let from = this.#partsBytes === 0 ? 0 : this.#finishBegun(chunk, onDocument);
    while (chunk.length - from >= LENGTH_BYTES) {
      const to = from + documentLength(chunk, from);
      if (to > chunk.length) break;
      onDocument(chunk, from, to);
      this.#offset += to - from;
      from = to;
    }
    if (from < chunk.length) this.#keep(chunk.subarray(from));
  }

  /** Throws `damaged` when the stream ended inside a document. */
  end(): void {
    if (this.#partsBytes > 0) throw damaged('the data ends inside a document', this.#offset);
  }

  /** Returns where in the chunk the next document begins. */
  #finishBegun(chunk: Buffer, onDocument: (bytes: Buffer, from: number, to: number) => void): number {
    const missing = this.#missingBytes(chunk);
    if (missing > chunk.length) {
      this.#keep(chunk);
      return chunk.length;
    }
    const document = Buffer.concat([...this.#parts, chunk.subarray(0, missing)]);
    [this.#parts, this.#partsBytes] = [[], 0];
    onDocument(document, 0, document.length);
    this.#offset += document.length;
    return missing;
  }

  /** Of the document that has begun; infinite while not even its length is there. */
  #missingBytes(chunk: Buffer): number {
    let [head] = this.#parts as [Buffer];
    if (this.#partsBytes < LENGTH_BYTES) head = Buffer.concat([...this.#parts, chunk.subarray(0, LENGTH_BYTES)]);
    return head.length < LENGTH_BYTES ? Infinity : documentLength(head, 0) - this.#partsBytes;
  }

  #keep(part: Buffer): void {
    // The first part holds the length, as soon as that is there.
    if (this.#partsBytes < LENGTH_BYTES) this.#parts = [Buffer.concat([...this.#parts, part])];
    else this.#parts.push(part);
    this.#partsBytes += part.length;
  }
}
