// What the workers of a backup do: everything that takes processor time and can be done away from the event loop.

import type { Compression } from '../format/compression.ts';
import type { ChunkPlace, FileSeal, SetSeal } from '../format/seal.ts';
import type { SetFile } from '../manifest.ts';
import type { RdbSummary } from '../rdb/rdb-entry.ts';
import type { ErrorData } from '../../../shared/errors.ts';

export type Task =
  /** Counts and hashes a batch of documents, and puts them one after another. */
  | { readonly kind: 'digest'; readonly array: Uint8Array }
  /** Makes of plain bytes what a chunk is on disk. */
  | {
      readonly kind: 'pack';
      readonly bytes: Uint8Array;
      readonly compression: Compression;
      readonly place: ChunkPlace;
      /** Null: not encrypted. */
      readonly seal: FileSeal | null;
    }
  /** Re-reads a file: size, every hash, and the structure of what is in it. */
  | {
      readonly kind: 'check';
      readonly setFolder: string;
      readonly file: SetFile;
      readonly seal: SetSeal | null;
      readonly content: 'bson' | 'rdb' | 'metadata';
    };

export interface Digest {
  /** The documents, one after another: the beginning of what was the batch's memory. */
  readonly plain: Uint8Array;
  readonly documents: number;
  readonly lanes: Uint32Array;
}

export interface PackedChunk {
  readonly stored: Uint8Array;
  readonly sha256: string;
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
