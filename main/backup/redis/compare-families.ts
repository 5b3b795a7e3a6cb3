// Holds every key of a set against a server it was restored to: value, by content and not by encoding, and the moment it expires.
// Sums up by family (what stands before the first colon), each with one hash that depends on no order.

import { createHash } from 'node:crypto';
import type { Clock } from '../../../shared/clock.ts';
import { AppError } from '../../../shared/errors.ts';
import type { RedisAccess, RedisBufferReply } from '../../redis/redis-access.ts';
import type { OpenSet } from '../format/open-set.ts';
import { readRange } from '../format/read-file.ts';
import type { RedisInSet } from '../manifest.ts';
import { ContentHash } from '../mongo/content-hash.ts';
import type { LargeRdbEntry, RdbEntry } from '../rdb/rdb-entry.ts';
import { readRdbFile } from '../rdb/read-rdb-file.ts';
import { joined, valueDigest } from '../rdb/value-digest.ts';
import { isOver, nameOfKey } from './restore-keys.ts';

export interface FamilyContent {
  readonly family: string;
  readonly keys: number;
  /** Of what the set holds. */
  readonly hash: string;
  /** Keys that are not as in the set. */
  readonly different: number;
  /** One of them. */
  readonly example: string | null;
}

export interface CompareFamiliesOptions {
  /** A standalone server. */
  readonly redis: RedisAccess;
  readonly set: OpenSet;
  readonly inSet: RedisInSet;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onKeys: (keys: number) => void;
}

/** Past so many, the rest counts as one. */
const MOST_FAMILIES = 200;
const REST = '…';
const BATCH_KEYS = 500;
const BATCH_BYTES = 4 * 1024 * 1024;
/** Larger values are held against the set by name and expiry only: memory stays bounded whatever a key holds. */
const LARGEST_COMPARED_BYTES = 64 * 1024 * 1024;
const NO_DIGEST = Buffer.alloc(0);
const TIMEOUT_MS = 60_000;
/** RDB version and checksum at the end of a DUMP. */
const DUMP_TAIL_BYTES = 10;

interface Expected {
  readonly key: Buffer;
  readonly database: number;
  readonly expiresAtMs: number | null;
  /** Null: only whether it is there, and when it expires. */
  readonly digest: Buffer | null;
}

/** Keys whose time is over count nowhere. */
export async function compareFamilies(options: CompareFamiliesOptions): Promise<readonly FamilyContent[]> {
  const { redis, set, inSet, clock, signal, onKeys } = options;
  const [nodeId] = Object.keys((await redis.read()).nodes);
  const families = new Map<string, Family>();
  let batch: Expected[] = [];
  let bytes = 0;
  let keys = 0;
  const flush = async (): Promise<void> => {
    const sent = batch;
    [batch, bytes] = [[], 0];
    for (const database of new Set(sent.map((each) => each.database))) {
      const mine = sent.filter((each) => each.database === database);
      const replies = await ask(redis, nodeId!, database, mine);
      for (const [index, expected] of mine.entries())
        familyOf(families, expected.key).add(expected, replies[2 * index], replies[2 * index + 1], clock);
    }
    keys += sent.length;
    onKeys(keys);
  };
  const add = async (expected: Expected, valueBytes: number): Promise<void> => {
    batch.push(expected);
    bytes += valueBytes;
    if (batch.length < BATCH_KEYS && bytes < BATCH_BYTES) return;
    signal.throwIfAborted();
    await flush();
  };
  for (const { file } of inSet.shards) {
    const large: LargeRdbEntry[] = [];
    await readRdbFile(set, file, async (entries) => {
      for (const entry of entries) {
        if (isOver(entry, clock)) continue;
        if (!('value' in entry)) large.push({ ...entry, key: Buffer.from(entry.key) });
        else await add(expectedOf(entry, valueDigest(entry.type, entry.value)), entry.value.length);
      }
    });
    for (const entry of large) await add(expectedOf(entry, await digestOfLarge(set, file, entry)), BATCH_BYTES);
  }
  await flush();
  return [...families.values()]
    .map((family) => family.content())
    .sort((a, b) => b.keys - a.keys || (a.family < b.family ? -1 : 1));
}

async function ask(
  redis: RedisAccess,
  nodeId: string,
  database: number,
  expected: readonly Expected[],
): Promise<readonly (RedisBufferReply | Error | undefined)[]> {
  const commands = expected.flatMap(({ key, digest }) => [
    ['PEXPIRETIME', key],
    digest === null ? ['EXISTS', key] : ['DUMP', key],
  ]);
  if (database === 0) return redis.pipeline(nodeId, commands, { timeoutMs: TIMEOUT_MS });
  const within = [['SELECT', String(database)], ...commands, ['SELECT', '0']];
  return (await redis.pipeline(nodeId, within, { timeoutMs: TIMEOUT_MS })).slice(1, -1);
}

function expectedOf({ key, database, expiresAtMs }: LargeRdbEntry | RdbEntry, digest: Expected['digest']): Expected {
  return { key: Buffer.from(key), database, expiresAtMs, digest };
}

/** Null: too large to be held twice. */
async function digestOfLarge(set: OpenSet, file: string, { type, from, to }: LargeRdbEntry): Promise<Buffer | null> {
  if (to - from > LARGEST_COMPARED_BYTES) return null;
  const parts: Buffer[] = [];
  for await (const part of readRange(set, file, { from, to })) parts.push(Buffer.from(part));
  return valueDigest(type, Buffer.concat(parts));
}

class Family {
  readonly #name: string;
  readonly #hash = new ContentHash();
  #keys = 0;
  #different = 0;
  #example: string | null = null;

  constructor(name: string) {
    this.#name = name;
  }

  add(
    expected: Expected,
    expiry: RedisBufferReply | Error | undefined,
    found: RedisBufferReply | Error | undefined,
    clock: Clock,
  ): void {
    for (const reply of [expiry, found]) if (reply instanceof Error) throw reply;
    const isThere = Buffer.isBuffer(found) || found === 1;
    if (!isThere && isOver(expected, clock)) return;
    const { key, database, expiresAtMs, digest } = expected;
    this.#keys += 1;
    this.#hash.add(joined([Buffer.from(String(database)), key, digest ?? NO_DIGEST, Buffer.from(String(expiresAtMs))]));
    const isSame = digest === null || (Buffer.isBuffer(found) && digestOfDump(found).equals(digest));
    if (isThere && expiry === (expiresAtMs ?? -1) && isSame) return;
    this.#different += 1;
    this.#example ??= nameOfKey(key);
  }

  content(): FamilyContent {
    const hash = createHash('sha256').update(this.#hash.toString()).digest('hex');
    return { family: this.#name, keys: this.#keys, hash, different: this.#different, example: this.#example };
  }
}

function digestOfDump(dump: Buffer): Buffer {
  if (dump.length <= DUMP_TAIL_BYTES) throw new AppError('internal', 'Redis answered a DUMP that is none.');
  return valueDigest(dump[0]!, dump.subarray(1, dump.length - DUMP_TAIL_BYTES));
}

function familyOf(families: Map<string, Family>, key: Buffer): Family {
  const end = key.indexOf(':');
  const name = end < 0 ? '*' : `${key.toString('utf8', 0, end)}:*`;
  const place = families.has(name) || families.size < MOST_FAMILIES ? name : REST;
  const family = families.get(place) ?? new Family(place);
  families.set(place, family);
  return family;
}
