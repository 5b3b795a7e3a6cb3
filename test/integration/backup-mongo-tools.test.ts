// A set beside the usual tools: laid out as mongodump lays it out, restored by mongorestore, and by us onto servers that are
// not the ones it came from.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { before, test } from 'node:test';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { BSON, Code, type Document, type MongoClient } from 'mongodb';
import { ContentHash } from '../../main/backup/mongo/content-hash.ts';
import { DocumentSplitter } from '../../main/backup/mongo/split-documents.ts';
import type { BackupSet } from '../../shared/model/backup.ts';
import { testServers } from '../fixtures/servers.ts';
import { toolOrReason } from '../fixtures/vendor-tool.ts';
import { assertDone, backupBench, type BackupBench } from './backup-bench.ts';
import { describeDatabase, hashesOf, seedMongo } from './backup-mongo-data.ts';

const run = promisify(execFile);
const servers = await testServers();
let source: Awaited<ReturnType<typeof servers.mongoSet>>;
let client: MongoClient;
let bench: BackupBench;
let set: BackupSet;

before(async () => {
  source = await servers.mongoSet({ members: [{}] });
  client = await source.connect();
  servers.lifetime.add(() => client.close());
  await seedMongo(client);
  await client
    .db('shop')
    .collection<{ _id: string; value: Code }>('system.js')
    .insertOne({ _id: 'half', value: new Code('n => n / 2') });
  await client.db('shop').collection("~ !*'()+&=?").insertOne({ odd: true });
  await client.db('shop').collection('ü'.repeat(80)).insertOne({ long: true });
  const tenant = `a_platform_of_many_tenants_in_production_${'0'.repeat(12)}`;
  for (const number of [1, 2]) await client.db(`${tenant}${number}`).collection('notes').insertOne({ number });
  bench = await backupBench({
    dataFolder: await servers.newFolder('data'),
    lifetime: servers.lifetime,
    mongo: { seeds: source.seeds, replicaSet: source.name },
  });
  set = await bench.take({ compression: 'gzip' });
});

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

function contentOf(packed: Buffer): string {
  const content = new ContentHash();
  const splitter = new DocumentSplitter();
  splitter.push(gunzipSync(packed), (bytes, from, to) => content.add(bytes.subarray(from, to)));
  splitter.end();
  return content.toString();
}

function metadataOf(packed: Buffer): Document {
  return BSON.EJSON.parse(gunzipSync(packed).toString(), { relaxed: false }) as Document;
}

test('the same files as mongodump writes, with the same content', async (t) => {
  const mongodump = await toolOrReason('mongodump');
  if ('unavailable' in mongodump) return t.skip(mongodump.unavailable);
  const dump = await servers.newFolder('dump');
  await run(mongodump.path, ['--quiet', '--gzip', '--uri', source.uri, '--out', dump]);
  const ours = join(await bench.catalogue.folderOf(set.id), 'mongo');
  // The server's own databases are not in a set; newer tools write a prelude about themselves.
  const theirs = (await filesBelow(dump)).filter((path) => !/^(admin|config)\/|prelude\.json/.test(path));
  assert.deepEqual(await filesBelow(ours), theirs);
  for (const path of theirs) {
    const [own, other] = await Promise.all([readFile(join(ours, path)), readFile(join(dump, path))]);
    if (path.endsWith('.bson.gz')) assert.equal(contentOf(own), contentOf(other), path);
    else assert.deepEqual(metadataOf(own), metadataOf(other), path);
  }
});

for (const compression of ['gzip', 'none'] as const) {
  test(`mongorestore brings a set packed with ${compression} back: the same collections, documents, options and indexes`, async (t) => {
    const mongorestore = await toolOrReason('mongorestore');
    if ('unavailable' in mongorestore) return t.skip(mongorestore.unavailable);
    const taken = compression === 'gzip' ? set : await bench.take({ compression });
    const target = await servers.mongoSet({ name: 'elsewhere', members: [{}] });
    const there = await target.connect();
    try {
      const folder = join(await bench.catalogue.folderOf(taken.id), 'mongo');
      await run(mongorestore.path, [
        ...(compression === 'gzip' ? ['--gzip'] : []),
        '--stopOnError',
        '--bypassDocumentValidation',
        '--uri',
        target.uri,
        folder,
      ]);
      for (const database of set.mongo!.databases) {
        assert.deepEqual(await hashesOf(there, database), await hashesOf(client, database), database);
        assert.deepEqual(await describeDatabase(there, database), await describeDatabase(client, database), database);
      }
      assert.ok(await there.db('shop').collection<{ _id: string }>('system.js').findOne({ _id: 'half' }));
    } finally {
      await there.close();
    }
  });
}

for (const kind of ['another replica set', 'a standalone server'] as const) {
  test(`a set comes back on ${kind}, in place and beside`, async () => {
    const target =
      kind === 'a standalone server'
        ? await servers.mongod()
        : await servers.mongoSet({ name: 'other-rs', members: [{}] });
    const seeds = 'seeds' in target ? target.seeds : [`127.0.0.1:${target.port}`];
    const there = await target.connect();
    try {
      const other = await backupBench({
        dataFolder: await servers.newFolder('data'),
        storeFolder: bench.storeFolder,
        lifetime: servers.lifetime.child(kind),
        // Without the name of the set: the server tells whether there is one.
        mongo: { seeds },
      });
      await there.db('shop').collection('orders').insertOne({ was: 'here' });
      assertDone(await other.run('backup.restore', { set: set.id, mode: 'in-place' }));
      const kept = await there
        .db('shop')
        .listCollections({ name: /^__before_/ })
        .toArray();
      assert.deepEqual(kept.length, 1);
      await there.db('shop').collection(kept[0]!.name).drop();
      for (const database of set.mongo!.databases)
        assert.deepEqual(await describeDatabase(there, database), await describeDatabase(client, database), database);
      assertDone(await other.run('backup.restore', { set: set.id, mode: 'beside' }));
      const { databases } = await there.db('admin').admin().listDatabases();
      const side = databases.map(({ name }) => name).find((name) => name.startsWith('shop__restore_'))!;
      assert.ok(await there.db(side).collection<{ _id: string }>('system.js').findOne({ _id: 'half' }));
    } finally {
      await there.close();
    }
  });
}

test('what expires does not expire before it is compared, and does so again afterwards', async () => {
  const admin = client.db('admin');
  await admin.command({ setParameter: 1, ttlMonitorEnabled: false });
  const db = client.db('expiring');
  await db.createCollection('sessions', {
    clusteredIndex: { key: { _id: 1 }, unique: true },
    expireAfterSeconds: 60,
  });
  const long = Array.from({ length: 30_000 }, (_, index) => ({ _id: new Date(1.6e12 + index), index }));
  await db.collection<{ _id: Date }>('sessions').insertMany(long);
  await db.createCollection('weather', { timeseries: { timeField: 'at', metaField: 'place' }, expireAfterSeconds: 60 });
  await db.collection('weather').insertMany(long.map(({ _id }) => ({ at: _id, place: _id.getTime() % 3 })));
  const taken = await bench.take();
  await db.dropDatabase();
  await admin.command({ setParameter: 1, ttlMonitorSleepSecs: 1 });
  await admin.command({ setParameter: 1, ttlMonitorEnabled: true });
  assertDone(await bench.run('backup.restore', { set: taken.id, mode: 'beside', databases: 'expiring' }));
  const { databases } = await admin.admin().listDatabases();
  const side = databases.map(({ name }) => name).find((name) => name.startsWith('expiring__restore_'))!;
  for (const collection of await client
    .db(side)
    .listCollections({ name: /^[sw]/, type: { $ne: 'view' } })
    .toArray()) {
    if (collection.name.startsWith('system.')) continue;
    assert.equal(Number((collection as { options?: Document }).options?.['expireAfterSeconds']), 60, collection.name);
  }
  await client.db(side).dropDatabase();
});
