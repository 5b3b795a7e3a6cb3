// What is damaged is found and named, and never restored.

import assert from 'node:assert/strict';
import { cp, mkdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { Redis } from 'ioredis';
import type { MongoClient } from 'mongodb';
import { testServers } from '../fixtures/servers.ts';
import { assertDone, backupBench, inStore, type BackupBench } from './backup-bench.ts';

const servers = await testServers();
let bench: BackupBench;
let set: string;
let folder: string;
let unharmed: string;
let client: MongoClient;
let redis: Redis;

before(async () => {
  const [mongo, node] = await Promise.all([servers.mongoSet({ members: [{}] }), servers.redisNode()]);
  client = await mongo.connect();
  servers.lifetime.add(() => client.close());
  await client
    .db('shop')
    .collection('orders')
    .insertMany(Array.from({ length: 3000 }, (_, index) => ({ index, text: `order ${index}` })));
  redis = new Redis({ host: '127.0.0.1', port: node.port });
  servers.lifetime.add(() => redis.disconnect());
  for (let index = 0; index < 500; index += 1) await redis.set(`key:${index}`, `value ${index}`);
  bench = await backupBench({
    dataFolder: await servers.newFolder('data'),
    lifetime: servers.lifetime,
    redisSeeds: [`127.0.0.1:${node.port}`],
    mongo: { seeds: mongo.seeds, replicaSet: mongo.name },
  });
  set = (await bench.take()).id;
  folder = await bench.catalogue.folderOf(set);
  unharmed = join(await servers.newFolder('unharmed'), set);
  await cp(folder, unharmed, { recursive: true });
});

const ORDERS = 'mongo/shop/orders.bson.zst';
const RDB = 'redis/0-standalone.rdb.zst';

async function flipBit(path: string, where: number): Promise<void> {
  const bytes = await readFile(path);
  const at = Math.floor(bytes.length * where);
  bytes[at]! ^= 4;
  await writeFile(path, bytes);
}

const DAMAGES: readonly {
  readonly what: string;
  readonly file: string;
  readonly reason: RegExp;
  damage(set: string): Promise<void>;
}[] = [
  {
    what: 'a flipped bit in the documents',
    file: ORDERS,
    reason: /chunk 1 of 1 .*changed/,
    damage: (at) => flipBit(join(at, ORDERS), 0.5),
  },
  {
    what: 'a flipped bit in an RDB',
    file: RDB,
    reason: /chunk 1 of 1 .*changed/,
    damage: (at) => flipBit(join(at, RDB), 0.6),
  },
  {
    what: 'a cut dump',
    file: ORDERS,
    reason: /cut.*chunk 1 of 1 .*cut/,
    damage: async (at) => truncate(join(at, ORDERS), 5000),
  },
  {
    what: 'a cut RDB',
    file: RDB,
    reason: /cut/,
    damage: async (at) => truncate(join(at, RDB), (await stat(join(at, RDB))).size - 9),
  },
  {
    what: 'bytes at the end',
    file: RDB,
    reason: /too long/,
    damage: async (at) => writeFile(join(at, RDB), 'more', { flag: 'a' }),
  },
  { what: 'a missing file', file: RDB, reason: /missing/, damage: (at) => rm(join(at, RDB)) },
  {
    what: 'a file too many',
    file: 'mongo/extra.bson.gz',
    reason: /does not belong/,
    damage: (at) => writeFile(join(at, 'mongo/extra.bson.gz'), 'x'),
  },
  {
    what: 'another file under the name',
    file: ORDERS,
    reason: /SHA-256|cut|too long/,
    damage: (at) => cp(join(at, 'mongo/shop/orders.metadata.json.zst'), join(at, ORDERS)),
  },
];

for (const { what, file, reason, damage } of DAMAGES) {
  test(`${what} is found, named, and not restored`, async () => {
    await rm(folder, { recursive: true });
    await cp(unharmed, folder, { recursive: true });
    await damage(folder);
    const state = await bench.run('backup.verify', { set });
    assert.equal(state.run.status, 'failed');
    assert.equal(state.run.error?.code, 'damaged');
    assert.match(state.run.error.message, new RegExp(file.replaceAll('.', '\\.')));
    const { verified } = (await bench.catalogue.list())[0]!;
    assert.equal(verified?.ok, false);
    assert.deepEqual(
      verified.faults.map((fault) => fault.file),
      [file],
    );
    assert.match(verified.faults[0]!.reason, reason);
    const plan = await bench.engine.plan('bench', 'backup.restore', { set, mode: 'in-place' });
    assert.equal(plan.blocked, true);
  });
}

test('damage nobody has seen yet stops a restore before anything is written', async () => {
  await rm(folder, { recursive: true });
  await cp(unharmed, folder, { recursive: true });
  await flipBit(join(folder, RDB), 0.5);
  await redis.set('key:1', 'newer');
  const state = await bench.run('backup.restore', { set, what: 'redis' });
  assert.equal(state.run.error?.code, 'damaged');
  assert.equal(await redis.get('key:1'), 'newer');
  assert.equal((await bench.catalogue.list())[0]?.verified?.ok, false);
});

test('an edited manifest is found, and the set is no set any more', async () => {
  await rm(folder, { recursive: true });
  await cp(unharmed, folder, { recursive: true });
  const path = join(folder, 'manifest.json');
  await writeFile(path, (await readFile(path, 'utf8')).replace('"documents": 3000', '"documents": 2999'));
  assert.deepEqual(await bench.catalogue.list(), []);
  assert.match((await bench.catalogue.read()).stores['here']?.trouble ?? '', /manifest\.json was changed/);
  const state = await bench.run('backup.verify', { set });
  assert.match(state.run.error?.message ?? '', /manifest\.json/);
  await assert.rejects(bench.engine.plan('bench', 'backup.restore', { set }), { code: 'damaged' });
});

test('a manifest written by hand, with a right checksum, still has to fit the content', async () => {
  await rm(folder, { recursive: true });
  await cp(unharmed, folder, { recursive: true });
  const { manifestText } = await import('../../main/backup/manifest.ts');
  const { manifest } = await bench.catalogue.open(set);
  const [orders] = manifest.mongo!.collections;
  await writeFile(
    join(folder, 'manifest.json'),
    manifestText({ ...manifest, mongo: { ...manifest.mongo!, collections: [{ ...orders!, documents: 2999 }] } }),
  );
  const state = await bench.run('backup.verify', { set });
  assert.match(state.run.error?.message ?? '', /orders\.bson\.zst: 3000 documents where 2999 were written/);
});

test('folders that are no sets are not listed; unfinished ones are, and can be removed', async () => {
  await rm(folder, { recursive: true });
  await cp(unharmed, folder, { recursive: true });
  const partial = '2026-01-01T00-00-00Z-abcd.partial';
  await mkdir(join(bench.storeFolder, partial, 'redis'), { recursive: true });
  await mkdir(join(bench.storeFolder, 'something else'));
  const { stores, sets } = await bench.catalogue.read();
  assert.deepEqual(Object.keys(sets), [set]);
  const [unfinished, ...others] = stores['here']?.unfinished ?? [];
  assert.deepEqual([unfinished?.name, unfinished?.goesOnBy, others], [partial, null, []]);
  await assert.rejects(bench.catalogue.removeUnfinished('here', set), { code: 'bad_request' });
  await assert.rejects(bench.catalogue.removeUnfinished('here', `../${set}`), { code: 'bad_request' });
  await bench.catalogue.removeUnfinished('here', partial);
  assert.deepEqual(await inStore(bench), [set, 'something else']);
  await rename(folder, join(bench.storeFolder, '2026-01-01T00-00-00Z-abcd'));
  assert.match((await bench.catalogue.read()).stores['here']?.trouble ?? '', /of another set/);
  await rename(join(bench.storeFolder, '2026-01-01T00-00-00Z-abcd'), folder);
  assertDone(await bench.run('backup.verify', { set }));
});

test('a store that is not there is trouble, in words, and takes no backup', async () => {
  const away = await backupBench({
    dataFolder: await servers.newFolder('data'),
    lifetime: servers.lifetime,
    storeFolder: join(servers.folder, 'not mounted', 'store'),
    redisSeeds: [`127.0.0.1:${redis.options.port}`],
  });
  const { stores } = await away.catalogue.read();
  assert.match(stores['here']?.trouble ?? '', /missing/);
  assert.equal(stores['here']?.freeBytes, null);
  await assert.rejects(away.engine.plan('bench', 'backup.take', {}), { code: 'not_found' });
});
