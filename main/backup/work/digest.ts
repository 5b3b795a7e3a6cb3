// Turns a batch of documents as the server sent it into what a dump file holds: the documents one after another.

import { ContentHash } from '../mongo/content-hash.ts';
import type { Digest } from './tasks.ts';

/** `array` is a BSON array; its memory becomes that of the result. */
export function digest(array: Uint8Array): Digest {
  const bytes = Buffer.from(array.buffer, array.byteOffset, array.byteLength);
  const content = new ContentHash();
  const last = bytes.length - 1;
  let documents = 0;
  let to = 0;
  for (let at = 4; at < last;) {
    const from = bytes.indexOf(0, at + 1) + 1; // over the element's type and index
    const end = from + bytes.readInt32LE(from);
    content.add(bytes.subarray(from, end));
    bytes.copyWithin(to, from, end);
    to += end - from;
    documents += 1;
    at = end;
  }
  return { plain: array.subarray(0, to), documents, lanes: content.lanes };
}
