// Gives the keys of a set back to the cluster as it is now, whatever its topology: each key to the node that owns its slot,
// with the very moment it expires. Keys that are not in the set are never touched.

import type { Clock } from '../../../shared/clock.ts';
import { AppError } from '../../../shared/errors.ts';
import type { OpenSet } from '../format/open-set.ts';
import type { RedisInSet } from '../manifest.ts';
import type { RdbEntry } from '../rdb/rdb-reader.ts';
import { readRdbFile } from '../rdb/read-rdb-file.ts';
import { restorePayload } from '../rdb/restore-payload.ts';
import type { RedisAccess } from '../../redis/redis-access.ts';
import { KeyBatches } from './key-batches.ts';

/** What to do with a key that exists already. */
export type KeyConflict = 'replace' | 'skip' | 'fail';

export interface KeysOptions {
  readonly redis: RedisAccess;
  readonly set: OpenSet;
  readonly inSet: RedisInSet;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Keys handled so far. */
  readonly onKeys: (keys: number) => void;
}

export interface RestoredKeys {
  readonly restored: number;
  /** Were there already, and stayed as they were. */
  readonly skipped: number;
  /** Their time was over before the restore. */
  readonly expired: number;
}

export async function restoreKeys(options: KeysOptions & { readonly conflict: KeyConflict }): Promise<RestoredKeys> {
  let restored = 0;
  let skipped = 0;
  let expired = 0;
  const { clock, conflict } = options;
  await eachKey(options, async (entry, rdbVersion, batches) => {
    if (isOver(entry, clock)) {
      expired += 1;
      return;
    }
    const { key, database, type, value, expiresAtMs } = entry;
    const payload = restorePayload(type, value, rdbVersion);
    const argv = ['RESTORE', key, String(expiresAtMs ?? 0), payload];
    if (conflict === 'replace') argv.push('REPLACE');
    if (expiresAtMs !== null) argv.push('ABSTTL');
    const onReply = (reply: unknown): void => {
      if (!(reply instanceof AppError)) restored += 1;
      else if (reply.details?.['reply'] === 'BUSYKEY' && conflict === 'skip') skipped += 1;
      else throw explain(reply, key);
    };
    await batches.add({ key, database, argv, bytes: payload.length + key.length + 64, onReply });
  });
  return { restored, skipped, expired };
}

/** How many keys of the set exist now. */
export async function countExisting(
  options: KeysOptions,
): Promise<{ readonly existing: number; readonly example: string | null }> {
  let existing = 0;
  let example: string | null = null;
  await eachKey(options, async (entry, _version, batches) => {
    if (isOver(entry, options.clock)) return;
    const { key, database } = entry;
    const onReply = (reply: unknown): void => {
      if (reply instanceof AppError) throw reply;
      if (reply !== 1) return;
      existing += 1;
      example ??= nameOf(key);
    };
    await batches.add({ key, database, argv: ['EXISTS', key], bytes: key.length + 32, onReply });
  });
  return { existing, example };
}

export interface ComparedKeys {
  readonly compared: number;
  readonly missing: number;
  readonly otherTtl: number;
  /** Values compared byte by byte: one key in {@link SAMPLE_EVERY}, of the kinds that have one serialized form. */
  readonly sampled: number;
  readonly otherValue: number;
  readonly example: string | null;
}

export const SAMPLE_EVERY = 20;
const LARGEST_SAMPLE_BYTES = 64 * 1024;
/** Type, RDB version and checksum around the value in a DUMP. */
const DUMP_TAIL_BYTES = 10;
/** Strings, intsets, ziplists and listpacks: written out again, they give the same bytes. Hash tables need not. */
const ONE_FORM: ReadonlySet<number> = new Set([0, 10, 11, 12, 13, 16, 17, 20]);

/** Every key: is it there, does it expire at the same moment; a sample: is its value the same. */
export async function compareKeys(options: KeysOptions): Promise<ComparedKeys> {
  const { clock } = options;
  let [seen, compared, missing, otherTtl, sampled, otherValue] = [0, 0, 0, 0, 0, 0];
  let example: string | null = null;
  await eachKey(options, async (entry, _version, batches) => {
    if (isOver(entry, clock)) return;
    const { key, database, expiresAtMs } = entry;
    const differs = (): void => void (example ??= nameOf(key));
    const onExpiry = (reply: unknown): void => {
      if (reply instanceof AppError) throw reply;
      if (reply === -2) {
        if (isOver(entry, clock)) return;
        missing += 1;
        differs();
      } else if (reply !== (expiresAtMs ?? -1)) {
        otherTtl += 1;
        differs();
      }
      compared += 1;
    };
    await batches.add({ key, database, argv: ['PEXPIRETIME', key], bytes: key.length + 40, onReply: onExpiry });
    seen += 1;
    if (seen % SAMPLE_EVERY !== 1 || !ONE_FORM.has(entry.type) || entry.value.length > LARGEST_SAMPLE_BYTES) return;
    const expected = Buffer.concat([Buffer.of(entry.type), entry.value]);
    const onDump = (reply: unknown): void => {
      if (reply instanceof AppError) throw reply;
      if (!Buffer.isBuffer(reply)) return; // gone: counted above
      sampled += 1;
      if (reply.subarray(0, reply.length - DUMP_TAIL_BYTES).equals(expected)) return;
      otherValue += 1;
      differs();
    };
    await batches.add({
      key,
      database,
      argv: ['DUMP', key],
      bytes: key.length + expected.length + 40,
      onReply: onDump,
    });
  });
  return { compared, missing, otherTtl, sampled, otherValue, example };
}

type OnEntry = (entry: RdbEntry, rdbVersion: number, batches: KeyBatches) => Promise<void>;

async function eachKey({ redis, set, inSet, clock, signal, onKeys }: KeysOptions, onEntry: OnEntry): Promise<void> {
  const batches = await KeyBatches.create({ redis, clock, signal });
  let keys = 0;
  try {
    for (const { file } of inSet.shards) {
      await readRdbFile(set, file, async (entries, rdbVersion) => {
        signal.throwIfAborted();
        for (const entry of entries) await onEntry(entry, rdbVersion, batches);
        keys += entries.length;
        onKeys(keys);
      });
    }
    await batches.finish();
  } finally {
    await batches.settle();
  }
}

function isOver({ expiresAtMs }: RdbEntry, clock: Clock): boolean {
  return expiresAtMs !== null && expiresAtMs <= clock.now();
}

function explain(error: AppError, key: Buffer): AppError {
  const reply = error.details?.['reply'];
  if (reply === 'BUSYKEY') {
    return new AppError('conflict', `The key ${nameOf(key)} came into being while the restore ran.`, {
      hint: 'Choose to replace or to skip keys that exist, and run it again.',
    });
  }
  if (reply === 'OOM') {
    return new AppError('limited', 'Redis has reached its memory limit (maxmemory).', {
      hint: 'Raise maxmemory or free keys, then run the restore again: what is restored already does no harm.',
    });
  }
  return new AppError(
    error.code,
    `${error.message} (key ${nameOf(key)})`,
    error.hint === undefined ? {} : { hint: error.hint },
  );
}

function nameOf(key: Buffer): string {
  const name = key.toString('utf8');
  const isText = Buffer.from(name).equals(key);
  return isText
    ? JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name)
    : `0x${key.toString('hex').slice(0, 160)}`;
}
