// Walks the keys of a set that were chosen, all shards side by side, so that every node of the target has something to do.

import type { Clock } from '../../../shared/clock.ts';
import type { OpenSet } from '../format/open-set.ts';
import type { RedisInSet } from '../manifest.ts';
import { readRdbFile } from '../rdb/read-rdb-file.ts';
import type { RedisAccess } from '../../redis/redis-access.ts';
import type { KeyFilter } from './key-pattern.ts';

export interface KeysOptions {
  readonly redis: RedisAccess;
  readonly set: OpenSet;
  readonly inSet: RedisInSet;
  /** Which keys; null: all. */
  readonly filter: KeyFilter | null;
  /** Of which database; null: of all. */
  readonly database: number | null;
  /** Keys expire so much later than they did, counted from the moment of their shard; null: when they did. */
  readonly shiftsToMs: number | null;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Keys of the set looked at so far. */
  readonly onKeys: (keys: number) => void;
}

export interface ChosenKey {
  readonly file: string;
  readonly rdbVersion: number;
  readonly database: number;
  readonly key: Buffer;
  readonly type: number;
  /** In the target. */
  readonly expiresAtMs: number | null;
  /** Only valid until the next portion is read. Null: too large to be held; it lies in `file` from `from` to `to`. */
  readonly value: Buffer | null;
  readonly from: number;
  readonly to: number;
}

/** Files that are read at once: each takes some 20 MB. */
const FILES_AT_ONCE = 4;

/** Waits for what `onKey` gives, if it gives anything. */
export async function eachKey(
  options: KeysOptions,
  onKey: (key: ChosenKey) => Promise<void> | undefined,
): Promise<void> {
  const { set, inSet, filter, database, shiftsToMs, signal, onKeys } = options;
  const shards = [...inSet.shards];
  let keys = 0;
  const failures: unknown[] = [];
  const readNext = async (): Promise<void> => {
    for (let shard = shards.shift(); shard !== undefined; shard = shards.shift()) {
      const { file, startedMs } = shard;
      const shiftMs = shiftsToMs === null ? 0 : Math.max(0, shiftsToMs - startedMs);
      await readRdbFile(set, file, async (entries, rdbVersion) => {
        for (const entry of entries) {
          if (database !== null && entry.database !== database) continue;
          if (filter !== null && !filter(entry.key)) continue;
          const expiresAtMs = entry.expiresAtMs === null ? null : entry.expiresAtMs + shiftMs;
          const value = 'value' in entry ? { value: entry.value, from: 0, to: 0 } : { value: null, ...entry };
          const { key, type } = entry;
          const chosen = { ...value, file, rdbVersion, database: entry.database, key, type, expiresAtMs };
          const waiting = onKey(chosen);
          if (waiting) await waiting;
        }
        signal.throwIfAborted();
        if (failures.length > 0) throw failures[0];
        keys += entries.length;
        onKeys(keys);
      });
    }
  };
  const readers = Array.from({ length: Math.min(FILES_AT_ONCE, shards.length) }, () =>
    readNext().catch((error: unknown) => void failures.push(error)),
  );
  // All have let go of their files before the first failure is told.
  await Promise.all(readers);
  if (failures.length > 0) throw failures[0];
}
