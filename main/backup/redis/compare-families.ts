// Holds every key of a set against a server it was restored to: value, by content and not by encoding, and the moment it expires.
// Sums up by family (what stands before the first colon), each with one hash that depends on no order.

import { createHash } from 'node:crypto';
import type { Clock } from '../../../shared/clock.ts';
import { AppError } from '../../../shared/errors.ts';
import type { RedisAccess, RedisBufferReply } from '../../redis/redis-access.ts';
import { withLongReply, type LongReply } from '../../redis/stream-reply.ts';
import type { OpenSet } from '../format/open-set.ts';
import { readRange } from '../format/read-file.ts';
import type { RedisInSet } from '../manifest.ts';
import { ContentHash } from '../mongo/content-hash.ts';
import type { LargeRdbEntry, RdbEntry } from '../rdb/rdb-entry.ts';
import { readRdbFile } from '../rdb/read-rdb-file.ts';
import { joined, streamedValueDigest, valueDigest } from '../rdb/value-digest.ts';
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
/** A key that holds a larger element is held against the set by name and expiry only: memory stays bounded. */
const LARGEST_HELD_BYTES = 64 * 1024 * 1024;
const NO_DIGEST = Buffer.alloc(0);
const TIMEOUT_MS = 60_000;
/** RDB version and checksum at the end of a DUMP. */
const DUMP_TAIL_BYTES = 10;

interface Expected {
  readonly key: Buffer;
  readonly database: number;
  readonly expiresAtMs: number | null;
  /** Null: an element of it is too large to be held; then only whether it is there counts, and when it expires. */
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
        familyOf(families, expected.key).add(expected, foundOf(replies[2 * index], replies[2 * index + 1]), clock);
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
    for (const entry of large) {
      signal.throwIfAborted();
      const { type } = entry;
      const digest = await streamedValueDigest(type, readRange(set, file, entry), LARGEST_HELD_BYTES);
      const found = await foundLarge(redis, nodeId!, entry, signal);
      familyOf(families, entry.key).add(expectedOf(entry, digest), found, clock);
      keys += 1;
      onKeys(keys);
    }
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
  expected: readonly Pick<Expected, 'key'>[],
): Promise<readonly (RedisBufferReply | Error | undefined)[]> {
  const commands = expected.flatMap(({ key }) => [
    ['PEXPIRETIME', key],
    ['DUMP', key],
  ]);
  return within(redis, nodeId, database, commands);
}

async function within(
  redis: RedisAccess,
  nodeId: string,
  database: number,
  commands: readonly (readonly (string | Buffer)[])[],
): Promise<readonly (RedisBufferReply | Error | undefined)[]> {
  if (database === 0) return redis.pipeline(nodeId, commands, { timeoutMs: TIMEOUT_MS });
  const selected = [['SELECT', String(database)], ...commands, ['SELECT', '0']];
  return (await redis.pipeline(nodeId, selected, { timeoutMs: TIMEOUT_MS })).slice(1, -1);
}

/** What the server has of a key. */
interface Found {
  readonly isThere: boolean;
  /** As PEXPIRETIME says it. */
  readonly expiry: number;
  /** Null where it is not there, or an element of it is too large to be held. */
  readonly digest: Buffer | null;
}

function foundOf(expiry: RedisBufferReply | Error | undefined, dump: RedisBufferReply | Error | undefined): Found {
  for (const reply of [expiry, dump]) if (reply instanceof Error) throw reply;
  const isThere = Buffer.isBuffer(dump);
  return { isThere, expiry: Number(expiry), digest: isThere ? digestOfDump(dump) : null };
}

/** Its value goes through the hash as the server sends it. */
async function foundLarge(
  redis: RedisAccess,
  nodeId: string,
  { key, database }: Pick<LargeRdbEntry, 'key' | 'database'>,
  signal: AbortSignal,
): Promise<Found> {
  const [expiry] = await within(redis, nodeId, database, [['PEXPIRETIME', key]]);
  if (expiry instanceof Error) throw expiry;
  const commands = [...(database === 0 ? [] : [['SELECT', String(database)]]), ['DUMP', key]];
  return withLongReply(redis.socketOptions(nodeId), commands, signal, async (reply) => ({
    isThere: reply !== null,
    expiry: Number(expiry),
    digest: reply && (await digestOfLongDump(reply)),
  }));
}

async function digestOfLongDump({ bytes, parts }: LongReply): Promise<Buffer | null> {
  if (bytes <= DUMP_TAIL_BYTES) throw noDump();
  const iterator = parts[Symbol.asyncIterator]();
  const { value: first } = (await iterator.next()) as { value: Buffer };
  return streamedValueDigest(first[0]!, valueParts(first.subarray(1), iterator, bytes), LARGEST_HELD_BYTES);
}

/** Without the type before it and the tail behind it. */
async function* valueParts(first: Buffer, rest: AsyncIterator<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes - 1 - DUMP_TAIL_BYTES;
  for (let part = first; left > 0; part = (await rest.next()).value as Buffer) {
    if (part.length > 0) yield part.subarray(0, left);
    left -= part.length;
    if (left <= 0) return;
  }
}

function expectedOf({ key, database, expiresAtMs }: LargeRdbEntry | RdbEntry, digest: Expected['digest']): Expected {
  return { key: Buffer.from(key), database, expiresAtMs, digest };
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

  add({ key, database, expiresAtMs, digest }: Expected, found: Found, clock: Clock): void {
    if (!found.isThere && isOver({ expiresAtMs }, clock)) return;
    this.#keys += 1;
    this.#hash.add(joined([Buffer.from(String(database)), key, digest ?? NO_DIGEST, Buffer.from(String(expiresAtMs))]));
    const isSame = digest === null || found.digest === null || found.digest.equals(digest);
    if (found.isThere && found.expiry === (expiresAtMs ?? -1) && isSame) return;
    this.#different += 1;
    this.#example ??= nameOfKey(key);
  }

  content(): FamilyContent {
    const hash = createHash('sha256').update(this.#hash.toString()).digest('hex');
    return { family: this.#name, keys: this.#keys, hash, different: this.#different, example: this.#example };
  }
}

function digestOfDump(dump: Buffer): Buffer {
  if (dump.length <= DUMP_TAIL_BYTES) throw noDump();
  return valueDigest(dump[0]!, dump.subarray(1, dump.length - DUMP_TAIL_BYTES));
}

function noDump(): AppError {
  return new AppError('internal', 'Redis answered a DUMP that is none.');
}

function familyOf(families: Map<string, Family>, key: Buffer): Family {
  const end = key.indexOf(':');
  const name = end < 0 ? '*' : `${key.toString('utf8', 0, end)}:*`;
  const place = families.has(name) || families.size < MOST_FAMILIES ? name : REST;
  const family = families.get(place) ?? new Family(place);
  families.set(place, family);
  return family;
}
