// Makes of plain bytes what a chunk is on disk, and finds out on the way what is wanted of them.

import { hash } from 'node:crypto';
import { pack } from '../format/compression.ts';
import { sealChunk } from '../format/seal.ts';
import { hashDocuments } from '../mongo/content-hash.ts';
import { Crc64 } from '../rdb/crc64.ts';
import type { ChunkLook, PackedChunk, Task } from './tasks.ts';

export function packChunk({
  slab,
  bytes,
  look,
  compression,
  place,
  seal,
}: Extract<Task, { kind: 'pack' }>): PackedChunk {
  const plain = Buffer.from(slab.buffer, slab.byteOffset, bytes);
  const found = lookAt(plain, look);
  const packed = pack(plain, compression);
  const stored = seal === null ? packed : sealChunk(packed, seal, place);
  if (stored !== plain) slab.set(stored);
  return { slab, storedBytes: stored.length, sha256: hash('sha256', stored, 'hex'), ...found };
}

function lookAt(plain: Buffer, look: ChunkLook): Pick<PackedChunk, 'lanes' | 'crc'> {
  switch (look?.kind) {
    case 'documents':
      return { lanes: hashDocuments(plain, look.from, look.to) };
    case 'crc':
      return { crc: new Crc64().update(plain).state };
    case undefined:
      return {};
  }
}
