// What changes seldom and is therefore read seldom: the set's configuration (at once when the set says that it changed) and
// the size of its oplog, and whether that is full. What the user may not read has a name.

import type { Document, MongoClient } from 'mongodb';
import { isUnauthorized } from './errors.ts';
import { numberOf, readSetConfig, type SetConfig, type SetStatus } from './read-set-status.ts';

const EVERY_MS = 60_000;
const TIMEOUT_MS = 2000;
/** A full oplog drops up to a tenth of its size at once. */
const FULL_FROM_SHARE = 0.85;

export class SlowReads {
  #config: SetConfig | null = null;
  #configReadMs = -EVERY_MS;
  #oplogSizeBytes: number | null = null;
  #oplogFull: boolean | null = null;
  #oplogReadMs = -EVERY_MS;
  readonly #refused = new Set<string>();

  get config(): SetConfig | null {
    return this.#config;
  }

  get oplogSizeBytes(): number | null {
    return this.#oplogSizeBytes;
  }

  /** It drops what is older. Null: not known. */
  get oplogFull(): boolean | null {
    return this.#oplogFull;
  }

  /** Privileges the user misses here. */
  get refused(): ReadonlySet<string> {
    return this.#refused;
  }

  async refresh(status: SetStatus, source: MongoClient, nowMs: number): Promise<void> {
    const isOutdated =
      status.configVersion !== 0 && this.#config !== null && this.#config.version !== status.configVersion;
    if (isOutdated || nowMs - this.#configReadMs >= EVERY_MS) {
      this.#configReadMs = nowMs;
      const reply = await this.#read('replSetGetConfig', source, 'admin', { replSetGetConfig: 1 });
      if (reply !== null) this.#config = readSetConfig(reply);
    }
    if (nowMs - this.#oplogReadMs >= EVERY_MS) {
      this.#oplogReadMs = nowMs;
      const reply = await this.#read('collStats on local.oplog.rs', source, 'local', { collStats: 'oplog.rs' });
      this.#oplogSizeBytes = reply === null ? null : numberOf(reply['maxSize']);
      const usedBytes = reply === null ? null : numberOf(reply['size']);
      this.#oplogFull =
        this.#oplogSizeBytes === null || usedBytes === null
          ? null
          : usedBytes >= this.#oplogSizeBytes * FULL_FROM_SHARE;
    }
  }

  /** Null when the user may not (noted), or when it fails now (the next time comes). */
  async #read(privilege: string, source: MongoClient, database: string, command: Document): Promise<Document | null> {
    try {
      const reply = await source.db(database).command(command, { timeoutMS: TIMEOUT_MS });
      this.#refused.delete(privilege);
      return reply;
    } catch (error) {
      if (isUnauthorized(error)) this.#refused.add(privilege);
      return null;
    }
  }
}
