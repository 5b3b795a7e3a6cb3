// MongoDB in a set: every kind of collection and index there and back, beside and in place.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { BSON, type Document, type MongoClient } from 'mongodb';
import { readManifest } from '../../main/backup/manifest.ts';
import { comparableIndexes, listCollections } from '../../main/backup/mongo/list-collections.ts';
import type { BackupSet } from '../../shared/model/backup.ts';
import { testServers } from '../fixtures/servers.ts';
import { assertDone, backupBench, type BackupBench } from './backup-bench.ts';
import { describeDatabase, seedMongo, SEEDED } from './backup-mongo-data.ts';

const servers = await testServers();
let bench: BackupBench;
let set: BackupSet;
let client: MongoClient;
let target: { readonly seeds: readonly string[]; readonly replicaSet: string };

before(async () => {
  const mongo = await servers.mongoSet({ members: [{}] });
  client = await mongo.connect();
  servers.lifetime.add(() => client.close());
  await seedMongo(client);
  bench = await backupBench({
    dataFolder: await servers.newFolder('data'),
    lifetime: servers.lifetime,
    mongo: (target = { seeds: mongo.seeds, replicaSet: mongo.name }),
  });
  set = await bench.take();
});

test('a set holds every user database as mongodump writes it', async () => {
  const folder = await bench.catalogue.folderOf(set.id);
  const manifest = await readManifest(folder);
  assert.deepEqual(set.mongo?.databases, ['other', 'shop']);
  assert.equal(set.redis, null);
  const orders = manifest.mongo!.collections.find(({ name }) => name === 'orders')!;
  assert.equal(orders.documents, SEEDED.orders);
  assert.equal(orders.readConcern, 'snapshot');
  assert.match(orders.clusterTime ?? '', /^\d+\.\d+$/);
  assert.equal(orders.dataFile, 'mongo/shop/orders.bson.gz');
  const data = gunzipSync(await readFile(join(folder, 'mongo/shop/orders.bson.gz')));
  assert.equal(BSON.deserialize(data.subarray(0, data.readInt32LE(0)))['orderNo'], 'ORD-0');
  const metadata = BSON.EJSON.parse(
    gunzipSync(await readFile(join(folder, 'mongo/shop/orders.metadata.json.gz'))).toString(),
  ) as Document;
  assert.equal(metadata['collectionName'], 'orders');
  assert.equal(metadata['type'], 'collection');
  assert.match(metadata['uuid'], /^[0-9a-f]{32}$/);
  assert.equal(metadata['indexes'][0].name, '_id_');
  const odd = manifest.mongo!.collections.find(({ name }) => name === SEEDED.oddName)!;
  assert.equal(odd.dataFile, 'mongo/shop/odd%2Fname+%25%2A%C3%A9.bson.gz');
  const view = manifest.mongo!.collections.find(({ name }) => name === 'paid')!;
  assert.equal(view.type, 'view');
  assert.equal(view.dataFile, null);
});

test('verification of an unharmed set finds nothing', async () => {
  assertDone(await bench.run('backup.verify', { set: set.id }));
});

test('MongoDB is taken and restored while Redis is down', async () => {
  const halfDown = await backupBench({
    dataFolder: await servers.newFolder('half-down'),
    lifetime: servers.lifetime,
    redisSeeds: ['127.0.0.1:1'],
    mongo: target,
  });
  const { id } = await halfDown.take({ what: 'mongo' });
  const state = await halfDown.run('backup.restore', { set: id, what: 'mongo', databases: 'other' });
  assertDone(state);
  const names = (await client.db('admin').admin().listDatabases()).databases.map(({ name }) => name);
  for (const name of names.filter((each) => each.startsWith('other__restore_'))) await client.db(name).dropDatabase();
});

test('beside: everything is there once more, and nothing that was there has changed', async () => {
  const earlier = await describeDatabase(client, 'shop');
  const state = await bench.run('backup.restore', { set: set.id, mode: 'beside' });
  assertDone(state);
  assert.deepEqual(await describeDatabase(client, 'shop'), earlier);
  const side = (await client.db('admin').admin().listDatabases()).databases
    .map(({ name }) => name)
    .find((name) => name.startsWith('shop__restore_'));
  assert.ok(side);
  assert.deepEqual(await describeDatabase(client, side), earlier);
  assert.ok((await bench.catalogue.list())[0]?.proven);
  await client.db(side).dropDatabase();
  await client.db(side.replace('shop', 'other')).dropDatabase();
});

test('in place: what was broken is as in the set, and what was there is kept', async () => {
  const earlier = await describeDatabase(client, 'shop');
  const shop = client.db('shop');
  await shop.collection('orders').deleteMany({ status: 'paid' });
  await shop.collection('users').drop();
  await shop.collection('later').insertOne({ _id: 1 as never, stays: true });
  await shop.command({ collMod: 'paid', viewOn: 'orders', pipeline: [] });
  const state = await bench.run('backup.restore', { set: set.id, mode: 'in-place', databases: 'shop' });
  assertDone(state);
  const now = await describeDatabase(client, 'shop');
  const kept = [...now.keys()].filter((name) => name.startsWith('__before_'));
  assert.ok(kept.some((name) => name.endsWith('.orders')));
  assert.ok(!kept.some((name) => name.endsWith('.users')), 'nothing is kept of what was not there');
  assert.ok(now.delete('later'), 'collections that are not in the set stay');
  for (const name of kept) now.delete(name);
  assert.deepEqual(now, earlier);
  assert.ok(![...now.keys()].some((name) => name.startsWith('__restore_')));
  for (const name of [...kept, 'later']) await shop.collection(name).drop();
});

test('in place without keeping: the old collections go at the very end', async () => {
  const earlier = await describeDatabase(client, 'shop');
  await client.db('shop').collection('orders').deleteMany({});
  assertDone(await bench.run('backup.restore', { set: set.id, mode: 'in-place', keepOld: 'false', databases: 'shop' }));
  assert.deepEqual(await describeDatabase(client, 'shop'), earlier);
});

test('index specs keep their BSON types', async () => {
  const [first] = (await listCollections(client, 'shop')).filter(({ name }) => name === 'orders');
  assert.match(comparableIndexes(first!.indexes), /"\$numberDouble":"-1\.0"/);
});

test('a time series is saved, comes back beside, and is refused in place by name', async () => {
  const db = client.db('series');
  await db.createCollection('weather', { timeseries: { timeField: 'at', metaField: 'place', granularity: 'minutes' } });
  await db.collection('weather').insertMany(
    Array.from({ length: 500 }, (_, index) => ({
      at: new Date(1.7e12 + index * 60_000),
      place: index % 3,
      degrees: index / 7,
    })),
  );
  const taken = await bench.take();
  await assert.rejects(bench.run('backup.restore', { set: taken.id, mode: 'in-place', databases: 'series' }), {
    code: 'unsupported',
    message: /series\.weather/,
  });
  assertDone(await bench.run('backup.restore', { set: taken.id, mode: 'beside', databases: 'series' }));
  const side = (await client.db('admin').admin().listDatabases()).databases
    .map(({ name }) => name)
    .find((name) => name.startsWith('series__restore_'))!;
  assert.deepEqual(
    await client.db(side).collection('weather').find().sort({ at: 1 }).toArray(),
    await db.collection('weather').find().sort({ at: 1 }).toArray(),
  );
  await db.dropDatabase();
  await client.db(side).dropDatabase();
});
