// Makes of plain bytes what a chunk is on disk.

import { hash } from 'node:crypto';
import { pack } from '../format/compression.ts';
import { sealChunk } from '../format/seal.ts';
import type { PackedChunk, Task } from './tasks.ts';

export function packChunk({ bytes, compression, place, seal }: Extract<Task, { kind: 'pack' }>): PackedChunk {
  const plain = pack(bytes, compression);
  const packed = seal === null ? plain : sealChunk(plain, seal, place);
  // A copy has memory of its own, which can be handed to another thread; plain bytes came with theirs.
  const stored = packed === bytes ? bytes : Uint8Array.from(packed);
  return { stored, sha256: hash('sha256', stored, 'hex') };
}
