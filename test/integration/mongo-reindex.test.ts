// mongo.reindex on real servers: every kind of index comes back as it was, queries and uniqueness are covered throughout,
// and a console killed at any point leaves a run that goes on to the same end.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { BSON, Long, type Collection, type Document } from 'mongodb';
import { waitFor } from '../fixtures/wait-for.ts';
import { testServers } from '../fixtures/servers.ts';
import { takeWay } from '../fixtures/take-way.ts';
import { assertDone, readingOf, runbookBench, type RunbookBench } from './runbook-bench.ts';

const servers = await testServers();
const set = await servers.mongoSet();
const target = { mongo: { seeds: set.seeds, replicaSet: set.name } };
const bench = await runbookBench({
  ...target,
  dataFolder: await servers.newFolder('data'),
  lifetime: servers.lifetime,
});
const client = bench.context.mongo!.client();

async function fill(name: string, documents: number): Promise<Collection> {
  const collection = client.db('shop').collection(name);
  const rows = Array.from({ length: documents }, (_, n) => ({
    email: `user${n}@example.org`,
    group: n % 50,
    place: [n % 180, n % 90],
    details: { size: n, colour: `c${n % 7}` },
    at: new Date(),
    words: `word${n} and more`,
  }));
  await collection.insertMany(rows);
  return collection;
}

/** Canonical definitions, numbers with their types. */
async function specsOf(collection: Collection): Promise<string[]> {
  const reply = await client.db('shop').command({ listIndexes: collection.collectionName }, { promoteValues: false });
  return (reply['cursor'].firstBatch as Document[])
    .map((spec) => BSON.EJSON.stringify(spec, { relaxed: false }))
    .toSorted();
}

const KINDS: readonly Document[] = [
  { key: { email: 1 }, name: 'email_1', unique: true },
  { key: { group: 1, 'details.size': -1 }, name: 'group_size', collation: { locale: 'en', strength: 2 } },
  { key: { group: new BSON.Double(1) }, name: 'group_double', partialFilterExpression: { group: { $gt: 5 } } },
  { key: { 'details.size': 1, email: 1 }, name: 'sparse_unique', unique: true, sparse: true },
  { key: { at: 1 }, name: 'at_ttl', expireAfterSeconds: 86_400 },
  { key: { place: '2dsphere' }, name: 'place_sphere' },
  { key: { place: '2d' }, name: 'place_flat', bits: 20 },
  { key: { 'details.colour': 'hashed' }, name: 'colour_hashed' },
  { key: { '$**': 1 }, name: 'wild', wildcardProjection: { words: 0 } },
  { key: { 'details.$**': 1 }, name: 'wild_details' },
  { key: { words: 'text' }, name: 'words_text', weights: { words: 3 }, default_language: 'english' },
  { key: { group: 1 }, name: 'hidden_one', hidden: true },
  { key: { counter: Long.fromNumber(1) }, name: 'long_key' },
];

test('every kind of index is built anew with the same definition', async () => {
  const collection = await fill('kinds', 3000);
  await client.db('shop').command({ createIndexes: 'kinds', indexes: KINDS });
  const before = await specsOf(collection);

  const parameters = { namespace: 'shop.kinds' };
  const plan = await bench.plan('mongo.reindex', parameters);
  assert.deepEqual(readingOf(plan, 'guarded'), { ok: false, key: 'guarded.not' }, 'the text index has no stand-in');
  assert.ok(plan.warnings.some(({ key }) => key === 'warning.text'));
  await assert.rejects(bench.run('mongo.reindex', parameters), { code: 'blocked' });

  const state = await bench.run('mongo.reindex', { ...parameters, acceptUnguarded: 'true' });
  assertDone(state);
  assert.deepEqual(await specsOf(collection), before);
  assert.equal(plan.changes.length, KINDS.length);
  console.log(`reindex of ${KINDS.length} indexes, 3000 documents: ${state.run.endedMs! - state.run.startedMs} ms`);
});

test('while an index is away queries have one to use, and duplicates are refused', async () => {
  const collection = await fill('orders', 20_000);
  await collection.createIndex({ email: 1 }, { unique: true, name: 'email_unique' });
  const before = await specsOf(collection);
  const runId = await bench.start('mongo.reindex', { namespace: 'shop.orders' });
  const seen = { looks: 0, withoutOriginal: 0, usedShield: 0 };
  const view = bench.engine.run(runId);
  while (view.get().state.run.status === 'running') {
    const [explained, insert] = await Promise.all([
      collection.find({ email: 'user5@example.org' }).explain('queryPlanner'),
      collection.insertOne({ email: 'user5@example.org' }).then(
        () => 'accepted',
        (error: { code: number }) => error.code,
      ),
    ]);
    const plan = JSON.stringify(explained['queryPlanner'].winningPlan);
    assert.match(plan, /IXSCAN/, 'never a collection scan');
    assert.equal(insert, 11_000, 'never a duplicate');
    seen.looks += 1;
    if (!plan.includes('"email_unique"')) seen.usedShield += 1;
    if (!(await specsOf(collection)).some((spec) => spec.includes('"email_unique"'))) seen.withoutOriginal += 1;
  }
  assertDone(await bench.engine.settled(runId));
  assert.ok(seen.usedShield > 0, `the shield was seen at work: ${JSON.stringify(seen)}`);
  assert.deepEqual(await specsOf(collection), before);
});

test('bad names, views, server collections and unknown indexes are refused', async () => {
  await client.db('shop').createCollection('seen', { viewOn: 'orders', pipeline: [] });
  const refused = (parameters: Readonly<Record<string, string>>, code: string) =>
    assert.rejects(bench.plan('mongo.reindex', parameters), { code });
  await refused({ namespace: 'shop' }, 'bad_request');
  await refused({ namespace: 'shop.nothing' }, 'not_found');
  await refused({ namespace: 'shop.seen' }, 'bad_request');
  await refused({ namespace: 'admin.system.users' }, 'bad_request');
  await refused({ namespace: 'shop.orders', index: 'nothing_1' }, 'not_found');
  await refused({ namespace: 'shop.orders', acceptUnguarded: 'maybe' }, 'bad_request');
});

test('a cancel leaves the indexes as they were', async () => {
  const collection = await fill('cancelled', 5000);
  await collection.createIndexes([{ key: { email: 1 }, unique: true }, { key: { group: 1 } }, { key: { at: 1 } }]);
  const before = await specsOf(collection);
  const runId = await bench.start('mongo.reindex', { namespace: 'shop.cancelled' });
  const view = bench.engine.run(runId);
  await waitFor(
    () => view.get().state.steps['shield-2']?.status === 'running' || view.get().state.run.status !== 'running',
    { intervalMs: 1 },
  );
  await bench.engine.cancel(runId);
  const state = await bench.engine.settled(runId);
  assert.equal(state.run.status, 'cancelled', JSON.stringify(state.run));
  assert.equal(state.steps['rebuild-1']?.status, 'done');
  assert.notEqual(state.steps['rebuild-3']?.status, 'done');
  assert.deepEqual(await specsOf(collection), before);
});

test('a cancel in the middle of building shields ends that build on the server', async () => {
  const collection = client.db('shop').collection('orders');
  const before = await specsOf(collection);
  const runId = await bench.start('mongo.reindex', { namespace: 'shop.orders' });
  const { state } = bench.engine.run(runId).get();
  assert.equal(state.run.status, 'running');
  const building = async (): Promise<boolean> => {
    const command = { listIndexes: 'orders', includeIndexBuildInfo: true };
    const reply = await client.db('shop').command(command);
    return (reply['cursor'].firstBatch as Document[]).some((row) => row['indexBuildInfo'] !== undefined);
  };
  await waitFor(async () => (await building()) || bench.engine.run(runId).get().state.run.status !== 'running', {
    intervalMs: 1,
  });
  await bench.engine.cancel(runId);
  const ended = await bench.engine.settled(runId);
  assert.equal(ended.run.status, 'cancelled', JSON.stringify(ended.run));
  assert.deepEqual(await specsOf(collection), before);
  console.log(`cancelled in: ${Object.values(ended.steps).find((step) => step.status !== 'done')?.id}`);
});

/** Runs a reindex in a child console and kills it with -9 once its journal has that many lines. Null: it had ended. */
async function runAndKill(dataFolder: string, namespace: string, lines: number): Promise<string | null> {
  const order = JSON.stringify({ ...target, dataFolder, runbookId: 'mongo.reindex', parameters: { namespace } });
  const child = spawn(process.execPath, [new URL('./runbook-child.ts', import.meta.url).pathname, order], {
    stdio: 'inherit',
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const runId = await waitFor(async () => (await readdir(join(dataFolder, 'runs')).catch(() => []))[0], {
    timeoutMs: 60_000,
    intervalMs: 2,
  });
  const journal = join(dataFolder, 'runs', runId, 'journal.jsonl');
  await waitFor(async () => child.exitCode !== null || (await readFile(journal, 'utf8')).split('\n').length > lines, {
    timeoutMs: 60_000,
    intervalMs: 1,
  });
  child.kill('SIGKILL');
  return (await ended) === 0 ? null : runId;
}

async function nextConsole(dataFolder: string): Promise<RunbookBench> {
  return runbookBench({ ...target, dataFolder, lifetime: servers.lifetime.child('console') });
}

test('killed with -9 at any point, the next console lists it as interrupted and brings it to the same end', async () => {
  const collection = await fill('killed', 4000);
  await collection.createIndexes([{ key: { email: 1 }, unique: true }, { key: { group: 1 } }]);
  const before = await specsOf(collection);
  const interrupted: string[] = [];
  for (let lines = 14; lines <= 32; lines += 4) {
    const dataFolder = await servers.newFolder('killed');
    const runId = await runAndKill(dataFolder, 'shop.killed', lines);
    if (runId === null) break;
    const next = await nextConsole(dataFolder);
    const { run, steps } = next.engine.run(runId).get().state;
    assert.equal(run.status, 'interrupted');
    interrupted.push(Object.values(steps).find((step) => step.status !== 'done')?.id ?? 'end');
    await takeWay(next.engine, runId, 'resume');
    const state = await next.engine.settled(runId);
    assertDone(state);
    assert.deepEqual(await specsOf(collection), before, `killed after ${lines} lines`);
  }
  console.log(`killed in: ${interrupted.join(', ')}`);
  assert.ok(new Set(interrupted).size > 3, interrupted.join());
});

test('an interrupted reindex can be cleaned up instead: every index is there, no shield is left', async () => {
  const collection = client.db('shop').collection('killed');
  const before = await specsOf(collection);
  const dataFolder = await servers.newFolder('killed');
  const runId = await runAndKill(dataFolder, 'shop.killed', 17);
  assert.ok(runId);
  const next = await nextConsole(dataFolder);
  await takeWay(next.engine, runId, 'undo');
  assert.equal((await next.engine.settled(runId)).run.status, 'cancelled');
  assert.deepEqual(await specsOf(collection), before);
});

test('a console that could not write cleaned up without a word: going on builds the shields again', async () => {
  const collection = client.db('shop').collection('killed');
  const before = await specsOf(collection);
  const dataFolder = await servers.newFolder('killed');
  const runId = await runAndKill(dataFolder, 'shop.killed', 17);
  assert.ok(runId);
  const names = (await collection.indexes()).map(({ name }) => name!);
  const shields = names.filter((name) => name.startsWith('__marsad_'));
  if (names.length - shields.length === before.length) for (const shield of shields) await collection.dropIndex(shield);
  const next = await nextConsole(dataFolder);
  await takeWay(next.engine, runId, 'resume');
  assertDone(await next.engine.settled(runId));
  assert.deepEqual(await specsOf(collection), before);
});

test('on a standalone server reIndex itself does it', async () => {
  const mongod = await servers.mongod();
  const lifetime = servers.lifetime.child('standalone');
  const alone = await runbookBench({
    dataFolder: await servers.newFolder('data'),
    lifetime,
    mongo: { seeds: [`127.0.0.1:${mongod.port}`] },
  });
  const collection = alone.context.mongo!.client().db('shop').collection('orders');
  await collection.insertMany(Array.from({ length: 100 }, (_, n) => ({ n })));
  await collection.createIndexes([{ key: { n: 1 }, unique: true }, { key: { n: 'hashed' } }]);
  const plan = await alone.plan('mongo.reindex', { namespace: 'shop.orders' });
  assert.match(plan.steps.find((step) => step.id === 'reindex')!.commands[0]!.command, /"reIndex":"orders"/);
  assertDone(await alone.run('mongo.reindex', { namespace: 'shop.orders' }));
  assert.equal((await collection.indexes()).length, 3);
});
