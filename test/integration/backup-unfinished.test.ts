// Backups that stop in the middle, on real servers: what is finished is told, gone on with where that is true, replaced by the
// next backup, and removed on demand. Nothing of it is ever listed as a set.

import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test, type TestContext } from 'node:test';
import { Redis } from 'ioredis';
import type { MongoClient } from 'mongodb';
import { readUnfinished, UNFINISHED_FILE } from '../../main/backup/unfinished/unfinished-journal.ts';
import { say } from '../../shared/text.ts';
import { backupResume } from '../../main/runbook/library/backup-resume.ts';
import type { BackupSet, UnfinishedSet } from '../../shared/model/backup.ts';
import { smallDisk } from '../fixtures/faults.ts';
import { testServers } from '../fixtures/servers.ts';
import { takeWay } from '../fixtures/take-way.ts';
import { waitFor } from '../fixtures/wait-for.ts';
import { assertDone, backupBench, inStore, type BackupBench, type BackupBenchOptions } from './backup-bench.ts';
import { consoleAfter, killWhen, startConsoleToKill } from './killed-console.ts';

const DISK_BYTES = 100_000_000;
/** What is left of the disk while it is full for a backup: less than stays free for others. */
const FILLER_BYTES = 96_000_000;
const COLLECTIONS = ['a', 'b', 'c', 'd', 'e'];
const DOCUMENTS = 500;
/** So slow that it can be paused between two collections. */
const SLOW = { rate: '3', priority: 'low' };

const servers = await testServers();
let options: Omit<BackupBenchOptions, 'lifetime' | 'dataFolder'>;
let client: MongoClient;
let redis: Redis;

before(async () => {
  const [mongo, node] = await Promise.all([servers.mongoSet({ members: [{}] }), servers.redisNode()]);
  client = await mongo.connect();
  servers.lifetime.add(() => client.close());
  for (const name of COLLECTIONS) {
    const collection = client.db('shop').collection(name);
    await collection.insertMany(Array.from({ length: DOCUMENTS }, (_, index) => ({ index, noise: noise(400) })));
    await collection.createIndex({ index: 1 }, { unique: true });
  }
  await client.db('shop').createCollection('view', { viewOn: 'a', pipeline: [{ $match: { index: { $gt: 5 } } }] });
  redis = node.connect();
  servers.lifetime.add(() => redis.disconnect());
  await redis.mset(Array.from({ length: 500 }, (_, index) => [`key:${index}`, noise(100)]).flat());
  options = { redisSeeds: [`127.0.0.1:${node.port}`], mongo: { seeds: mongo.seeds, replicaSet: mongo.name } };
});

function noise(length: number): string {
  return Array.from({ length }, () => String.fromCharCode(32 + Math.random() * 90)).join('');
}

interface Small {
  readonly bench: BackupBench;
  fill(): Promise<void>;
  free(): Promise<void>;
}

let disks = 0;

/** A console whose store is a small disk of its own; null where none can be had. */
async function smallBench(context: TestContext, more: object = {}): Promise<Small | null> {
  const disk = await smallDisk(servers.lifetime, join(servers.folder, `small-${(disks += 1)}`), DISK_BYTES);
  if ('unavailable' in disk) {
    context.skip(disk.unavailable);
    return null;
  }
  const dataFolder = await servers.newFolder('data');
  const bench = await backupBench({
    ...{ ...options, ...more, dataFolder, lifetime: servers.lifetime },
    storeFolder: disk.folder,
  });
  const filler = join(disk.folder, 'filler');
  return {
    bench,
    fill: () => writeFile(filler, Buffer.alloc(FILLER_BYTES)),
    free: () => rm(filler),
  };
}

const unfinishedIn = async ({ catalogue }: BackupBench): Promise<readonly UnfinishedSet[]> =>
  (await catalogue.read()).stores['here']?.unfinished ?? [];

/** Whether some collections of the one that is under way are finished. */
async function isInTheMiddle(storeFolder: string): Promise<boolean> {
  const [partial] = (await readdir(storeFolder)).filter((name) => name.endsWith('.partial'));
  const read = partial === undefined ? null : await readUnfinished(join(storeFolder, partial));
  return (read?.lines.filter(({ kind }) => kind === 'collection').length ?? 0) >= 2;
}

/** Fills the disk once some collections are finished. What is left is told, and is no set. */
async function failInTheMiddle({ bench, fill, free }: Small): Promise<UnfinishedSet> {
  const runId = await bench.start('backup.take', SLOW);
  await waitFor(() => isInTheMiddle(bench.storeFolder), { intervalMs: 5 });
  await bench.engine.pause(runId);
  await waitFor(() => bench.engine.run(runId).get().state.run.status === 'paused', { intervalMs: 5 });
  await fill();
  await bench.engine.continue(runId);
  const { run } = await bench.engine.settled(runId);
  assert.equal(run.status, 'failed');
  assert.equal(run.error?.code, 'limited');
  assert.match(run.error.message, /no room for this: .* free, of which 5 MB stay free .* expected/);
  await free();
  assert.deepEqual(await bench.catalogue.list(), []);
  const [left, ...others] = await unfinishedIn(bench);
  assert.deepEqual(others, []);
  assert.equal(left?.goesOnBy, 'backup.resume');
  assert.equal(left.stopped?.runId, runId);
  assert.equal(left.stopped.code, 'limited');
  assert.deepEqual(left.holds?.redis, { shards: 1, keys: await redis.dbsize() });
  assert.equal(left.holds.mongo?.of, COLLECTIONS.length + 1);
  assert.ok(left.holds.mongo.collections >= 2 && left.holds.mongo.collections <= COLLECTIONS.length);
  assert.ok(left.sizeBytes > 50_000);
  return left;
}

/** What the checks of the plan say. */
async function readings({ engine }: BackupBench, setId: string): Promise<string> {
  const { steps } = await engine.plan('bench', 'backup.resume', { set: setId });
  return steps.map(({ reading }) => (reading ? say(backupResume.texts.en, reading.text) : '')).join('\n');
}

async function assertWhole(bench: BackupBench, setId: string): Promise<BackupSet> {
  const [set, ...others] = await bench.catalogue.list();
  assert.deepEqual(others, []);
  assert.equal(set?.id, setId);
  assertDone(await bench.run('backup.verify', { set: setId }));
  assert.deepEqual(await inStore(bench), [setId]);
  return set;
}

test('a backup that found the disk full is finished at its own moment: what was written since is not in it', async (context) => {
  const small = await smallBench(context);
  if (!small) return;
  const { bench } = small;
  const left = await failInTheMiddle(small);
  assert.match(left.stopped?.message ?? '', /no room for this/);
  const folder = join(bench.storeFolder, left.name);
  const first = await stat(join(folder, 'mongo', 'shop', 'a.bson.zst'));
  const journal = await readUnfinished(folder);
  const begun = journal?.lines.find(({ kind }) => kind === 'moment');
  for (const name of COLLECTIONS) await client.db('shop').collection(name).insertOne({ index: 1e6, later: true });
  try {
    assert.match(await readings(bench, left.setId), /servers still know that moment/);
    assertDone(await bench.run('backup.resume', { set: left.setId }));
    const set = await assertWhole(bench, left.setId);
    assert.equal(set.mongo?.documents, COLLECTIONS.length * DOCUMENTS, 'nothing of later');
    const { mongo, parameters, startedMs } = await bench.catalogue.manifestOf(set.id);
    assert.equal(startedMs, journal?.begin.startedMs);
    assert.equal(parameters['rate'], '3');
    assert.equal(mongo?.consistency, 'point-in-time');
    assert.ok(mongo.startedMs <= begun!.atMs);
    assert.deepEqual(
      new Set(mongo.collections.map(({ clusterTime }) => clusterTime)),
      new Set([mongo.clusterTime, null]),
    );
    const same = await stat(join(bench.storeFolder, set.id, 'mongo', 'shop', 'a.bson.zst'));
    assert.deepEqual([same.ino, same.mtimeMs], [first.ino, first.mtimeMs], 'it was not written again');
  } finally {
    for (const name of COLLECTIONS) await client.db('shop').collection(name).deleteMany({ later: true });
  }
});

test('a finished file that is not what was written is read again; the next backup takes the place of what failed', async (context) => {
  const small = await smallBench(context);
  if (!small) return;
  const { bench } = small;
  const left = await failInTheMiddle(small);
  for (const path of ['mongo/shop/a.bson.zst', 'redis/0-standalone.rdb.zst']) {
    const file = join(bench.storeFolder, left.name, path);
    const bytes = await readFile(file);
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(file, bytes);
  }
  await writeFile(join(bench.storeFolder, left.name, `${UNFINISHED_FILE}.12345`), 'of a console killed while it wrote');
  assertDone(await bench.run('backup.resume', { set: left.setId }));
  const set = await assertWhole(bench, left.setId);
  assert.equal(set.redis?.keys, await redis.dbsize());
  await bench.catalogue.holderOf(set.id).then((store) => store.remove(set.id));

  const again = await failInTheMiddle(small);
  const goes = async (what: string): Promise<boolean> => {
    const { changes } = await bench.engine.plan('bench', 'backup.take', { what });
    return changes.some(({ where }) => where.endsWith(again.name));
  };
  assert.equal(await goes('redis'), false, 'it would lose MongoDB');
  const journal = join(bench.storeFolder, again.name, UNFINISHED_FILE);
  const written = await readFile(journal, 'utf8');
  await writeFile(journal, written.replace('"profileId":"bench"', '"profileId":"other"'));
  assert.equal(await goes('all'), false, 'it is of another profile');
  await writeFile(journal, written);
  assert.equal(await goes('all'), true, 'the plan says what goes');
  const next = await bench.take();
  assert.notEqual(next.id, again.setId);
  assert.deepEqual(await inStore(bench), [next.id]);
});

test('a moment the servers have forgotten is said before the start, and all of MongoDB is read anew', async (context) => {
  const small = await smallBench(context);
  if (!small) return;
  const { bench } = small;
  const left = await failInTheMiddle(small);
  const window = (seconds: number) =>
    client.db('admin').command({ setParameter: 1, minSnapshotHistoryWindowInSeconds: seconds });
  await window(0);
  try {
    await client.db('shop').collection('a').insertOne({ index: 1e6, later: true });
    await waitFor(async () => {
      await client.db('shop').collection('other').insertOne({});
      return /servers have forgotten that moment/.test(await readings(bench, left.setId));
    });
    await window(300);
    assertDone(await bench.run('backup.resume', { set: left.setId }));
    const set = await assertWhole(bench, left.setId);
    const { mongo } = await bench.catalogue.manifestOf(set.id);
    assert.equal(mongo?.consistency, 'point-in-time');
    assert.equal(mongo.collections.find(({ name }) => name === 'a')?.documents, DOCUMENTS + 1);
    assert.deepEqual(mongo.apart, []);
  } finally {
    await window(300);
    await client.db('shop').collection('a').deleteMany({ later: true });
    await client.db('shop').collection('other').drop();
  }
});

test('an encrypted unfinished set shows counts and no names; a line put elsewhere is found; cancelling its resumption keeps it', async (context) => {
  const small = await smallBench(context, { passphrase: 'correct horse battery staple' });
  if (!small) return;
  const { bench } = small;
  const left = await failInTheMiddle(small);
  assert.equal(left.stopped?.message, null);
  const journal = join(bench.storeFolder, left.name, UNFINISHED_FILE);
  const written = await readFile(journal, 'utf8');
  assert.doesNotMatch(written, /shop|key:|tester|nearly|no room/);
  const lines = written.split('\n');
  const at = lines.findIndex((line) => line.includes('"kind":"collection"'));
  await writeFile(
    journal,
    lines
      .with(at, lines[at + 1]!)
      .with(at + 1, lines[at]!)
      .join('\n'),
  );
  await assert.rejects(bench.engine.plan('bench', 'backup.resume', { set: left.setId }), { code: 'damaged' });
  await writeFile(journal, written);

  const runId = await bench.start('backup.resume', { set: left.setId });
  await waitFor(() => (bench.engine.run(runId).get().state.steps['mongo']?.progress?.done ?? 0) > 0);
  await bench.engine.cancel(runId);
  assert.equal((await bench.engine.settled(runId)).run.status, 'cancelled');
  const [still] = await unfinishedIn(bench);
  assert.equal(still?.name, left.name);
  assertDone(await bench.run('backup.resume', { set: left.setId }));
  await assertWhole(bench, left.setId);
});

test('what is finished outlives a console without the passphrase, a profile without Redis, and a manifest that cannot be written', async () => {
  const target = {
    ...{ ...options, passphrase: 'correct horse battery staple' },
    dataFolder: await servers.newFolder('data'),
    storeFolder: await servers.newFolder('store'),
  };
  await killWhen(startConsoleToKill(servers.lifetime, target, 'backup.take', SLOW), () =>
    isInTheMiddle(target.storeFolder),
  );
  const without = await consoleAfter(servers.lifetime, { ...target, passphrase: 'another one altogether' });
  await takeWay(without.bench.engine, without.interrupted!, 'resume');
  const { run } = await without.bench.engine.settled(without.interrupted!);
  assert.deepEqual([run.status, run.error?.code], ['failed', 'denied']);
  const [left, ...others] = await unfinishedIn(without.bench);
  assert.deepEqual(others, []);
  assert.equal(left?.goesOnBy, 'backup.resume');
  assert.ok(left.holds?.redis && (left.holds.mongo?.collections ?? 0) >= 2);
  await without.lifetime.dispose();

  const { redisSeeds: _taken, ...noRedis } = target;
  const fewer = await consoleAfter(servers.lifetime, noRedis);
  await assert.rejects(fewer.bench.engine.plan('bench', 'backup.resume', { set: left.setId }), {
    code: 'bad_request',
    message: /holds Redis, which the profile has no more/,
  });
  await fewer.lifetime.dispose();

  const { bench } = await consoleAfter(servers.lifetime, target);
  const inTheWay = join(target.storeFolder, left.name, 'manifest.json');
  await mkdir(inTheWay);
  const failed = await bench.run('backup.resume', { set: left.setId });
  assert.equal(failed.run.status, 'failed');
  const [still] = await unfinishedIn(bench);
  assert.equal(still?.stopped?.runId, failed.run.id);
  assert.equal(still.stopped.code, failed.run.error?.code);
  assert.equal(still.holds?.mongo?.collections, COLLECTIONS.length + 1);
  await rmdir(inTheWay);
  assertDone(await bench.run('backup.resume', { set: left.setId }));
  await assertWhole(bench, left.setId);
});
