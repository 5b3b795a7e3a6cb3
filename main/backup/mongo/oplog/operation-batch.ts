// Writes of the oplog on their way to the server: in order, many in one `applyOps`.

import { MongoServerError, type Document, type MongoClient } from 'mongodb';
import { AppError } from '../../../../shared/errors.ts';
import { isBrokenOff } from '../lost-connection.ts';
import { CannotGoOn } from './replay-point.ts';

export interface OperationBatchOptions {
  readonly client: MongoClient;
  /** A collection where a document that is changed may be gone already. */
  readonly mayLack: (namespace: string) => boolean;
  /** An interrupted attempt may have applied these already, and later ones: then a document may be gone again. */
  readonly isRepeated: () => boolean;
  readonly onOperations: (count: number) => void;
}

/** Together they stay far below what one entry of the target's own oplog may hold. */
const MOST_OPERATIONS = 500;
const MOST_BYTES = 4 * 1024 * 1024;
const UPDATE_FAILED = 218;

export class OperationBatch {
  readonly #options: OperationBatchOptions;
  #operations: Document[] = [];
  #bytes = 0;

  constructor(options: OperationBatchOptions) {
    this.#options = options;
  }

  async add(operation: Document, bytes: number): Promise<void> {
    this.#operations.push(operation);
    this.#bytes += bytes;
    if (this.#operations.length >= MOST_OPERATIONS || this.#bytes >= MOST_BYTES) await this.flush();
  }

  /** Resolves when a majority has them. Throws `damaged` where a document that is changed is not there. */
  async flush(): Promise<void> {
    const operations = this.#operations;
    if (operations.length === 0) return;
    [this.#operations, this.#bytes] = [[], 0];
    try {
      await this.#send(operations, 'majority');
    } catch (error) {
      if (!isUpdateFailed(error)) throw this.#told(error);
      await this.#sendOneByOne(operations);
    }
    this.#options.onOperations(operations.length);
  }

  /** A majority is waited for once: by the last one that did something, done again. */
  async #sendOneByOne(operations: readonly Document[]): Promise<void> {
    let last: Document | undefined;
    for (const operation of operations) if (await this.#sendAlone(operation)) last = operation;
    if (last) await this.#send([last], 'majority');
  }

  /** False where there is nothing to change, and need not be. */
  async #sendAlone(operation: Document): Promise<boolean> {
    try {
      await this.#send([operation], 1);
      return true;
    } catch (error) {
      if (!isUpdateFailed(error)) throw this.#told(error);
      if (this.#options.isRepeated() || this.#options.mayLack(String(operation['ns']))) return false;
      throw new AppError('damaged', `${String(operation['ns'])} lacks a document that is changed.`, {
        hint: 'Verify the set and its slices.',
        cause: error,
      });
    }
  }

  async #send(operations: readonly Document[], w: 1 | 'majority'): Promise<void> {
    await this.#options.client.db('admin').command({
      applyOps: operations,
      alwaysUpsert: false,
      bypassDocumentValidation: true,
      writeConcern: { w },
    });
  }

  #told(error: unknown): unknown {
    const isRefused = error instanceof MongoServerError && !isBrokenOff(error);
    return isRefused && this.#options.isRepeated() ? new CannotGoOn(error) : error;
  }
}

function isUpdateFailed(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === UPDATE_FAILED;
}
