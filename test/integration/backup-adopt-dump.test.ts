// Dumps of mongodump become sets: of every form the real tool writes, with equal dbHash after a restore; and of files made after
// the description of its formats, where nothing of a damaged, cut or hostile one may ever be listed.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { before, test } from 'node:test';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { BSON, type MongoClient } from 'mongodb';
import { readText } from '../../main/backup/format/read-file.ts';
import { verifySet } from '../../main/backup/verify-set.ts';
import type { MongoSetHandle } from '../../main/lab/mongo-set.ts';
import type { BackupSet } from '../../shared/model/backup.ts';
import {
  archiveOf,
  archivePrelude,
  metadataOf,
  writeDumpFolder,
  type MadeCollection,
} from '../fixtures/mongodump-files.ts';
import { testServers } from '../fixtures/servers.ts';
import { openBank } from '../prove/load/bank.ts';
import { waitFor } from '../fixtures/wait-for.ts';
import { toolOrReason } from '../fixtures/vendor-tool.ts';
import { assertDone, backupBench, inStore, type BackupBench, type Parameters } from './backup-bench.ts';
import { describeDatabase, hashesOf, seedMongo } from './backup-mongo-data.ts';

const run = promisify(execFile);
const servers = await testServers();
let source: MongoSetHandle;
let client: MongoClient;

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
  await client.db('shop').collection('ü'.repeat(80)).insertOne({ long: true });
  await client.db('shop').command({ createUser: 'clerk', pwd: 'of-the-clerk', roles: ['read'] });
});

async function bench(options: object = {}): Promise<BackupBench> {
  return backupBench({
    dataFolder: await servers.newFolder('data'),
    lifetime: servers.lifetime,
    mongo: { seeds: source.seeds, replicaSet: source.name },
    ...options,
  });
}

async function adopt(own: BackupBench, parameters: Parameters): Promise<BackupSet> {
  assertDone(await own.run('backup.adopt-dump', parameters));
  const [set] = await own.catalogue.list();
  assert.ok(set);
  return set;
}

async function sideOf(database: string): Promise<string> {
  const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
  const side = databases.map(({ name }) => name).find((name) => name.startsWith(`${database}__restore_`));
  assert.ok(side);
  return side;
}

const FORMS: Readonly<Record<string, (place: string) => readonly string[]>> = {
  'a folder': (place) => ['--out', place],
  'a packed folder': (place) => ['--out', place, '--gzip', '--oplog'],
  'an archive': (place) => [`--archive=${place}`, '--oplog'],
  'a packed archive': (place) => [`--archive=${place}`, '--gzip'],
};

for (const [form, options] of Object.entries(FORMS)) {
  test(`${form} of mongodump becomes a set, which restores with equal dbHash`, async (t) => {
    const mongodump = await toolOrReason('mongodump');
    if ('unavailable' in mongodump) return t.skip(mongodump.unavailable);
    const place = join(await servers.newFolder('dump'), 'dump');
    await run(mongodump.path, ['--quiet', '--uri', source.uri, ...options(place)]);
    const own = await bench(form.includes('packed') ? { passphrase: 'correct horse battery staple' } : {});
    const set = await adopt(own, { path: place });
    const { collections, accounts, momentMs, version } = set.mongo!;
    assert.deepEqual([collections, accounts, momentMs], [11, 1, null]);
    // A folder tells it only where it was there before the dump: the tool's own order.
    assert.match(version, form.includes('archive') ? /^6\./ : /^(6\.|$)/);
    const { manifest } = await own.catalogue.open(set.id);
    const { databases } = manifest.mongo!;
    assert.deepEqual(databases, ['other', 'shop']);
    assert.equal(manifest.mongo!.dump!.oplog !== null, options('').includes('--oplog'));
    assertDone(await own.run('backup.verify', { set: set.id }));
    assertDone(await own.run('backup.restore', { set: set.id, mode: 'beside' }));
    for (const database of databases) {
      const side = await sideOf(database);
      assert.deepEqual(await hashesOf(client, side), await hashesOf(client, database));
      assert.deepEqual(await describeDatabase(client, side), await describeDatabase(client, database));
      await client.db(side).dropDatabase();
    }
  });
}

test('users and roles in the dump of one database come back', async (t) => {
  const mongodump = await toolOrReason('mongodump');
  if ('unavailable' in mongodump) return t.skip(mongodump.unavailable);
  const dump = await servers.newFolder('dump');
  await run(mongodump.path, ['--quiet', '--uri', source.uri, '--db=shop', '--dumpDbUsersAndRoles', '--out', dump]);
  const own = await bench();
  const set = await adopt(own, { path: dump });
  assert.equal(set.mongo?.accounts, 1);
  await client.db('shop').command({ dropUser: 'clerk' });
  const parameters = { set: set.id, mode: 'in-place', collections: 'shop.empty', accounts: 'true' };
  assertDone(await own.run('backup.restore', parameters));
  const { users } = await client.db('shop').command({ usersInfo: 'clerk' });
  assert.equal(users.length, 1);
});

test('taken while clients write, with its oplog: up to its end all of it is of one moment, as mongorestore makes it', async (t) => {
  const [mongodump, mongorestore] = [await toolOrReason('mongodump'), await toolOrReason('mongorestore')];
  if ('unavailable' in mongodump) return t.skip(mongodump.unavailable);
  if ('unavailable' in mongorestore) return t.skip(mongorestore.unavailable);
  const filler = Array.from({ length: 20_000 }, (_, index) => ({ index, note: 'x'.repeat(500) }));
  await client.db('bank').collection('aaa').insertMany(filler);
  const bank = await openBank(client, 'bank');
  await waitFor(() => bank.transfers() > 10, { what: 'transfers before the dump' });
  const archive = join(await servers.newFolder('dump'), 'dump.archive');
  await run(mongodump.path, ['--quiet', '--oplog', '-j', '1', '--uri', source.uri, `--archive=${archive}`]);
  await bank.stop();
  const own = await bench();
  const set = await adopt(own, { path: archive });
  const { entries, upTo } = (await own.catalogue.open(set.id)).manifest.mongo!.dump!.oplog!;
  assert.ok(entries > 10, `${entries} entries while the dump went on`);
  const restore = { set: set.id, mode: 'beside', databases: 'bank' };
  const elsewhen = own.engine.plan('bench', 'backup.restore', { ...restore, until: '2020-01-01 00:00' });
  await assert.rejects(elsewhen, { code: 'bad_request', hint: new RegExp(upTo.replace('.', '\\.')) });
  assertDone(await own.run('backup.restore', { ...restore, until: upTo }));
  const side = await sideOf('bank');
  const balances = ['current', 'savings'].map(async (name) => {
    const [sum] = await client
      .db(side)
      .collection(name)
      .aggregate([{ $group: { _id: 0, of: { $sum: '$balance' } } }])
      .toArray();
    return Number(sum!['of']);
  });
  const [current, savings] = await Promise.all(balances);
  assert.equal(current! + savings!, 80_000, 'transfers add up');
  const target = await servers.mongoSet({ name: 'elsewhere', members: [{}] });
  const there = await target.connect();
  try {
    const options = ['--oplogReplay', '--bypassDocumentValidation', `--archive=${archive}`];
    await run(mongorestore.path, [...options, '--uri', target.uri]);
    assert.deepEqual(await hashesOf(client, side), await hashesOf(there, 'bank'));
  } finally {
    await there.close();
    await client.db(side).dropDatabase();
    await client.db('bank').dropDatabase();
  }
});

const notes = (count: number): object[] =>
  Array.from({ length: count }, (_, index) => ({ _id: index, note: 'n'.repeat(index) }));
const MADE: readonly MadeCollection[] = [
  { database: 'made', name: 'notes', documents: notes(300) },
  { database: 'made', name: 'none' },
  { database: 'made', name: 'few', type: 'view', metadata: { options: { viewOn: 'notes', pipeline: [] } } },
  // As --viewsAsCollections leaves it.
  { database: 'made', name: 'shown', type: 'view', documents: notes(5), metadata: { indexes: [] } },
  { database: 'made', name: 'system.profile', documents: notes(2) },
  { database: 'admin', name: 'own', documents: notes(1) },
  { database: 'marsad', name: 'leases', documents: notes(1) },
];
const HELD = ['made.few', 'made.none', 'made.notes', 'made.shown'];

test('a dump made by hand: dated by its files or by what is typed, what no set holds is left out and named', async () => {
  const folder = join(await servers.newFolder('dump'), 'dump');
  await writeDumpFolder(folder, MADE);
  await writeFile(join(folder, 'made', '.hidden'), 'x');
  const own = await bench();
  const plan = await own.engine.plan('bench', 'backup.adopt-dump', { path: folder });
  const leftOut = plan.warnings.find(({ key }) => key === 'warning.leftOut');
  assert.deepEqual(String(leftOut?.values?.['names']).split(', ').toSorted(), [
    'admin.own',
    'made.system.profile',
    'made/.hidden',
    'marsad.leases',
  ]);
  for (const name of ['notes', 'none']) await utimes(join(folder, 'made', `${name}.bson`), 1.6e9, 1.6e9);
  const set = await adopt(own, { path: folder });
  assert.equal(set.startedMs, 1.6e12);
  assert.match(set.id, /^2020-09-13T12-26-40Z-/);
  const open = await own.catalogue.open(set.id);
  const { collections } = open.manifest.mongo!;
  assert.deepEqual(collections.map(({ database, name }) => `${database}.${name}`).toSorted(), HELD);
  const shown = collections.find(({ name }) => name === 'shown')!;
  assert.equal(shown.type, 'collection');
  assert.match(await readText(open, shown.metadataFile), /"name":"_id_"/);
  assertDone(await own.run('backup.restore', { set: set.id, mode: 'in-place' }));
  assert.equal(await client.db('made').collection('shown').countDocuments(), 5);
  await client.db('made').dropDatabase();

  const archive = join(await servers.newFolder('dump'), 'made.archive.gz');
  await writeFile(archive, gzipSync(archiveOf(MADE)));
  const typed = await adopt(await bench(), { path: archive, taken: '2021-01-02T03:04:05Z', compression: 'none' });
  assert.match(typed.id, /^2021-01-02T03-04-05Z-/);
  assert.equal(typed.mongo?.documents, 305);
});

const text = JSON.stringify;

/** What is wrong → how it is made at `place`, and what is said. */
const HOSTILE: Readonly<Record<string, readonly [(place: string) => Promise<void>, RegExp]>> = {
  'a folder cut in a document': [
    async (place) => {
      await writeDumpFolder(place, MADE);
      await writeFile(join(place, 'made', 'notes.bson'), BSON.serialize({ a: 1, b: 2 }).subarray(0, -3));
    },
    /notes\.bson: the data ends inside a document \(at byte 0\)/,
  ],
  'a document that is none': [
    async (place) => {
      await writeDumpFolder(place, MADE);
      const broken = Buffer.concat([BSON.serialize({ a: 1 }), BSON.serialize({ a: 'text' })]);
      broken[16] = 0x7e;
      await writeFile(join(place, 'made', 'notes.bson'), broken);
    },
    /notes\.bson: there is no value type 126 \(at byte 12\)/,
  ],
  'metadata of another collection': [
    async (place) => {
      await writeDumpFolder(place, MADE);
      const other = metadataOf({ database: 'made', name: 'other' });
      await writeFile(join(place, 'made', 'notes.metadata.json'), other);
    },
    /notes\.metadata\.json: the metadata is of another collection, other/,
  ],
  'metadata that is no JSON': [
    async (place) => {
      await writeDumpFolder(place, MADE);
      await writeFile(join(place, 'made', 'notes.metadata.json'), `{"options": ${'['.repeat(100_000)}`);
    },
    /notes\.metadata\.json: the metadata is no JSON/,
  ],
  'documents that are missing': [
    async (place) => {
      await writeDumpFolder(place, MADE);
      await rm(join(place, 'made', 'notes.bson'));
    },
    /the documents of made\.notes are missing/,
  ],
  'a packed folder, cut': [
    async (place) => {
      await writeDumpFolder(place, [MADE[1]!]);
      await writeFile(join(place, 'made', 'a.bson.gz'), gzipSync(Buffer.alloc(5000)).subarray(0, -4));
    },
    /a\.bson\.gz: it does not unpack|a document says it is 0 bytes/,
  ],
  'an archive that leads out of the set': [
    (place) => writeFile(place, archiveOf([{ database: '../../out', name: 'x', documents: notes(1) }])),
    /“\.\.\/\.\.\/out” is no name of a database/,
  ],
  'an archive with a name of zeros': [
    (place) => writeFile(place, archiveOf([{ database: 'made', name: 'a\0b', documents: notes(1) }])),
    /is no name of a collection/,
  ],
  'an archive, cut': [(place) => writeFile(place, archiveOf(MADE).subarray(0, -40)), /ends (before|inside)/],
  'an archive of views as collections, cut behind what it announces': [
    (place) => writeFile(place, archivePrelude([{ database: 'made', name: 'seen', type: 'view' }])),
    /the archive ends before made\.seen is whole/,
  ],
  'users of two databases in one folder': [
    async (place) => {
      for (const folder of ['one', 'two']) {
        await mkdir(join(place, folder), { recursive: true });
        await writeFile(join(place, folder, '$admin.system.users.bson'), BSON.serialize({ _id: `${folder}.me` }));
      }
    },
    /admin\.system\.users is in the folder twice/,
  ],
  'an archive, packed and cut': [
    (place) => writeFile(place, gzipSync(archiveOf(MADE)).subarray(0, -9)),
    /does not unpack: unexpected end of file/,
  ],
  'an archive with something behind it': [
    (place) => writeFile(place, Buffer.concat([gzipSync(archiveOf(MADE)), Buffer.alloc(64)])),
    /something else stands behind what was packed/,
  ],
  'a flipped bit in an archive': [
    async (place) => {
      const bytes = archiveOf(MADE);
      const at = bytes.indexOf('nnnnnnnn');
      bytes[at] = 'm'.charCodeAt(0);
      await writeFile(place, bytes);
    },
    /made\.notes are not those that were written: their checksum \(at byte \d+\)/,
  ],
  'metadata of an unknown kind': [
    (place) => writeFile(place, archiveOf([{ database: 'made', name: 'x', metadata: { type: 'graph' } }])),
    /made\.x is of the kind “graph”/,
  ],
  'a folder of one database': [
    async (place) => {
      await mkdir(place, { recursive: true });
      await writeFile(join(place, 'notes.bson'), BSON.serialize({ a: 1 }));
    },
    /No collection was found/,
  ],
  'something else': [(place) => writeFile(place, text({ not: 'a dump' })), /no archive of mongodump/],
  nothing: [(place) => rm(place, { force: true }), /There is nothing at/],
};

test('nothing of a damaged, cut or hostile dump is ever listed or left; it is told what is wrong, and where', async (t) => {
  const own = await bench();
  await mkdir(own.storeFolder, { recursive: true });
  for (const [what, [make, message]] of Object.entries(HOSTILE)) {
    await t.test(what, async () => {
      const place = join(await servers.newFolder('hostile'), 'dump');
      await make(place);
      const said = await own.run('backup.adopt-dump', { path: place }).then(
        ({ run: { status, error } }) => `${status} ${error?.message}`,
        (error: Error) => error.message,
      );
      assert.match(said, message);
      assert.doesNotMatch(said, /^done/);
      assert.deepEqual(await inStore(own), []);
    });
  }
});

test('a dump that changes after it was looked at is another one', async () => {
  const folder = join(await servers.newFolder('dump'), 'dump');
  await writeDumpFolder(folder, MADE);
  const own = await bench();
  const parameters = { path: folder };
  const plan = await own.engine.plan('bench', 'backup.adopt-dump', parameters);
  await writeFile(join(folder, 'made', 'notes.bson'), BSON.serialize({ later: true }));
  const request = { profileId: 'bench', runbookId: 'backup.adopt-dump', parameters, planHash: plan.hash };
  await assert.rejects(own.engine.start({ ...request, confirmation: '', reason: 'a test', production: false }), {
    code: 'conflict',
  });
  await symlink(folder, join(dirname(folder), 'link'));
  const set = await adopt(own, { path: join(dirname(folder), 'link') });
  const { faults } = await verifySet({
    setFolder: await own.catalogue.folderOf(set.id),
    keys: own.catalogue.keys,
    signal: new AbortController().signal,
  });
  assert.deepEqual(faults, []);
});
