// Parts of a set, and other names: what was chosen comes back where it was asked for, and nothing else is touched.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { MongoClient } from 'mongodb';
import type { BackupSet } from '../../shared/model/backup.ts';
import { testServers } from '../fixtures/servers.ts';
import { waitFor } from '../fixtures/wait-for.ts';
import { assertDone, backupBench, type BackupBench } from './backup-bench.ts';
import { describeDatabase } from './backup-mongo-data.ts';

const servers = await testServers();
let bench: BackupBench;
let set: BackupSet;
let client: MongoClient;

before(async () => {
  const mongo = await servers.mongoSet({ members: [{}] });
  client = await mongo.connect();
  servers.lifetime.add(() => client.close());
  for (const name of ['orders', 'audit_1', 'audit_2', 'users']) {
    await client
      .db('shop')
      .collection(name)
      .insertMany(Array.from({ length: 50 }, (_, index) => ({ name, index })));
    await client.db('shop').collection(name).createIndex({ index: 1 });
  }
  await client
    .db('shop')
    .createCollection('recent', { viewOn: 'orders', pipeline: [{ $match: { index: { $gt: 40 } } }] });
  await client.db('other').collection('things').insertOne({ a: 1 });
  bench = await backupBench({
    dataFolder: await servers.newFolder('data'),
    lifetime: servers.lifetime,
    mongo: { seeds: mongo.seeds, replicaSet: mongo.name },
  });
  set = await bench.take();
});

async function namesOf(database: string): Promise<readonly string[]> {
  const entries = await client.db(database).listCollections({}, { nameOnly: true }).toArray();
  return entries.map(({ name }) => name.replace(/__(before|restore)_[a-z0-9]+/, '<$1>')).sort();
}

test('one collection and a pattern, in place: these are as in the set, all others stay as they are now', async () => {
  const shop = client.db('shop');
  for (const name of ['orders', 'audit_1', 'users'])
    await shop.collection(name).updateMany({}, { $set: { now: true } });
  const collections = 'shop.orders, shop.audit_*';
  const plan = await bench.engine.plan('bench', 'backup.restore', { set: set.id, mode: 'in-place', collections });
  assert.deepEqual(
    plan.changes.map(({ where, after, seen }) => [where, after.values?.['collections'], seen?.values?.['documents']]),
    [['shop', 3, 150]],
  );
  assertDone(await bench.run('backup.restore', { set: set.id, mode: 'in-place', collections }));
  const changed = (name: string): Promise<number> => shop.collection(name).countDocuments({ now: true });
  assert.deepEqual([await changed('orders'), await changed('audit_1'), await changed('users')], [0, 0, 50]);
  assert.equal((await bench.catalogue.list())[0]?.proven, null, 'a part proves no set');
  for (const { name } of await shop.listCollections({}, { nameOnly: true }).toArray())
    if (name.startsWith('__before_')) await shop.collection(name).drop();
});

test('under another name, in place: beside the one that is there, into another database, over one that is kept', async () => {
  const earlier = await describeDatabase(client, 'shop');
  await client.db('spare').collection('people').insertOne({ old: true });
  assertDone(
    await bench.run('backup.restore', {
      ...{ set: set.id, mode: 'in-place', collections: 'shop.orders,shop.users,shop.audit_1' },
      rename: 'shop.orders=shop.orders_then, shop.users=spare.people, shop.audit_1=spare.audit',
    }),
  );
  const now = await describeDatabase(client, 'shop');
  assert.ok(now.delete('orders_then'));
  assert.deepEqual(now, earlier);
  assert.deepEqual(await namesOf('spare'), ['<before>.people', 'audit', 'people']);
  assert.equal(await client.db('spare').collection('people').countDocuments({ name: 'users' }), 50);
  await client.db('spare').dropDatabase();
  await client.db('shop').collection('orders_then').drop();
});

test('a whole database under another name, in place and beside, with its views', async () => {
  const wanted = { set: set.id, databases: 'shop', rename: 'shop=copy, shop.users=copy.people' };
  assertDone(await bench.run('backup.restore', { ...wanted, mode: 'in-place' }));
  assert.deepEqual(await namesOf('copy'), ['audit_1', 'audit_2', 'orders', 'people', 'recent', 'system.views']);
  assert.equal(await client.db('copy').collection('recent').countDocuments(), 9);
  await client.db('copy').dropDatabase();
  assertDone(await bench.run('backup.restore', { ...wanted, mode: 'beside' }));
  const made = (await client.db('admin').admin().listDatabases()).databases.map(({ name }) => name);
  const side = made.find((name) => name.startsWith('copy__restore_'))!;
  assert.deepEqual(await namesOf(side), ['audit_1', 'audit_2', 'orders', 'people', 'recent', 'system.views']);
  await client.db(side).dropDatabase();
});

test('a restore under another name that is cancelled leaves nothing of it behind', async () => {
  await client.db('spare').collection('people').insertOne({ old: true });
  const runId = await bench.start('backup.restore', {
    ...{ set: set.id, mode: 'in-place', collections: 'shop.users', rename: 'shop.users=spare.people' },
    rate: '0.0005', // half a kilobyte each second: it is still loading when it is cancelled
  });
  await waitFor(() => bench.engine.run(runId).get().state.steps['mongo-load']?.status === 'running', {
    what: 'it loads',
  });
  await bench.engine.cancel(runId);
  const { run } = await bench.engine.settled(runId);
  assert.equal(run.status, 'cancelled');
  assert.deepEqual(await namesOf('spare'), ['people']);
  assert.equal(await client.db('spare').collection('people').countDocuments({ old: true }), 1);
  await client.db('spare').dropDatabase();
});

test('what fits nothing, and names that cannot be, are refused before anything happens', async () => {
  const refused = (parameters: Readonly<Record<string, string>>, message: RegExp): Promise<void> =>
    assert.rejects(bench.engine.plan('bench', 'backup.restore', { set: set.id, ...parameters }), {
      code: 'bad_request',
      message,
    });
  await refused({ collections: 'shop.nothing_*' }, /holds no collection “shop\.nothing_\*”/);
  await refused({ databases: 'other', collections: 'shop.orders' }, /holds no collection/);
  await refused({ rename: 'shop.orders' }, /does not say what becomes what/);
  await refused({ rename: 'shop.gone=shop.x' }, /Nothing of what is restored is called “shop\.gone”/);
  await refused({ collections: 'shop.orders', rename: 'shop.users=shop.x' }, /Nothing of what is restored/);
  await refused({ rename: 'shop.orders=shop.users' }, /Two collections would become “shop\.users”/);
  await refused({ rename: 'shop.orders=admin.orders' }, /“admin” is no database to restore into/);
  await refused({ rename: 'shop.orders=shop.system.users' }, /no name a collection may have/);
  await refused({ rename: 'shop.orders=shop' }, /no name a collection may have/);
  await refused({ collections: 'shop.orders', until: '2026-01-01T00:00:00Z' }, /whole databases/);
});
