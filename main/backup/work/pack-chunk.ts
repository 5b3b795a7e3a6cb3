// Makes of plain bytes what a chunk is on disk, and hashes the documents in it on the way.

import { hash } from 'node:crypto';
import { pack } from '../format/compression.ts';
import { sealChunk } from '../format/seal.ts';
import { hashDocuments } from '../mongo/content-hash.ts';
import type { PackedChunk, Task } from './tasks.ts';

export function packChunk(task: Extract<Task, { kind: 'pack' }>): PackedChunk {
  const { slab, bytes, documents, compression, place, seal } = task;
  const plain = Buffer.from(slab.buffer, slab.byteOffset, bytes);
  const lanes = documents && hashDocuments(plain, documents.from, documents.to);
  const packed = pack(plain, compression);
  const stored = seal === null ? packed : sealChunk(packed, seal, place);
  if (stored !== plain) slab.set(stored);
  return { slab, storedBytes: stored.length, sha256: hash('sha256', stored, 'hex'), lanes };
}
