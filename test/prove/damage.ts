// Proof: a stored set that was damaged. Random edits of real sets, clear and encrypted, each on a fresh copy: verification must
// find every one and name the file and the chunk, and reading for a restore must never hand out a byte that was not backed up.

import { randomBytes } from 'node:crypto';
import { cp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Redis } from 'ioredis';
import { openSet, type OpenSet } from '../../main/backup/format/open-set.ts';
import { readFile } from '../../main/backup/format/read-file.ts';
import type { BackupKeys } from '../../main/backup/keys/backup-keys.ts';
import { verifySet } from '../../main/backup/verify-set.ts';
import { AppError } from '../../shared/errors.ts';
import { Lifetime } from '../../shared/lifetime.ts';
import { serversIn, type TestServers } from '../fixtures/servers.ts';
import { backupBench } from '../integration/backup-bench.ts';
import { EDITS, type Named, type Unharmed } from './damage-edits.ts';
import { oneOf, seededRandom, type Prove } from './proof.ts';

const SEED = 20_261_121;
/** Three chunks of documents and two of keys, of bytes that do not pack. */
const DOCUMENTS = 180;
const KEYS = 90;
const VALUE_BYTES = 60_000;

export const prove: Prove = async (count) => {
  const lifetime = new Lifetime('damage');
  try {
    const worlds = await makeWorlds(await serversIn(lifetime));
    const random = seededRandom(SEED);
    const kinds = Object.keys(EDITS);
    const tally = new Map(kinds.map((kind) => [kind, { tried: 0, found: 0, named: 0, silent: 0 }]));
    for (let n = 0; n < count; n += 1) {
      const kind = n < 2 * kinds.length ? kinds[n >> 1]! : oneOf(random, kinds);
      const result = await tryEdit(kind, worlds[n % 2]!, random);
      const row = tally.get(kind)!;
      row.tried += 1;
      for (const key of ['found', 'named', 'silent'] as const) row[key] += result[key] ? 1 : 0;
    }
    const wholeAreWhole = (await Promise.all(worlds.map(isFound))).every((found) => found === null);
    const sum = (key: 'found' | 'named' | 'silent'): number =>
      [...tally.values()].reduce((total, row) => total + row[key], 0);
    return {
      rows: [
        ['edit', 'tried', 'found', 'named', 'read as if whole'],
        ...[...tally].map(([kind, { tried, found, named, silent }]) => [
          kind,
          ...[tried, found, named, silent].map(String),
        ]),
        ['the sets as they were written', String(worlds.length), wholeAreWhole ? '0' : 'FOUND AT FAULT', '', ''],
      ],
      closing: `${sum('found')} of ${count} edits found, ${sum('named')} named, ${sum('silent')} read as if nothing had happened.`,
      holds: wholeAreWhole && sum('found') === count && sum('named') === count && sum('silent') === 0,
    };
  } finally {
    await lifetime.dispose();
  }
};

interface World {
  /** The copy that is edited. */
  readonly folder: string;
  readonly unharmed: Unharmed;
  readonly older: Unharmed;
  readonly keys: BackupKeys;
  /** What the set's files hold, by their paths. */
  readonly contents: ReadonlyMap<string, Buffer>;
}

/** Two sets of the same servers for each world; in between every document and every key has changed. */
async function makeWorlds(servers: TestServers): Promise<World[]> {
  const [mongo, node] = await Promise.all([servers.mongoSet({ members: [{}] }), servers.redisNode()]);
  const client = await mongo.connect();
  const redis = new Redis({ host: '127.0.0.1', port: node.port });
  const write = async (): Promise<void> => {
    const orders = client.db('shop').collection('orders');
    await orders.deleteMany({});
    await orders.insertMany(Array.from({ length: DOCUMENTS }, () => ({ bytes: randomBytes(VALUE_BYTES) })));
    for (let key = 0; key < KEYS; key += 1) await redis.set(`key:${key}`, randomBytes(VALUE_BYTES));
  };
  const worlds: World[] = [];
  try {
    await client.db('shop').collection('customers').insertOne({ name: 'one' });
    for (const passphrase of [undefined, 'correct horse battery']) {
      const bench = await backupBench({
        dataFolder: await servers.newFolder('data'),
        lifetime: servers.lifetime.child(passphrase ?? 'clear'),
        redisSeeds: [`127.0.0.1:${node.port}`],
        mongo: { seeds: mongo.seeds, replicaSet: mongo.name },
        ...(passphrase === undefined ? {} : { passphrase }),
      });
      const take = async (): Promise<OpenSet> => {
        await write();
        return bench.catalogue.open((await bench.take()).id);
      };
      const [older, set] = [await take(), await take()];
      const unharmed = join(await servers.newFolder('unharmed'), basename(set.folder));
      await cp(set.folder, unharmed, { recursive: true });
      worlds.push({
        folder: set.folder,
        unharmed: { folder: unharmed, files: set.manifest.files },
        older: { folder: older.folder, files: older.manifest.files },
        keys: bench.catalogue.keys,
        contents: new Map(
          await Promise.all(
            set.manifest.files.map(async ({ path }) => [path, (await readAll(set, path)).bytes] as const),
          ),
        ),
      });
    }
  } finally {
    redis.disconnect();
    await client.close();
  }
  return worlds;
}

async function tryEdit(
  kind: string,
  world: World,
  random: () => number,
): Promise<{ readonly found: boolean; readonly named: boolean; readonly silent: boolean }> {
  const { folder, unharmed, older } = world;
  const expected = await EDITS[kind]!({ folder, unharmed, older, random });
  const told = await isFound(world);
  const silent = await readsAsIfWhole(world);
  await rm(folder, { recursive: true });
  await cp(unharmed.folder, folder, { recursive: true });
  return { found: told !== null, named: told !== null && isNamed(told, expected), silent };
}

/** What verification tells, file by file; null where it finds nothing. */
async function isFound({ folder, keys }: World): Promise<ReadonlyMap<string, string> | null> {
  const { faults } = await verifySet({ setFolder: folder, keys, signal: new AbortController().signal });
  return faults.length === 0 ? null : new Map(faults.map(({ file, reason }) => [file, reason]));
}

function isNamed(told: ReadonlyMap<string, string>, { file, chunk }: Named): boolean {
  const reason = told.get(file);
  return reason !== undefined && (chunk === undefined || reason.includes(`chunk ${chunk + 1} of `));
}

/** Whether reading the set for a restore gives anything but what was backed up, or an error. */
async function readsAsIfWhole({ folder, keys, contents }: World): Promise<boolean> {
  let set: OpenSet;
  try {
    set = await openSet(folder, keys);
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
  for (const [path, content] of contents) {
    const { bytes, isWhole } = await readAll(set, path);
    if (!content.subarray(0, bytes.length).equals(bytes)) return true;
    if (isWhole && bytes.length !== content.length) return true;
  }
  return false;
}

/** What was handed out before the end, or before the error. */
async function readAll(set: OpenSet, path: string): Promise<{ readonly bytes: Buffer; readonly isWhole: boolean }> {
  const parts: Buffer[] = [];
  try {
    for await (const part of readFile(set, path)) parts.push(part);
    return { bytes: Buffer.concat(parts), isWhole: true };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { bytes: Buffer.concat(parts), isWhole: false };
  }
}
