// A restored collection takes the place of the one that was there: in two renames, of which either may be cut off or fall into an
// election.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { MongoClient } from 'mongodb';
import { placementOf, putInPlace, readNames, takeBack } from '../../main/backup/mongo/put-in-place.ts';
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
  await db.collection('__before_x.orders').insertOne({ old: true });
  await db.collection('__restore_x.orders').insertOne({ restored: true });
  assert.equal(placementOf(await names(), 'x', 'orders'), 'between');
  await takeBack(client, 'swap', 'x', 'orders');
  assert.equal((await db.collection('orders').findOne())?.['old'], true);
  assert.equal(placementOf(await names(), 'x', 'orders'), 'waiting');
  await db.renameCollection('orders', '__before_x.orders');
  await db.collection('orders').insertOne({ late: true });
  await putInPlace(client, 'swap', 'x', 'orders');
  assert.equal((await db.collection('orders').findOne())?.['restored'], true);
  assert.equal((await db.collection('__before_x.orders').findOne())?.['old'], true);
  assert.equal((await db.collection('__before_x.orders.2').findOne())?.['late'], true);
  assert.equal(placementOf(await names(), 'x', 'orders'), 'in-place');
  const uuid = (await names()).get('orders')!.uuid;
  await putInPlace(client, 'swap', 'x', 'orders', uuid);
  await assert.rejects(
    putInPlace(client, 'swap', 'x', 'orders', 'of one that somebody dropped'),
    { code: 'conflict', message: /gone before it could be put in place/ },
    'the old one is not taken for the restored one',
  );
  await db.dropDatabase();
});

test('an election while a collection is put in place is waited for', async () => {
  const db = client.db('elected');
  await db.collection('orders').insertOne({ old: true });
  await db.collection('__restore_x.orders').insertOne({ restored: true });
  await client.db('admin').command({ replSetStepDown: 2, force: true });
  const hello = await client.db('admin').command({ hello: 1 }, { readPreference: 'secondaryPreferred' });
  assert.equal(hello['isWritablePrimary'], false);
  await putInPlace(client, 'elected', 'x', 'orders');
  assert.equal((await db.collection('orders').findOne())?.['restored'], true);
  assert.equal((await db.collection('__before_x.orders').findOne())?.['old'], true);
  await db.dropDatabase();
});
