// A set, packed and encrypted, as plain files: mongorestore and redis-server take them, with equal dbHash; and a folder is whole or
// not there.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { before, test } from 'node:test';
import { promisify } from 'node:util';
import type { MongoClient } from 'mongodb';
import { readFile as readSetFile } from '../../main/backup/format/read-file.ts';
import { filesToUnpack } from '../../main/backup/unpack-set.ts';
import type { MongoSetHandle } from '../../main/lab/mongo-set.ts';
import type { BackupSet } from '../../shared/model/backup.ts';
import { testServers } from '../fixtures/servers.ts';
import { toolOrReason } from '../fixtures/vendor-tool.ts';
import { assertDone, backupBench, type BackupBench } from './backup-bench.ts';
import { describeDatabase, hashesOf, seedMongo } from './backup-mongo-data.ts';
import { seedAllTypes } from './backup-redis-data.ts';

const run = promisify(execFile);
const servers = await testServers();
let source: MongoSetHandle;
let client: MongoClient;
let bench: BackupBench;
let set: BackupSet;

before(async () => {
  source = await servers.mongoSet({ members: [{}] });
  client = await source.connect();
  servers.lifetime.add(() => client.close());
  await seedMongo(client);
  const weather = await client
    .db('shop')
    .createCollection('weather', { timeseries: { timeField: 'at', metaField: 'm' } });
  await weather.insertMany(
    Array.from({ length: 50 }, (_, index) => ({ at: new Date(1.7e12 + index * 1e5), m: index % 3 })),
  );
  const redis = await servers.redisNode();
  const node = redis.connect();
  await seedAllTypes(node);
  node.disconnect();
  bench = await backupBench({
    dataFolder: await servers.newFolder('data'),
    lifetime: servers.lifetime,
    mongo: { seeds: source.seeds, replicaSet: source.name },
    redisSeeds: [`127.0.0.1:${redis.port}`],
    passphrase: 'correct horse battery staple',
  });
  set = await bench.take();
});

const newPlace = async (): Promise<string> => join(await servers.newFolder('unpacked'), 'there');

/** Onto an empty server; the databases of ours must be as they are here. */
async function restoreWith(tool: string, options: readonly string[], databases: readonly string[]): Promise<void> {
  const target = await servers.mongoSet({ name: 'elsewhere', members: [{}] });
  const there = await target.connect();
  try {
    await run(tool, ['--quiet', '--stopOnError', '--bypassDocumentValidation', '--uri', target.uri, ...options]);
    for (const database of databases) {
      assert.deepEqual(await hashesOf(there, database), await hashesOf(client, database));
      assert.deepEqual(await describeDatabase(there, database), await describeDatabase(client, database));
    }
  } finally {
    await there.close();
  }
}

test('a set packed with zstd and encrypted is unpacked: mongorestore gives equal dbHash, redis files are as they were', async (t) => {
  const folder = await newPlace();
  assertDone(await bench.run('backup.unpack', { set: set.id, folder }));
  const open = await bench.catalogue.open(set.id);
  const [shard] = open.manifest.redis!.shards;
  const parts: Buffer[] = [];
  for await (const part of readSetFile(open, shard!.file)) parts.push(part);
  const names = await readdir(join(folder, 'redis'));
  const rdb = names.find((name) => name.endsWith('.rdb'))!;
  assert.ok((await readFile(join(folder, 'redis', rdb))).equals(Buffer.concat(parts)));
  assert.match(await readFile(join(folder, 'redis', rdb.replace('.rdb', '.users.acl')), 'utf8'), /^user default /);
  assert.match(
    await readFile(join(folder, 'redis', rdb.replace('.rdb', '.redis.conf')), 'utf8'),
    /^maxmemory-policy /m,
  );
  const mongorestore = await toolOrReason('mongorestore');
  if ('unavailable' in mongorestore) return t.skip(mongorestore.unavailable);
  await restoreWith(mongorestore.path, [join(folder, 'mongo')], ['shop', 'other']);
});

test('what --oplog of mongodump kept goes through a set to mongorestore --oplogReplay', async (t) => {
  const [mongodump, mongorestore] = [await toolOrReason('mongodump'), await toolOrReason('mongorestore')];
  if ('unavailable' in mongodump) return t.skip(mongodump.unavailable);
  if ('unavailable' in mongorestore) return t.skip(mongorestore.unavailable);
  const archive = join(await servers.newFolder('dump'), 'dump.archive');
  await run(mongodump.path, ['--quiet', '--oplog', '--uri', source.uri, `--archive=${archive}`]);
  assertDone(await bench.run('backup.adopt-dump', { path: archive }));
  const [adopted] = await bench.catalogue.list();
  const folder = await newPlace();
  assertDone(await bench.run('backup.unpack', { set: adopted!.id, folder }));
  await restoreWith(mongorestore.path, ['--oplogReplay', join(folder, 'mongo')], ['shop', 'other']);
});

test('nothing is written over, and what does not end leaves nothing', async () => {
  const full = await servers.newFolder('full');
  await writeFile(join(full, 'mine'), 'x');
  const plan = (folder: string): Promise<unknown> =>
    bench.engine.plan('bench', 'backup.unpack', { set: set.id, folder });
  await assert.rejects(plan(full), { code: 'bad_request', message: /is not empty/ });
  await assert.rejects(plan(join(full, 'mine')), { code: 'bad_request', message: /is a file/ });
  const nowhere = await bench.run('backup.unpack', { set: set.id, folder: join(full, 'no', 'where') }).catch(String);
  assert.match(JSON.stringify(nowhere), /is no folder/);

  const { manifest, folder: setFolder } = await bench.catalogue.open(set.id);
  const orders = manifest.mongo!.collections.find(({ name }) => name === 'orders')!;
  const stored = join(setFolder, orders.dataFile!);
  const bytes = await readFile(stored);
  await writeFile(stored, Buffer.concat([bytes.subarray(0, 99), Buffer.from([bytes[99]! ^ 1]), bytes.subarray(100)]));
  const folder = await newPlace();
  await mkdir(folder);
  const damaged = await bench.run('backup.unpack', { set: set.id, folder });
  assert.equal(damaged.run.status, 'failed');
  assert.equal(damaged.run.error?.code, 'damaged');
  assert.match(damaged.run.error?.message ?? '', /chunk 1 of \d+ .* was changed/);
  assert.deepEqual(await readdir(dirname(folder)), ['there']);
  assert.deepEqual(await readdir(folder), []);
  await writeFile(stored, bytes);
  assertDone(await bench.run('backup.unpack', { set: set.id, folder }));
  await appendFile(join(folder, 'later'), 'x');
});

test('names that lead out of the folder are refused', async () => {
  const { manifest } = await bench.catalogue.open(set.id);
  const [first] = manifest.mongo!.collections;
  for (const database of ['..', '../..', 'a/b/c', '', 'a\\b']) {
    const mongo = { ...manifest.mongo!, collections: [{ ...first!, database }] };
    assert.throws(() => filesToUnpack({ ...manifest, mongo }), { code: 'damaged' });
  }
});
