// One moment for a whole replica set: whatever clients write, rename, drop or create while it is read, and whatever happens to
// the member that is read.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { BSON, type Document, type MongoClient } from 'mongodb';
import { dumpMongo, type DumpedMongo } from '../../main/backup/mongo/dump-mongo.ts';
import type { DumpMongoOptions } from '../../main/backup/mongo/dump-options.ts';
import { DocumentSplitter } from '../../main/backup/mongo/split-documents.ts';
import { WorkerPool } from '../../main/backup/work/worker-pool.ts';
import { createPace } from '../../main/backup/work/pace.ts';
import type { MongoSetHandle } from '../../main/lab/mongo-set.ts';
import { systemClock } from '../../main/system-clock.ts';
import { testServers } from '../fixtures/servers.ts';

const servers = await testServers();
const signal = new AbortController().signal;
let set: MongoSetHandle;
let client: MongoClient;

/** Large enough for several batches in each of several ranges. */
const DOCUMENTS = 12_000;

before(async () => {
  set = await servers.mongoSet();
  client = await set.connect();
  servers.lifetime.add(() => client.close());
  for (const name of ['a', 'b', 'c']) await fill(name, DOCUMENTS);
});

async function fill(name: string, documents: number): Promise<void> {
  const rows = Array.from({ length: documents }, (_, index) => ({ index, text: 'x'.repeat(500) }));
  await client
    .db('shop')
    .collection(name)
    .insertMany(rows, { writeConcern: { w: 'majority' } });
}

interface Dump extends DumpedMongo {
  /** Documents of a collection, as the set holds them. */
  documents(name: string): Promise<readonly Document[]>;
}

async function dump(options: Partial<DumpMongoOptions>): Promise<Dump> {
  const pool = new WorkerPool();
  const setFolder = await servers.newFolder('set');
  try {
    const dumped = await dumpMongo({
      source: { client: () => client, renew: async () => undefined },
      databases: ['shop'],
      format: { setFolder, compression: 'gzip', pool, seal: null },
      level: 'snapshot',
      rangeBytes: 3_000_000,
      clock: systemClock,
      signal,
      onBatch: () => undefined,
      ...options,
    });
    return { ...dumped, documents: (name) => documentsIn(join(setFolder, `mongo/shop/${name}.bson.gz`)) };
  } finally {
    await pool.close();
  }
}

async function documentsIn(path: string): Promise<readonly Document[]> {
  const found: Document[] = [];
  const splitter = new DocumentSplitter();
  splitter.push(gunzipSync(await readFile(path)), (bytes, from, to) =>
    found.push(BSON.deserialize(bytes.subarray(from, to))),
  );
  splitter.end();
  return found;
}

/** Every one once, whatever the order. */
function assertWhole(documents: readonly Document[], count = DOCUMENTS): void {
  assert.equal(documents.length, count);
  assert.equal(new Set(documents.map(({ index }) => index as number)).size, count);
}

/** Calls back once, while the first documents come in. */
function atFirstBatch(callback: () => Promise<unknown>): {
  readonly onBatch: () => void;
  readonly called: () => Promise<unknown>;
} {
  let running: Promise<unknown> | undefined;
  return {
    onBatch: () => void (running ??= callback()),
    called: () => running ?? Promise.reject(new Error('nothing was read')),
  };
}

const namesOf = ({ collections }: DumpedMongo): string[] => collections.map(({ name }) => name);

test('what is written while it is read is not in it; several cursors read one collection', async () => {
  const { onBatch, called } = atFirstBatch(async () => {
    await client.db('shop').collection('c').deleteMany({});
    await client
      .db('shop')
      .collection('a')
      .updateMany({}, { $set: { late: true } });
    await client.db('shop').collection('made-later').insertOne({ late: true });
  });
  const dumped = await dump({ onBatch });
  await called();
  assert.match(dumped.clusterTime ?? '', /^\d+\.\d+$/);
  assert.deepEqual(dumped.apart, []);
  assert.deepEqual(namesOf(dumped), ['a', 'b', 'c']);
  for (const { clusterTime } of dumped.collections) assert.equal(clusterTime, dumped.clusterTime);
  for (const name of namesOf(dumped)) {
    const documents = await dumped.documents(name);
    assertWhole(documents);
    assert.ok(documents.every(({ late }) => late === undefined));
  }
  await client.db('shop').collection('made-later').drop();
  await fill('c', DOCUMENTS);
});

test('an index that is built and an option that changes do not disturb; the metadata is of the moment', async () => {
  const { onBatch, called } = atFirstBatch(async () => {
    await client.db('shop').collection('c').createIndex({ index: 1 });
    await client.db('shop').command({ collMod: 'b', validator: { index: { $gte: 0 } } });
  });
  const dumped = await dump({ onBatch });
  await called();
  assert.deepEqual(dumped.apart, []);
  for (const { indexes, documents } of dumped.collections) assert.deepEqual([indexes, documents], [1, DOCUMENTS]);
  await client.db('shop').collection('c').dropIndex('index_1');
});

for (const change of ['dropped', 'renamed', 'renamed and made anew'] as const) {
  test(`a collection that is ${change} while it is read: all is read again, at a moment after that`, async () => {
    const db = client.db('shop');
    const { onBatch, called } = atFirstBatch(async () => {
      if (change === 'dropped') return db.collection('c').drop();
      await db.collection('c').rename('d');
      if (change === 'renamed and made anew') await db.collection('c').insertOne({ index: 0 });
    });
    const restarts: string[] = [];
    const dumped = await dump({ onBatch, onRestart: (namespace) => restarts.push(namespace) });
    await called();
    assert.deepEqual(restarts, ['shop.c']);
    assert.deepEqual(dumped.apart, []);
    for (const { clusterTime } of dumped.collections) assert.equal(clusterTime, dumped.clusterTime);
    const expected = { dropped: ['a', 'b'], renamed: ['a', 'b', 'd'], 'renamed and made anew': ['a', 'b', 'c', 'd'] };
    assert.deepEqual(namesOf(dumped), expected[change]);
    for (const name of namesOf(dumped)) assertWhole(await dumped.documents(name), name === 'c' ? 1 : DOCUMENTS);
    for (const name of ['c', 'd']) await db.collection(name).drop();
    await fill('c', DOCUMENTS);
  });
}

test('a collection that is replaced all the time stands apart, and is said to; the others are of the moment', async () => {
  const db = client.db('shop');
  let round = 0;
  const replace = async (): Promise<void> => {
    await db.collection('next').insertOne({ index: (round += 1) });
    await db.collection('next').rename('replaced', { dropTarget: true });
  };
  await replace();
  const stop = new AbortController();
  const replacing = (async () => {
    while (!stop.signal.aborted) await replace();
  })();
  const dumped = await dump({}).finally(() => stop.abort());
  await replacing;
  assert.ok(
    dumped.apart.every(({ namespace, reason }) => /^shop\.(next|replaced)$/.test(namespace) && reason === 'changed'),
  );
  for (const { name, clusterTime } of dumped.collections)
    if (name.length === 1) assert.equal(clusterTime, dumped.clusterTime, name);
  for (const name of ['a', 'b', 'c']) assertWhole(await dumped.documents(name));
  await db.collection('replaced').drop();
});

test('capped collections keep their order and stand apart', async () => {
  const db = client.db('shop');
  await db.createCollection('log', { capped: true, size: 1_000_000 });
  for (let index = 0; index < 50; index += 1) await db.collection('log').insertOne({ index });
  const dumped = await dump({});
  assert.deepEqual(dumped.apart, [{ namespace: 'shop.log', reason: 'capped' }]);
  assert.deepEqual(
    (await dumped.documents('log')).map(({ index }) => index as number),
    Array.from({ length: 50 }, (_, index) => index),
  );
  await db.collection('log').drop();
});

test('_ids of every kind in one collection: each document once, also where a range begins in the middle of a kind', async () => {
  const db = client.db('shop');
  const text = 'x'.repeat(2_000);
  const ids = Array.from({ length: 6_000 }, (_, index) => {
    const kinds = [
      index,
      `text ${index}`,
      new Date(index),
      BSON.Long.fromNumber(2 ** 40 + index),
      index / 7 + 0.01,
      { b: index, 1: 2 },
    ];
    return kinds[index % kinds.length];
  });
  await db.collection('mixed').insertMany(ids.map((id, index) => ({ _id: id as never, index, text })));
  assertWhole(await (await dump({ rangeBytes: 300_000 })).documents('mixed'), ids.length);
  await db.collection('mixed').drop();
});

test('cursors that are killed while they are read: each range goes on behind its last document', async () => {
  let kills = 0;
  let killing: Promise<unknown> = Promise.resolve();
  const onBatch = (): void => {
    if ((kills += 1) % 4 === 1) killing = client.db('admin').command({ killAllSessions: [] });
  };
  const dumped = await dump({ onBatch });
  await killing;
  assert.deepEqual(dumped.apart, []);
  for (const { clusterTime } of dumped.collections) assert.equal(clusterTime, dumped.clusterTime);
  for (const name of namesOf(dumped)) assertWhole(await dumped.documents(name));
});

test('the member that is read is killed: another one goes on at the same moment', async () => {
  const primary = await set.primary();
  const [victim, other] = set.members.filter((member) => member !== primary);
  const [first, second] = await Promise.all([victim!.connect(), other!.connect()]);
  servers.lifetime.add(() => first.close());
  servers.lifetime.add(() => second.close());
  const readFrom = new Set<MongoClient>();
  let current = first;
  const { onBatch, called } = atFirstBatch(() => victim!.kill());
  const dumped = await dump({
    source: {
      client: () => {
        readFrom.add(current);
        return current;
      },
      renew: async () => void (current = second),
    },
    onBatch,
  });
  await called();
  assert.equal(readFrom.size, 2, 'both were read');
  assert.deepEqual(dumped.apart, []);
  for (const { clusterTime } of dumped.collections) assert.equal(clusterTime, dumped.clusterTime);
  for (const name of namesOf(dumped)) assertWhole(await dumped.documents(name));
});

test('a rate that is asked for is kept', async () => {
  const startMs = performance.now();
  let bytes = 0;
  await dump({ pace: createPace({ bytesPerSecond: 20_000_000 }), onBatch: (batch) => void (bytes += batch.bytes) });
  assert.ok(bytes / ((performance.now() - startMs) / 1000) <= 20_000_000);
});
