// What the workers of a backup do: everything that takes processor time and can be done away from the event loop.

import type { RdbSummary } from '../rdb/rdb-reader.ts';
import type { ErrorData } from '../../../shared/errors.ts';

export type Task =
  /** Counts and hashes a batch; packs it as one gzip member when a level is given. */
  | { readonly kind: 'digest'; readonly array: Uint8Array; readonly gzipLevel: number | null }
  /** Re-reads a file: size, SHA-256, and the structure of what is in it. */
  | {
      readonly kind: 'check';
      readonly path: string;
      readonly sizeBytes: number;
      readonly sha256: string;
      readonly content: 'bson' | 'rdb' | 'metadata';
    };

export interface Digest {
  readonly packed: Uint8Array | null;
  readonly documents: number;
  readonly bytes: number;
  readonly lanes: Uint32Array;
}

export interface CheckedFile {
  /** Why the file is not what it must be; null when it is. */
  readonly fault: string | null;
  readonly bson: { readonly documents: number; readonly bytes: number; readonly contentHash: string } | null;
  readonly rdb: RdbSummary | null;
}

export interface TaskResults {
  readonly digest: Digest;
  readonly check: CheckedFile;
}

export type FromWorker =
  | { readonly id: number; readonly progressBytes: number }
  | { readonly id: number; readonly result: Digest | CheckedFile }
  | { readonly id: number; readonly error: ErrorData };

export type ToWorker = { readonly id: number; readonly task: Task };
