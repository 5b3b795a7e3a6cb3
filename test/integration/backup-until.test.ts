// A restore to a moment: whatever was written, made, renamed or dropped between the set and that moment is as it was, and nothing
// of what came after it.

import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { ClientSession, Document, MongoClient, Timestamp } from 'mongodb';
import type { MongoSetHandle } from '../../main/lab/mongo-set.ts';
import { testServers } from '../fixtures/servers.ts';
import { assertDone, backupBench, type BackupBench } from './backup-bench.ts';
import { describeDatabase } from './backup-mongo-data.ts';

const servers = await testServers();
let set: MongoSetHandle;
let client: MongoClient;
let bench: BackupBench;
let base: string;

/** What the databases were, by cluster time. */
const moments: { readonly name: string; readonly at: string; readonly shop: Described; readonly later: Described }[] =
  [];
type Described = Awaited<ReturnType<typeof describeDatabase>>;

before(async () => {
  set = await servers.mongoSet({ members: [{}] });
  client = await set.connect();
  servers.lifetime.add(() => client.close());
  bench = await backupBench({
    dataFolder: await servers.newFolder('data'),
    lifetime: servers.lifetime,
    mongo: { seeds: set.seeds, replicaSet: set.name },
  });
  await begin();
  base = (await bench.take({ what: 'mongo' })).id;
  await remember('documents', changeDocuments);
  await slice();
  await remember('collections', changeCollections);
  await remember('indexes and options', changeIndexes);
  await slice();
  await remember('transactions', runTransactions);
  await remember('another database', makeAnother);
  await client.db('shop').collection('orders').deleteMany({});
  await client.db('later').dropDatabase();
  await slice();
});

const collection = (name: string) => client.db('shop').collection<{ _id: number | string } & Document>(name);

async function begin(): Promise<void> {
  await collection('orders').insertMany(
    Array.from({ length: 50 }, (_, index) => ({ _id: index, state: 'new', lines: [1, 2, 3] })),
  );
  await collection('users').insertMany([{ _id: 'ann' }, { _id: 'bob' }]);
  await collection('orders').createIndex({ state: 1 });
  await client.db('shop').createCollection('open', { viewOn: 'orders', pipeline: [{ $match: { state: 'new' } }] });
  await client.db('shop').createCollection('weather', { timeseries: { timeField: 't', metaField: 'place' } });
  await client
    .db('shop')
    .collection('weather')
    .insertOne({ t: new Date(0), place: 1, degrees: 7 });
  await client.db('shop').createCollection('latest', { capped: true, size: 4096, max: 3 });
  for (let index = 0; index < 4; index += 1) await collection('latest').insertOne({ _id: index });
}

async function slice(): Promise<void> {
  assertDone(await bench.run('backup.oplog-slice'));
}

async function remember(name: string, work: () => Promise<unknown>): Promise<void> {
  await work();
  const { operationTime } = await client.db('shop').command({ ping: 1 });
  const at = `${operationTime.getHighBitsUnsigned()}.${operationTime.getLowBitsUnsigned()}`;
  moments.push({
    name,
    at,
    shop: await describeDatabase(client, 'shop'),
    later: await describeDatabase(client, 'later'),
  });
}

async function changeDocuments(): Promise<void> {
  await collection('orders').updateMany({ _id: { $lt: 10 } }, { $set: { 'lines.1': 9, state: 'paid' } });
  await collection('orders').replaceOne({ _id: 11 }, { 2: 'two', b: 1, 1: 'one' } as Document);
  await collection('orders').deleteMany({ _id: { $gte: 40 } });
  await collection('orders').insertOne({ _id: 100, count: 6, prepare: true, partialTxn: true });
  await collection('orders').updateOne({ _id: 12 }, { $set: { deep: { 9: 1, a: [{ 3: 1, 1: 2 }] } } });
  await client
    .db('shop')
    .collection('weather')
    .insertMany([
      { t: new Date(1000), place: 1, degrees: 8 },
      { t: new Date(2000), place: 2, degrees: 9 },
    ]);
  await collection('latest').insertOne({ _id: 9 });
}

async function changeCollections(): Promise<void> {
  const db = client.db('shop');
  await db.createCollection('made', { collation: { locale: 'en', strength: 2 }, validator: { n: { $gte: 0 } } });
  await collection('made').insertOne({ _id: 'A', n: 1 });
  await collection('users').rename('people');
  await collection('users').insertOne({ _id: 'the new users' });
  await collection('doomed').insertOne({ _id: 1 });
  await collection('doomed').drop();
  await collection('replacing').insertOne({ _id: 'replaced' });
  await collection('replacing').rename('people', { dropTarget: true });
  await db.command({ convertToCapped: 'made', size: 65536 });
  await db.createCollection('clustered', { clusteredIndex: { key: { _id: 1 }, unique: true } });
  await collection('clustered').insertOne({ _id: 1 });
  await db.createCollection('rain', {
    timeseries: { timeField: 't', metaField: 'at' },
    expireAfterSeconds: 800_000_000,
  });
  await db.collection('rain').insertOne({ t: new Date(), at: 'x', mm: 3 });
  await db.collection('system.js' as string).insertOne({ _id: 'f', value: 'function () {}' } as Document);
  await collection('open').drop();
  await db.createCollection('paid', { viewOn: 'orders', pipeline: [{ $match: { state: 'paid' } }] });
}

async function changeIndexes(): Promise<void> {
  const db = client.db('shop');
  await collection('orders').dropIndex('state_1');
  await collection('orders').createIndex({ at: 1 }, { expireAfterSeconds: 100, name: 'ttl' });
  await collection('orders').createIndex({ at: -1 }, { sparse: true, name: 'gone' });
  await collection('orders').createIndex(
    { unique: 1 },
    { unique: true, partialFilterExpression: { unique: { $exists: true } } },
  );
  await db.command({ collMod: 'orders', index: { name: 'ttl', expireAfterSeconds: 5000 } });
  await db.command({ collMod: 'orders', index: { name: 'ttl', hidden: true } });
  await collection('orders').dropIndex('gone');
  await db.collection('weather').createIndex({ place: 1, t: -1 });
  await db.command({ collMod: 'people', validator: { _id: { $exists: true } }, validationLevel: 'moderate' });
  await db.command({ collMod: 'rain', expireAfterSeconds: 900_000_000 });
  await db.command({ collMod: 'paid', viewOn: 'orders', pipeline: [{ $match: { state: 'paid', count: 6 } }] });
}

async function runTransactions(): Promise<void> {
  const inOne = (work: (session: ClientSession) => Promise<unknown>) =>
    client.withSession((session) => session.withTransaction(() => work(session), { writeConcern: { w: 'majority' } }));
  await inOne(async (session) => {
    await collection('orders').updateOne({ _id: 1 }, { $inc: { balance: -5 } }, { session });
    await collection('orders').updateOne({ _id: 2 }, { $inc: { balance: 5 } }, { session });
    await collection('from-a-transaction').insertOne({ _id: 1 }, { session });
  });
  const text = 'x'.repeat(6_000_000); // several entries
  await inOne(async (session) => {
    for (let index = 200; index < 205; index += 1)
      await collection('orders').insertOne({ _id: index, text }, { session });
  });
  await client.withSession(async (session) => {
    session.startTransaction();
    await collection('orders').insertOne({ _id: 'never' }, { session });
    await session.abortTransaction();
  });
}

async function makeAnother(): Promise<void> {
  await client.db('shop').command({ createUser: 'clerk', pwd: 'of-the-clerk', roles: ['read'] });
  await client
    .db('later')
    .collection('things')
    .insertMany([{ n: 1 }, { n: 2 }]);
  await client.db('later').collection('things').createIndex({ n: 1 });
}

for (const [index, name] of [
  'documents',
  'collections',
  'indexes and options',
  'transactions',
  'another database',
].entries()) {
  test(`up to ${name}: every collection, index, option and view is as it was then`, async () => {
    const moment = moments[index]!;
    const parameters = { set: base, what: 'mongo', until: moment.at };
    const { warnings } = await bench.engine.plan('bench', 'backup.restore', parameters);
    assert.ok(warnings.some(({ key }) => key === 'warning.replayAccounts'));
    const state = await bench.run('backup.restore', parameters);
    assertDone(state);
    const { accountChanges } = state.steps['mongo-replay']!.reading!.values!;
    assert.equal(accountChanges, name === 'another database' ? 1 : 0, 'users that were made since are left out');
    const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
    const sideOf = (database: string) =>
      databases.map((each) => each.name).find((each) => each.startsWith(`${database}__restore_`));
    assert.deepEqual(await describeDatabase(client, sideOf('shop')!), moment.shop);
    const later = sideOf('later');
    assert.deepEqual(later === undefined ? moments[0]!.later : await describeDatabase(client, later), moment.later);
    for (const side of [sideOf('shop'), later]) if (side !== undefined) await client.db(side).dropDatabase();
  });
}

test('in the middle of a transaction of several entries: nothing of it', async () => {
  const first = await client.db('local').collection('oplog.rs').findOne({ op: 'c', 'o.partialTxn': true });
  const at: Timestamp = first!['ts'];
  const until = `${at.getHighBitsUnsigned()}.${at.getLowBitsUnsigned()}`;
  assertDone(await bench.run('backup.restore', { set: base, what: 'mongo', until, databases: 'shop' }));
  const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
  const side = databases.map(({ name }) => name).find((name) => name.startsWith('shop__restore_'))!;
  const orders = client.db(side).collection<{ _id: number } & Document>('orders');
  assert.equal(await orders.countDocuments({ _id: { $gte: 200 } }), 0);
  assert.deepEqual(
    (
      await orders
        .find({ balance: { $exists: true } })
        .sort({ _id: 1 })
        .toArray()
    ).map(({ balance }) => balance),
    [-5, 5],
  );
  await client.db(side).dropDatabase();
});

test('a moment that is not covered is refused, with the nearest that are; so is a restore in place', async () => {
  const plan = (until: string, more = {}) =>
    bench.engine.plan('bench', 'backup.restore', { set: base, what: 'mongo', until, ...more });
  await assert.rejects(plan('4000000000.0'), { code: 'bad_request', message: /cannot be restored from the set/ });
  await assert.rejects(plan('1000.0'), { code: 'bad_request' });
  await assert.rejects(plan('yesterday'), { code: 'bad_request', message: /no date and time/ });
  await assert.rejects(plan(moments[0]!.at, { mode: 'in-place' }), { code: 'unsupported' });
});

test('a slice with one bit turned over is named, and nothing is written', async () => {
  const folder = join(bench.storeFolder, 'oplog');
  const [first] = (await readdir(folder)).sort();
  const file = join(folder, first!, 'oplog', 'oplog.bson.zst');
  const bytes = await readFile(file);
  bytes[Math.floor(bytes.length / 2)]! ^= 1;
  await writeFile(file, bytes);
  const { run } = await bench.run('backup.restore', { set: base, what: 'mongo', until: moments[0]!.at });
  assert.equal(run.status, 'failed');
  assert.equal(run.error?.code, 'damaged');
  assert.match(run.error?.message ?? '', new RegExp(`${first}.*oplog/oplog\\.bson\\.zst`));
  const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
  assert.deepEqual(
    databases.filter(({ name }) => name.includes('__restore_')),
    [],
  );
});
