// What the workers of a backup do: everything that takes processor time and can be done away from the event loop.

import type { Compression } from '../format/compression.ts';
import type { ChunkPlace, FileSeal, SetSeal } from '../format/seal.ts';
import type { SetFile } from '../manifest.ts';
import type { RdbSummary } from '../rdb/rdb-entry.ts';
import type { ErrorData } from '../../../shared/errors.ts';

export type Task =
  /** Hashes documents that stand one after another in the first `bytes` of a slab. */
  | { readonly kind: 'digest'; readonly slab: Uint8Array<ArrayBuffer>; readonly bytes: number }
  /** Makes of the first `bytes` of a slab what a chunk is on disk, in the same slab. */
  | {
      readonly kind: 'pack';
      readonly slab: Uint8Array<ArrayBuffer>;
      readonly bytes: number;
      /** Where the documents lie, one after another, that are whole in it and are to be hashed. */
      readonly documents: { readonly from: number; readonly to: number } | null;
      readonly compression: Compression;
      readonly place: ChunkPlace;
      /** Null: not encrypted. */
      readonly seal: FileSeal | null;
    }
  /** Re-reads a file: size and every hash, and the structure of what is in it. */
  | {
      readonly kind: 'check';
      readonly setFolder: string;
      readonly file: SetFile;
      readonly seal: SetSeal | null;
      /** Null: it is left packed, and its structure is not looked at. */
      readonly content: Content | null;
    };

export type Content = 'bson' | 'rdb' | 'metadata';

/** Of a `ContentHash`. */
export type Lanes = Uint32Array;

export interface Digest {
  /** Handed back. */
  readonly slab: Uint8Array<ArrayBuffer>;
  readonly lanes: Lanes;
}

export interface PackedChunk {
  readonly slab: Uint8Array<ArrayBuffer>;
  /** How much of the slab is to be stored. */
  readonly storedBytes: number;
  readonly sha256: string;
  /** Of the documents, where there were any to hash. */
  readonly lanes: Lanes | null;
}

export interface CheckedFile {
  /** Why the file is not what it must be; null when it is. */
  readonly fault: string | null;
  readonly bson: { readonly documents: number; readonly bytes: number; readonly contentHash: string } | null;
  readonly rdb: RdbSummary | null;
}

export interface TaskResults {
  readonly digest: Digest;
  readonly pack: PackedChunk;
  readonly check: CheckedFile;
}

export type TaskResult = TaskResults[keyof TaskResults];

export type FromWorker =
  | { readonly id: number; readonly progressBytes: number }
  | { readonly id: number; readonly result: TaskResult }
  | { readonly id: number; readonly error: ErrorData };

export type ToWorker = { readonly id: number; readonly task: Task };
