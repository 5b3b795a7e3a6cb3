// Sets of every packing, and of the format before chunks, are verified and come back.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { Redis } from 'ioredis';
import type { MongoClient } from 'mongodb';
import { COMPRESSIONS } from '../../main/backup/format/compression.ts';
import { manifestText, readManifest } from '../../main/backup/manifest.ts';
import { testServers } from '../fixtures/servers.ts';
import { assertDone, backupBench, type BackupBench } from './backup-bench.ts';
import { describeDatabase, seedMongo } from './backup-mongo-data.ts';

const servers = await testServers();
let bench: BackupBench;
let client: MongoClient;
let redis: Redis;

before(async () => {
  const [mongo, node] = await Promise.all([servers.mongoSet({ members: [{}] }), servers.redisNode()]);
  client = await mongo.connect();
  servers.lifetime.add(() => client.close());
  await seedMongo(client);
  redis = new Redis({ host: '127.0.0.1', port: node.port });
  servers.lifetime.add(() => redis.disconnect());
  for (let index = 0; index < 300; index += 1) await redis.set(`key:${index}`, `value ${index} `.repeat(index));
  bench = await backupBench({
    dataFolder: await servers.newFolder('data'),
    lifetime: servers.lifetime,
    redisSeeds: [`127.0.0.1:${node.port}`],
    mongo: { seeds: mongo.seeds, replicaSet: mongo.name },
  });
});

async function verifyAndRestore(set: string): Promise<void> {
  assertDone(await bench.run('backup.verify', { set }));
  const [documents, values] = [await describeDatabase(client, 'shop'), await redis.mget(...keys)];
  await client.db('shop').collection('orders').deleteMany({});
  await redis.flushall();
  assertDone(await bench.run('backup.restore', { set, mode: 'in-place', keepOld: 'false', redisConflict: 'replace' }));
  assert.deepEqual(await describeDatabase(client, 'shop'), documents);
  assert.deepEqual(await redis.mget(...keys), values);
  assert.notEqual((await bench.catalogue.list()).find(({ id }) => id === set)?.proven, null);
}

const keys = Array.from({ length: 300 }, (_, index) => `key:${index}`);

for (const compression of COMPRESSIONS) {
  test(`a set packed with ${compression} verifies and comes back`, async () => {
    await verifyAndRestore((await bench.take({ compression })).id);
  });
}

test('a set of format version 1 verifies and comes back, and damage in it is found', async () => {
  const { id } = await bench.take({ compression: 'gzip' });
  const folder = await bench.catalogue.folderOf(id);
  const manifest = await readManifest(folder);
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
