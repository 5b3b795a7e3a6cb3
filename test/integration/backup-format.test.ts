// Sets of every packing, encrypted or not, and of the format before chunks, are verified and come back.

import assert from 'node:assert/strict';
import { hash, randomBytes } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before as beforeAll, test } from 'node:test';
import { Redis } from 'ioredis';
import type { MongoClient } from 'mongodb';
import { keyIdOf, recoveryTextOf, shownKeyId } from '../../main/backup/keys/recovery-text.ts';
import { COMPRESSIONS } from '../../main/backup/format/compression.ts';
import { manifestText } from '../../main/backup/manifest.ts';
import type { BackupSet } from '../../shared/model/backup.ts';
import { testServers } from '../fixtures/servers.ts';
import { assertDone, backupBench, type BackupBench, type BackupBenchOptions } from './backup-bench.ts';
import { describeDatabase, seedMongo } from './backup-mongo-data.ts';

const PASSPHRASE = 'correct horse battery';
const servers = await testServers();
let bench: BackupBench;
let sealing: BackupBench;
let newBench: (passphrase?: string, key?: BackupBenchOptions['key']) => Promise<BackupBench>;
let client: MongoClient;
let redis: Redis;

beforeAll(async () => {
  const [mongo, node] = await Promise.all([servers.mongoSet({ members: [{}] }), servers.redisNode()]);
  client = await mongo.connect();
  servers.lifetime.add(() => client.close());
  await seedMongo(client);
  redis = new Redis({ host: '127.0.0.1', port: node.port });
  servers.lifetime.add(() => redis.disconnect());
  for (let index = 0; index < 300; index += 1) await redis.set(`key:${index}`, `value ${index} `.repeat(index));
  const storeFolder = await servers.newFolder('store');
  newBench = async (passphrase, key) =>
    backupBench({
      dataFolder: await servers.newFolder('data'),
      storeFolder,
      lifetime: servers.lifetime.child(passphrase ?? 'clear'),
      ...(passphrase === undefined ? {} : { passphrase }),
      ...(key === undefined ? {} : { key }),
      redisSeeds: [`127.0.0.1:${node.port}`],
      mongo: { seeds: mongo.seeds, replicaSet: mongo.name },
    });
  bench = await newBench();
  sealing = await newBench(PASSPHRASE);
});

async function verifyAndRestore(set: string, { run, catalogue } = bench): Promise<void> {
  assertDone(await run('backup.verify', { set }));
  const [documents, values] = [await describeDatabase(client, 'shop'), await redis.mget(...keys)];
  await client.db('shop').collection('orders').deleteMany({});
  await redis.flushall();
  assertDone(await run('backup.restore', { set, mode: 'in-place', keepOld: 'false', redisConflict: 'replace' }));
  assert.deepEqual(await describeDatabase(client, 'shop'), documents);
  assert.deepEqual(await redis.mget(...keys), values);
  assert.notEqual((await catalogue.list()).find(({ id }) => id === set)?.proven, null);
}

const keys = Array.from({ length: 300 }, (_, index) => `key:${index}`);

for (const compression of COMPRESSIONS) {
  test(`a set packed with ${compression} verifies and comes back`, async () => {
    await verifyAndRestore((await bench.take({ compression })).id);
  });
}

test('an encrypted set verifies and comes back; nothing readable is in its folder', async () => {
  const { id, isEncrypted } = await sealing.take();
  assert.equal(isEncrypted, true);
  const folder = await sealing.catalogue.folderOf(id);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    assert.doesNotMatch(entry.name, /orders|shop|standalone/);
    if (!entry.isFile()) continue;
    const bytes = await readFile(join(entry.parentPath, entry.name), 'latin1');
    assert.doesNotMatch(bytes, /ORD-|orders|shop|key:1|tester/, entry.name);
  }
  await verifyAndRestore(id, sealing);
});

test('without its passphrase an encrypted set is listed with its figures, and neither verified nor restored', async () => {
  const [set] = await bench.catalogue.list();
  assert.equal(set?.isEncrypted, true);
  assert.equal(set.redis?.keys, 300);
  assert.deepEqual(set.mongo?.databases, []);
  for (const other of [bench, await newBench('another passphrase')]) {
    assert.equal((await other.run('backup.verify', { set: set.id })).run.error?.code, 'denied');
    await assert.rejects(other.engine.plan('bench', 'backup.restore', { set: set.id }), { code: 'denied' });
  }
});

test('a passphrase that does not open the newest set of the store takes no backup', async () => {
  const plan = await (await newBench('another passphrase')).engine.plan('bench', 'backup.take', {});
  assert.equal(plan.blocked, true);
  assert.match(JSON.stringify(plan.steps), /passphrase does not open the set/);
});

test('a set that is encrypted by a key comes back; where the key is not at hand, it is named before anything is done', async () => {
  const backupKey = randomBytes(32);
  const keyId = keyIdOf(backupKey);
  const keyed = await newBench(undefined, { keyId, recoveryText: recoveryTextOf(backupKey) });
  const set = await keyed.take();
  assert.deepEqual([set.isEncrypted, set.keyId], [true, keyId]);
  await verifyAndRestore(set.id, keyed);
  const missing = new RegExp(`${shownKeyId(keyId)}, which is not at hand`);
  const lost = await newBench(undefined, { keyId });
  const plan = await lost.engine.plan('bench', 'backup.take', {});
  assert.equal(plan.blocked, true);
  assert.match(JSON.stringify(plan.steps.filter(({ id }) => id === 'check-key')), missing);
  for (const other of [lost, bench])
    await assert.rejects(other.engine.plan('bench', 'backup.restore', { set: set.id }), {
      code: 'denied',
      message: missing,
    });
});

test('sets of a passphrase and of another key are given the key of the profile; no byte of their data changes', async () => {
  const [former, key] = [randomBytes(32), randomBytes(32)];
  const texts = [former, key].map(recoveryTextOf).join(' ');
  const bySomeKey = await newBench(undefined, { keyId: keyIdOf(former), recoveryText: texts });
  const sets = [await bySomeKey.take({ what: 'redis' }), await sealing.take({ what: 'redis' })];
  const clear = await bench.take({ what: 'redis' });
  const bytesOf = async ({ id }: BackupSet): Promise<unknown> => {
    const { folder, manifest } = await rotating.catalogue.open(id);
    return Promise.all(manifest.files.map(async ({ path }) => hash('sha256', await readFile(join(folder, path)))));
  };
  const rotating = await newBench(PASSPHRASE, { keyId: keyIdOf(key), recoveryText: texts });
  const others = (await rotating.catalogue.list()).filter(
    ({ keyId, id }) => keyId !== null && !sets.some((set) => set.id === id),
  );
  for (const { id } of others) await rm(await rotating.catalogue.folderOf(id), { recursive: true }); // of keys nobody has
  const before = await Promise.all(sets.map(bytesOf));
  const stored = (await rotating.catalogue.list()).filter(({ isEncrypted }) => isEncrypted);
  assertDone(await rotating.run('backup.rotate-key'));
  for (const { id } of stored) {
    const set = (await rotating.catalogue.list()).find((each) => each.id === id);
    assert.equal(set?.keyId, keyIdOf(key), id);
    assertDone(await rotating.run('backup.verify', { set: id }));
  }
  assert.deepEqual(await Promise.all(sets.map(bytesOf)), before);
  await assert.rejects(sealing.catalogue.open(sets[1]!.id), { code: 'denied', message: /not at hand/ });
  const again = await rotating.engine.plan('bench', 'backup.rotate-key', {});
  assert.match(JSON.stringify(again.changes), /"copies":0/);
  assertDone(await bench.run('backup.verify', { set: clear.id }));
});

test('a set of format version 1 verifies and comes back, and damage in it is found', async () => {
  const { id } = await bench.take({ compression: 'gzip' });
  const { folder, manifest } = await bench.catalogue.open(id);
  const files = manifest.files.map(({ chunks: _later, ...file }) => file);
  await writeFile(join(folder, 'manifest.json'), manifestText({ ...manifest, formatVersion: 1, files }));
  await verifyAndRestore(id);
  for (const file of ['mongo/shop/orders.bson.gz', 'redis/0-standalone.rdb']) {
    const stored = await readFile(join(folder, file));
    await writeFile(
      join(folder, file),
      stored.map((byte, index) => (index === 100 ? byte ^ 1 : byte)),
    );
    const { run } = await bench.run('backup.verify', { set: id });
    assert.match(run.error?.message ?? '', new RegExp(`${file}: changed`));
    await writeFile(join(folder, file), stored);
  }
});
