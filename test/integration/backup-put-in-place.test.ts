// A restored collection takes the place of the one that was there: in two renames, of which either may be cut off or fall into an
// election.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { Double, Int32, Long, type Document, type MongoClient } from 'mongodb';
import {
  areInPlace,
  bearerOf,
  cutBack,
  cutOver,
  readNames,
  type Placement,
} from '../../main/backup/mongo/put-in-place.ts';
import { settle } from '../../main/backup/mongo/restored-record.ts';
import { testServers } from '../fixtures/servers.ts';

const servers = await testServers();
let client: MongoClient;

before(async () => {
  const set = await servers.mongoSet({ members: [{}] });
  client = await set.connect();
  servers.lifetime.add(() => client.close());
});

test('between the two renames of a collection: it is finished or taken back, and latecomers are kept', async () => {
  const db = client.db('swap');
  const names = () => readNames(client, 'swap');
  const settled = { client, id: 'x', settle: async () => undefined };
  await db.collection('orders').insertOne({ old: true });
  await db.collection('__restore_x.orders').insertOne({ restored: true });
  const placements: Placement[] = [
    {
      ...{ database: 'swap', name: 'orders' },
      restored: bearerOf((await names()).get('__restore_x.orders')!),
      was: bearerOf((await names()).get('orders')!),
    },
  ];
  await db.renameCollection('orders', '__before_x.orders');
  assert.equal((await cutBack({ ...settled, placements })).renamed, 1);
  assert.equal((await db.collection('orders').findOne())?.['old'], true);
  await db.renameCollection('orders', '__before_x.orders');
  await db.collection('orders').insertOne({ late: true });
  assert.equal((await cutOver({ ...settled, placements })).latecomers, 1);
  assert.equal((await db.collection('orders').findOne())?.['restored'], true);
  assert.equal((await db.collection('__before_x.orders').findOne())?.['old'], true);
  assert.equal((await db.collection('__before_x_2.orders').findOne())?.['late'], true);
  assert.equal((await cutOver({ ...settled, placements })).renamed, 0, 'it is gone over again');
  await db.collection('orders').drop();
  await db.collection('orders').insertOne({ other: true });
  await assert.rejects(
    cutOver({ ...settled, placements }),
    { code: 'conflict', message: /gone before it could become/ },
    'another one is not taken for the restored one',
  );
  assert.equal((await db.collection('orders').findOne())?.['other'], true);
  await db.dropDatabase();
});

test('views with numbers of every type and with collations: changed, taken back, and gone where there was none', async () => {
  const db = client.db('views');
  const names = () => readNames(client, 'views');
  const settled = { client, id: 'x', settle: async () => undefined };
  const pipeline = [{ $match: { a: new Double(1), b: Long.fromNumber(5), c: new Int32(2), d: new Double(1.5) } }];
  const make = (name: string, options: Document) => db.command({ create: name, viewOn: 'orders', ...options });
  await make('typed', { pipeline });
  await make('collated', { pipeline, collation: { locale: 'fr' } });
  await make('only', { pipeline, collation: { locale: 'en', strength: 2 } });
  const restored = new Map([...(await names())].map(([name, entry]) => [name, bearerOf(entry)]));
  await db.dropDatabase();
  await make('typed', { pipeline: [{ $match: { a: 1 } }] });
  await make('collated', { pipeline: [{ $match: { b: Long.fromNumber(6) } }] });
  const was = new Map([...(await names())].map(([name, entry]) => [name, bearerOf(entry)]));
  const placements: Placement[] = ['typed', 'collated', 'only'].map((name) => {
    return { database: 'views', name, restored: restored.get(name)!, was: was.get(name) ?? null };
  });
  assert.equal((await cutOver({ ...settled, placements })).renamed, 3);
  assert.equal(await areInPlace(client, placements), true);
  assert.equal((await cutOver({ ...settled, placements })).renamed, 0, 'it is gone over again');
  assert.equal((await cutBack({ ...settled, placements })).renamed, 3);
  const back = new Map([...(await names())].map(([name, entry]) => [name, bearerOf(entry)]));
  assert.deepEqual(back, was);
  const [placement] = placements;
  const turned = { type: 'view', definition: JSON.stringify({ pipeline: [], viewOn: 'orders' }) } as const;
  await assert.rejects(
    cutOver({ ...settled, placements: [{ ...placement!, restored: turned }] }),
    { code: 'conflict', message: /another definition than it was given/ },
    'what the server writes in another way is not gone over for ever',
  );
  await db.dropDatabase();
});

test('an election while a collection is put in place is waited for', async () => {
  const db = client.db('elected');
  await db.collection('orders').insertOne({ old: true });
  await db.collection('__restore_x.orders').insertOne({ restored: true });
  const names = await readNames(client, 'elected');
  const restored = bearerOf(names.get('__restore_x.orders')!);
  const placements: Placement[] = [
    { database: 'elected', name: 'orders', restored, was: bearerOf(names.get('orders')!) },
  ];
  await client.db('admin').command({ replSetStepDown: 2, force: true });
  const hello = await client.db('admin').command({ hello: 1 }, { readPreference: 'secondaryPreferred' });
  assert.equal(hello['isWritablePrimary'], false);
  await cutOver({ client, id: 'x', placements, settle: () => settle(client, 'x') });
  assert.equal((await db.collection('orders').findOne())?.['restored'], true);
  assert.equal((await db.collection('__before_x.orders').findOne())?.['old'], true);
  await db.dropDatabase();
});
