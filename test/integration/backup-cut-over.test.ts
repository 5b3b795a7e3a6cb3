// What was restored beside is cut over in one step, goes back in one step, and is released: with clients at work, a console that
// is killed in the middle, an election, and people who rename things meanwhile.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { MongoClient } from 'mongodb';
import { findRestored } from '../../main/backup/mongo/find-restored.ts';
import { readNames } from '../../main/backup/mongo/put-in-place.ts';
import type { MongoSetHandle } from '../../main/lab/mongo-set.ts';
import type { BackupSet } from '../../shared/model/backup.ts';
import { testServers } from '../fixtures/servers.ts';
import { takeWay } from '../fixtures/take-way.ts';
import { waitFor } from '../fixtures/wait-for.ts';
import { assertDone, backupBench, type BackupBench, type Parameters } from './backup-bench.ts';
import { describeDatabase } from './backup-mongo-data.ts';
import { consoleAfter, killWhen, startConsoleToKill } from './killed-console.ts';

const servers = await testServers();
const MANY = Array.from({ length: 40 }, (_, index) => `part_${index}`);
let mongo: MongoSetHandle;
let client: MongoClient;
let bench: BackupBench;
let set: BackupSet;
let storeFolder: string;

before(async () => {
  mongo = await servers.mongoSet();
  client = await mongo.connect();
  servers.lifetime.add(() => client.close());
  const shop = client.db('shop');
  await shop.createCollection('orders', { validator: { index: { $type: 'number' } } });
  for (const name of ['orders', 'users']) {
    await shop.collection(name).insertMany(Array.from({ length: 500 }, (_, index) => ({ index, state: 'then' })));
    await shop.collection(name).createIndex({ index: 1 });
  }
  await shop.createCollection('recent', { viewOn: 'orders', pipeline: [{ $match: { index: { $gt: 489 } } }] });
  for (const name of MANY) await client.db('many').collection(name).insertOne({ state: 'then' });
  storeFolder = await servers.newFolder('store');
  bench = await backupBench({ ...target(), dataFolder: await servers.newFolder('data'), lifetime: servers.lifetime });
  set = await bench.take();
});

const target = () => ({ storeFolder, mongo: { seeds: mongo.seeds, replicaSet: mongo.name } });

/** Restores beside and gives the id of what is there then. */
async function restoreBeside(databases: string): Promise<string> {
  const known = new Set((await findRestored(client)).map(({ id }) => id));
  assertDone(await bench.run('backup.restore', { set: set.id, databases, mode: 'beside' }));
  const found = (await findRestored(client)).find(({ id }) => !known.has(id));
  assert.ok(found, 'what it left is found');
  return found.id;
}

async function leftOf(id: string) {
  return (await findRestored(client)).find((each) => each.id === id);
}

/** Of what clients see: not what restores keep. */
async function shown(database: string): Promise<Map<string, string>> {
  const all = await describeDatabase(client, database);
  return new Map([...all].filter(([name]) => !name.startsWith('__')));
}

async function keptIn(database: string): Promise<number> {
  return [...(await readNames(client, database)).keys()].filter((name) => name.startsWith('__before_')).length;
}

const reading = (state: { readonly steps: Readonly<Record<string, { readonly reading: unknown }>> }, step: string) =>
  state.steps[step]?.reading as { readonly key: string; readonly values: Readonly<Record<string, number>> };

test('beside, cut over while clients write, back, over again, released: nothing is lost on the way', async () => {
  const shop = client.db('shop');
  const then = await shown('shop');
  await shop.collection('orders').updateMany({}, { $set: { state: 'now' } });
  await shop.collection('users').insertOne({ index: 1000 });
  await shop.command({ collMod: 'recent', viewOn: 'users', pipeline: [] });
  const id = await restoreBeside('shop');
  const now = await shown('shop');

  const plan = await bench.engine.plan('bench', 'backup.cut-over', { restored: id });
  assert.equal(plan.blocked, false, JSON.stringify(plan.steps));
  assert.deepEqual(
    plan.changes.map(({ where, seen, after }) => [where, seen?.values?.['documents'], after.values?.['documents']]),
    [
      ['shop.orders', 500, 500],
      ['shop.recent', undefined, undefined],
      ['shop.users', 501, 500],
    ],
  );

  const acknowledged: number[] = [];
  const stop = new AbortController();
  const writer = (async () => {
    for (let number = 10_000; !stop.signal.aborted; number += 1) {
      await shop.collection('orders').insertOne({ index: number });
      acknowledged.push(number);
    }
  })();
  const state = await bench.run('backup.cut-over', { restored: id });
  stop.abort();
  await writer;
  assertDone(state);
  const { gapMs, tookMs } = reading(state, 'place').values as { gapMs: number; tookMs: number };
  console.log(`cut over: ${tookMs.toFixed(1)} ms in all, longest gap ${gapMs.toFixed(1)} ms`);
  const left = (await leftOf(id))!;
  assert.deepEqual(left.sideDatabases, [], 'the emptied database beside is removed');
  const everywhere = await Promise.all(
    [{ database: 'shop', name: 'orders' }, ...left.kept].map(({ name }) =>
      shop.collection(name).distinct('index', { index: { $gte: 10_000 } }),
    ),
  );
  assert.deepEqual(new Set(everywhere.flat()), new Set(acknowledged), 'every acknowledged write is somewhere');
  await shop.collection('orders').deleteMany({ index: { $gte: 10_000 } });
  for (const { name } of left.kept) await shop.collection(name).deleteMany({ index: { $gte: 10_000 } });
  assert.deepEqual(await shown('shop'), then);

  assertDone(await bench.run('backup.cut-back', { restored: id }));
  assert.deepEqual(await shown('shop'), now);
  await assert.rejects(bench.engine.plan('bench', 'backup.cut-back', { restored: id }), { code: 'bad_request' });

  assertDone(await bench.run('backup.cut-over', { restored: id, collections: 'shop.orders, shop.recent' }));
  const mixed = await shown('shop');
  assert.equal(mixed.get('orders'), then.get('orders'));
  assert.equal(mixed.get('recent'), then.get('recent'));
  assert.equal(mixed.get('users'), now.get('users'));

  await assert.rejects(bench.run('backup.release', { restored: id, what: 'all' }), { code: 'blocked' });
  assert.ok(await leftOf(id));
  assertDone(await bench.run('backup.release', { restored: id, what: 'all', typed: id }));
  assert.equal(await leftOf(id), undefined);
  assert.deepEqual(await shown('shop'), mixed, 'what bears its own name stays');
});

test('what a restore in place keeps goes back and is released by the same runbooks', async () => {
  await client.db('shop').collection('users').insertOne({ index: 2000 });
  const now = await shown('shop');
  const restore = { set: set.id, databases: 'shop', mode: 'in-place', what: 'mongo' };
  assertDone(await bench.run('backup.restore', restore));
  const [found] = await findRestored(client);
  assertDone(await bench.run('backup.cut-back', { restored: found!.id }));
  assert.deepEqual(await shown('shop'), now);
  assertDone(await bench.run('backup.release', { restored: found!.id, what: 'restored', typed: found!.id }));
  assert.deepEqual(await findRestored(client), []);
});

test('what nobody recorded is known by its names alone: it goes back and is released', async () => {
  const older = client.db('older');
  await older.collection('orders').insertOne({ restored: true });
  await older.collection('__before_1b2c3d4e.orders').insertOne({ old: true });
  await older.collection('__restore_1b2c3d4e.users').insertOne({ half: true });
  const restored = '1b2c3d4e';
  await assert.rejects(bench.engine.plan('bench', 'backup.cut-over', { restored }), { code: 'conflict' });
  assertDone(await bench.run('backup.cut-back', { restored }));
  assert.equal((await older.collection('orders').findOne())?.['old'], true);
  assertDone(await bench.run('backup.release', { restored, what: 'all', typed: restored }));
  assert.deepEqual([...(await readNames(client, 'older')).keys()], ['orders']);
});

test('other indexes, other counts, and names that somebody took meanwhile hold it up', async () => {
  const shop = client.db('shop');
  const id = await restoreBeside('shop');
  const orders = { restored: id, collections: 'shop.orders' };
  const blocking = async (parameters: Parameters = orders): Promise<string[]> => {
    const { steps } = await bench.engine.plan('bench', 'backup.cut-over', parameters);
    return steps.filter((step) => step.reading?.ok === false).map((step) => step.id);
  };
  await shop.collection('orders').createIndex({ state: 1 });
  assert.deepEqual(await blocking(), ['check-same']);
  assert.deepEqual(await blocking({ ...orders, acceptDifferences: 'true' }), []);
  await shop.collection('orders').dropIndex('state_1');
  const { database, name } = (await leftOf(id))!.collections[0]!.at;
  await client.db(database).collection(name).insertOne({ index: 1 });
  assert.deepEqual(await blocking(), ['check-counts']);
  await client
    .db(database)
    .collection(name)
    .deleteOne({ state: { $exists: false } });
  assert.deepEqual(await blocking(), []);

  const waiting = shop.collection(`__restore_${id}.orders`);
  await waiting.insertOne({ ofSomebody: true });
  const { run: refused } = await bench.run('backup.cut-over', orders);
  assert.equal(refused.error?.code, 'conflict', JSON.stringify(refused.error));
  assert.equal(await waiting.countDocuments(), 1, 'what this run did not bring is not replaced');
  await waiting.drop();

  const plan = await bench.engine.plan('bench', 'backup.cut-over', orders);
  await shop.renameCollection('orders', 'elsewhere');
  const request = { profileId: 'bench', runbookId: 'backup.cut-over', parameters: orders, planHash: plan.hash };
  await assert.rejects(
    bench.engine.start({ ...request, confirmation: '', reason: 'a test', production: false }),
    { code: 'conflict' },
    'the name is free now: another plan',
  );
  await shop.renameCollection('elsewhere', 'orders');
  await client.db(database).collection(name).drop();
  await assert.rejects(bench.engine.plan('bench', 'backup.cut-over', orders), { code: 'bad_request' });
  assertDone(await bench.run('backup.release', { restored: id, what: 'all', typed: id }));
});

test('where there was nothing of that name, there is nothing again on the way back', async () => {
  const id = await restoreBeside('shop');
  const shop = client.db('shop');
  await shop.collection('orders').drop();
  const plan = await bench.engine.plan('bench', 'backup.cut-over', { restored: id });
  assert.equal(plan.changes[0]?.now.key, 'now.nothing');
  assertDone(await bench.run('backup.cut-over', { restored: id }));
  assertDone(await bench.run('backup.cut-back', { restored: id }));
  assert.equal((await readNames(client, 'shop')).has('orders'), false, 'there was none, and there is none again');
  assertDone(await bench.run('backup.cut-over', { restored: id }));
  assertDone(await bench.run('backup.release', { restored: id, typed: id }));
  assert.deepEqual(await findRestored(client), []);
});

for (const way of ['resume', 'undo'] as const) {
  test(`kill -9 in the middle of the renames, then ${way}: all of it or nothing of it`, async () => {
    const many = client.db('many');
    for (const name of MANY) await many.collection(name).updateMany({}, { $set: { state: 'now' } });
    const id = await restoreBeside('many');
    const dataFolder = await servers.newFolder('killed');
    const consoleTarget = { ...target(), dataFolder };
    const child = startConsoleToKill(servers.lifetime, consoleTarget, 'backup.cut-over', { restored: id });
    await killWhen(child, async () => (await keptIn('many')) > 0);
    const done = await keptIn('many');
    console.log(`killed after ${done} of ${MANY.length} names`);
    const { bench: next, interrupted } = await consoleAfter(servers.lifetime, consoleTarget);
    assert.ok(interrupted, 'the run is known as interrupted');
    await takeWay(next.engine, interrupted, way);
    const { run } = await next.engine.settled(interrupted);
    assert.equal(run.status, way === 'resume' ? 'done' : 'cancelled', JSON.stringify(run.error));
    const states = await Promise.all(MANY.map(async (name) => (await many.collection(name).findOne())?.['state']));
    assert.deepEqual([...new Set(states)], [way === 'resume' ? 'then' : 'now']);
    assertDone(await bench.run('backup.release', { restored: id, what: 'all', typed: id }));
    assert.deepEqual(
      [...(await readNames(client, 'many')).keys()].filter((name) => name.startsWith('__')),
      [],
    );
  });
}

test('kill -9 of a restore in place amid the renames, then undo: what clients wrote since is kept until it is released, which may be interrupted', async () => {
  const many = client.db('many');
  for (const name of MANY) await many.collection(name).updateMany({}, { $set: { state: 'now' } });
  const consoleTarget = { ...target(), dataFolder: await servers.newFolder('killed') };
  const parameters = { set: set.id, databases: 'many', mode: 'in-place', what: 'mongo' };
  const child = startConsoleToKill(servers.lifetime, consoleTarget, 'backup.restore', parameters);
  await killWhen(child, async () => (await keptIn('many')) > 0);
  const done = await keptIn('many');
  console.log(`killed after ${done} of ${MANY.length} names`);
  for (const name of MANY) await many.collection(name).insertOne({ late: true });
  const { bench: next, interrupted } = await consoleAfter(servers.lifetime, consoleTarget);
  await takeWay(next.engine, interrupted!, 'undo');
  assert.equal((await next.engine.settled(interrupted!)).run.status, 'cancelled');
  const found = (await findRestored(client)).find(({ kept, side }) => kept.length + side.length > 0)!;
  const late = await Promise.all(
    [...MANY, ...[...found.side, ...found.kept].map(({ name }) => name)].map((name) =>
      many.collection(name).countDocuments({ late: true }),
    ),
  );
  assert.equal(
    late.reduce((sum, count) => sum + count, 0),
    MANY.length,
    'every write is somewhere',
  );

  const releaseTarget = { ...target(), dataFolder: await servers.newFolder('killed') };
  const release = { restored: found.id, what: 'all', typed: found.id };
  const listed = found.side.length + found.kept.length;
  await killWhen(startConsoleToKill(servers.lifetime, releaseTarget, 'backup.release', release), async () => {
    const left = [...(await readNames(client, 'many')).keys()].filter((name) => name.startsWith('__')).length;
    return left < listed;
  });
  const after = await consoleAfter(servers.lifetime, releaseTarget);
  if (after.interrupted) {
    await takeWay(after.bench.engine, after.interrupted, 'resume');
    assertDone(await after.bench.engine.settled(after.interrupted));
  }
  assert.equal(await leftOf(found.id), undefined, 'an interrupted release goes on');
  for (const name of MANY) await many.collection(name).deleteMany({ late: true });
});

test('an election in the middle is waited for, and all names change', async () => {
  const many = client.db('many');
  for (const name of MANY) await many.collection(name).updateMany({}, { $set: { state: 'now' } });
  const id = await restoreBeside('many');
  const runId = await bench.start('backup.cut-over', { restored: id });
  await waitFor(async () => (await keptIn('many')) > 0, { intervalMs: 1, timeoutMs: 60_000 });
  await client.db('admin').command({ replSetStepDown: 5, force: true });
  const state = await bench.engine.settled(runId);
  assertDone(state);
  console.log(`an election in the middle: longest gap ${reading(state, 'place').values['gapMs']?.toFixed(0)} ms`);
  const states = await Promise.all(MANY.map(async (name) => (await many.collection(name).findOne())?.['state']));
  assert.deepEqual([...new Set(states)], ['then']);
  assertDone(await bench.run('backup.release', { restored: id, what: 'all', typed: id }));
});
