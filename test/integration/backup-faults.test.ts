// A full disk, a cancel and a killed console during backup and restore: data stay intact, no half set is listed.

import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { Redis } from 'ioredis';
import type { MongoClient } from 'mongodb';
import { openPartial, removePartial, setIdOf } from '../../main/backup/set-folder.ts';
import { readNames } from '../../main/backup/mongo/put-in-place.ts';
import { smallDisk } from '../fixtures/faults.ts';
import { systemClock } from '../../main/system-clock.ts';
import { testServers } from '../fixtures/servers.ts';
import { takeWay } from '../fixtures/take-way.ts';
import { waitFor } from '../fixtures/wait-for.ts';
import {
  assertDone,
  backupBench,
  inStore,
  type BackupBench,
  type BackupBenchOptions,
  type Parameters,
} from './backup-bench.ts';
import { describeDatabase } from './backup-mongo-data.ts';
import { consoleAfter, killWhen, startConsoleToKill, type ConsoleTarget } from './killed-console.ts';

const servers = await testServers();
let options: Omit<BackupBenchOptions, 'lifetime' | 'dataFolder'>;
let client: MongoClient;
let redis: Redis;

const COLLECTIONS = ['a', 'b', 'c', 'd', 'e', 'f'];

before(async () => {
  const [mongo, node] = await Promise.all([servers.mongoSet({ members: [{}] }), servers.redisNode()]);
  client = await mongo.connect();
  servers.lifetime.add(() => client.close());
  for (const name of COLLECTIONS) {
    const collection = client.db('shop').collection(name);
    await collection.insertMany(Array.from({ length: 2000 }, (_, index) => ({ index, noise: randomText(400) })));
    await collection.createIndex({ index: 1 }, { unique: true });
  }
  redis = new Redis({ host: '127.0.0.1', port: node.port });
  servers.lifetime.add(() => redis.disconnect());
  for (let round = 0; round < 20; round += 1) {
    const pipeline = redis.pipeline();
    for (let index = 0; index < 1000; index += 1) pipeline.set(`key:${round * 1000 + index}`, randomText(200));
    await pipeline.exec();
  }
  options = { redisSeeds: [`127.0.0.1:${node.port}`], mongo: { seeds: mongo.seeds, replicaSet: mongo.name } };
});

function randomText(length: number): string {
  return Array.from({ length }, () => String.fromCharCode(32 + Math.random() * 90)).join('');
}

async function newBench(storeFolder?: string): Promise<BackupBench> {
  const dataFolder = await servers.newFolder('data');
  return backupBench({
    ...options,
    dataFolder,
    lifetime: servers.lifetime,
    ...(storeFolder === undefined ? {} : { storeFolder }),
  });
}

test('a disk that fills up during the backup: an error with a way out, no set, nothing left', async (t) => {
  const disk = await smallDisk(servers.lifetime, join(servers.folder, 'small'), 1_500_000);
  if ('unavailable' in disk) return t.skip(disk.unavailable);
  const bench = await newBench(disk.folder);
  const plan = await bench.engine.plan('bench', 'backup.take', {});
  assert.equal(plan.blocked, true, 'the space check sees it coming');
  assert.match(JSON.stringify(plan.steps), /space\.short/);
  // The check is passed by what fills the disk while the backup runs.
  const { dumpMongo } = await import('../../main/backup/mongo/dump-mongo.ts');
  const { WorkerPool } = await import('../../main/backup/work/worker-pool.ts');
  const id = setIdOf(Date.now(), 'full');
  const setFolder = await openPartial(disk.folder, id, Date.now());
  const pool = new WorkerPool();
  const signal = new AbortController().signal;
  const dump = dumpMongo({
    source: { client: () => client, renew: async () => undefined },
    databases: ['shop'],
    format: { setFolder, compression: 'gzip', pool, seal: null },
    level: 'snapshot',
    clock: systemClock,
    signal,
    onBatch: () => undefined,
  });
  await assert.rejects(
    dump,
    (error: { code?: string; hint?: string }) => error.code === 'limited' && /Free space/.test(error.hint ?? ''),
  );
  await pool.close();
  assert.deepEqual(await bench.catalogue.list(), []);
  await removePartial(disk.folder, id);
  assert.deepEqual(await inStore(bench), []);
});

test('a disk that fills up while backup.take runs: it stops while there is room for others, says so, and leaves nothing', async (t) => {
  const disk = await smallDisk(servers.lifetime, join(servers.folder, 'filling'), 100_000_000);
  if ('unavailable' in disk) return t.skip(disk.unavailable);
  const bench = await newBench(disk.folder);
  // The server waits before it sends: time to fill the disk after the space was checked.
  await redis.config('SET', 'repl-diskless-sync-delay', '1');
  try {
    const runId = await bench.start('backup.take');
    await waitFor(async () => (await inStore(bench)).some((name) => name.endsWith('.partial')));
    const filler = join(disk.folder, 'filler');
    await writeFile(filler, Buffer.alloc(93_500_000));
    const state = await bench.engine.settled(runId);
    assert.equal(state.run.status, 'failed');
    assert.equal(state.run.error?.code, 'limited');
    assert.match(state.run.error.message, /6\.\d MB free, of which 5 MB stay free .* expected/);
    assert.match(state.run.error.hint ?? '', /Free space/);
    assert.deepEqual(await bench.catalogue.list(), []);
    assert.deepEqual(await inStore(bench), ['filler']);
    await rm(filler);
    assert.equal((await bench.take()).mongo?.documents, COLLECTIONS.length * 2000, 'with room it goes through');
  } finally {
    await redis.config('SET', 'repl-diskless-sync-delay', '0');
  }
});

test('a backup that is cancelled leaves nothing', async () => {
  const bench = await newBench();
  const runId = await bench.start('backup.take');
  await waitFor(async () => (await inStore(bench)).some((name) => name.endsWith('.partial')));
  await bench.engine.cancel(runId);
  const state = await bench.engine.settled(runId);
  if (state.run.status === 'done') return; // it was faster
  assert.equal(state.run.status, 'cancelled');
  assert.deepEqual(await inStore(bench), []);
});

test('a backup at a rate names what is under way, is paused in the middle of MongoDB, and goes on', async () => {
  const bench = await newBench();
  const runId = await bench.start('backup.take', { what: 'mongo', rate: '8', priority: 'low' });
  const state = () => bench.engine.run(runId).get().state;
  await waitFor(async () => (state().steps['mongo']?.progress?.done ?? 0) > 0);
  await bench.engine.pause(runId);
  await waitFor(async () => state().run.status === 'paused');
  const held = state().steps['mongo'];
  assert.equal(held?.status, 'running');
  const [part, ...others] = held.progress?.parts ?? [];
  assert.deepEqual(others, [], 'one at a time');
  assert.match(part?.name ?? '', /^shop\.[a-f]$/);
  assert.equal(part?.items?.unit, 'documents');
  assert.ok(part!.total! > 500_000, 'as large as the server says');
  await bench.engine.continue(runId);
  assertDone(await bench.engine.settled(runId));
  const [set] = await bench.catalogue.list();
  assert.equal(set?.mongo?.documents, COLLECTIONS.length * 2000);
  assert.ok(set.mongo.momentMs !== null, 'still of one moment');
});

test('a restore that is cancelled while it loads leaves the database as it was', async () => {
  const bench = await newBench();
  const set = await bench.take();
  const earlier = await describeDatabase(client, 'shop');
  const runId = await bench.start('backup.restore', { set: set.id, mode: 'in-place' });
  await waitFor(async () =>
    [...(await readNames(client, 'shop')).keys()].some((name) => name.startsWith('__restore_')),
  );
  await bench.engine.cancel(runId);
  const state = await bench.engine.settled(runId);
  assert.equal(state.run.status, 'cancelled', JSON.stringify(state.run.error));
  assert.deepEqual(await describeDatabase(client, 'shop'), earlier);
});

const startChild = (target: ConsoleTarget, runbookId: string, parameters: Parameters): ChildProcess =>
  startConsoleToKill(servers.lifetime, target, runbookId, parameters);
const nextConsole = (target: ConsoleTarget) => consoleAfter(servers.lifetime, target);

for (const part of ['redis', 'mongo']) {
  test(`kill -9 while a backup copies ${part}: no set is listed, and the run can be finished`, async () => {
    const target = {
      ...options,
      dataFolder: await servers.newFolder('data'),
      storeFolder: await servers.newFolder('store'),
    };
    await killWhen(startChild(target, 'backup.take', {}), async () => {
      const [partial] = await readdir(target.storeFolder);
      return (
        partial !== undefined &&
        (await readdir(join(target.storeFolder, partial)).catch((): string[] => [])).includes(part)
      );
    });
    const { bench, interrupted } = await nextConsole(target);
    assert.ok(interrupted, 'the run is known as interrupted');
    assert.deepEqual(await bench.catalogue.list(), []);
    assert.equal((await bench.catalogue.read()).stores['here']?.unfinished.length, 1);
    await takeWay(bench.engine, interrupted, 'resume');
    assertDone(await bench.engine.settled(interrupted));
    const [set] = await bench.catalogue.list();
    assert.equal(set?.mongo?.documents, COLLECTIONS.length * 2000);
    assert.equal(set.redis?.keys, await redis.dbsize());
    assertDone(await bench.run('backup.verify', { set: set.id }));
    assert.deepEqual(await inStore(bench), [set.id]);
  });
}

for (const moment of ['__restore_', '__before_']) {
  test(`kill -9 of a restore in place once ${moment} collections exist: nothing is lost, and the run can be finished`, async () => {
    const target = {
      ...options,
      dataFolder: await servers.newFolder('data'),
      storeFolder: await servers.newFolder('store'),
    };
    const taking = await nextConsole(target);
    const set = await taking.bench.take();
    await taking.lifetime.dispose();
    const earlier = await describeDatabase(client, 'shop');
    await redis.set('key:1', 'changed');
    await killWhen(
      startChild(target, 'backup.restore', { set: set.id, mode: 'in-place', redisConflict: 'replace' }),
      async () => [...(await readNames(client, 'shop')).keys()].some((name) => name.startsWith(moment)),
    );
    const { bench, interrupted } = await nextConsole(target);
    assert.ok(interrupted, 'the run is known as interrupted');
    const names = [...(await readNames(client, 'shop')).keys()];
    for (const name of COLLECTIONS)
      assert.ok(
        names.some((found) => found === name || found.endsWith(`.${name}`)),
        `${name} is there`,
      );
    await takeWay(bench.engine, interrupted, 'resume');
    assertDone(await bench.engine.settled(interrupted));
    const now = await describeDatabase(client, 'shop');
    const kept = [...now.keys()].filter((name) => name.startsWith('__'));
    assert.equal(kept.length, COLLECTIONS.length);
    assert.ok(kept.every((name) => name.startsWith('__before_')));
    for (const name of kept) {
      now.delete(name);
      await client.db('shop').collection(name).drop();
    }
    assert.deepEqual(now, earlier);
    assert.notEqual(await redis.get('key:1'), 'changed');
  });
}

test('an interrupted restore can be given up: what it made beside is removed', async () => {
  const target = {
    ...options,
    dataFolder: await servers.newFolder('data'),
    storeFolder: await servers.newFolder('store'),
  };
  const taking = await nextConsole(target);
  const set = await taking.bench.take();
  await taking.lifetime.dispose();
  const earlier = await describeDatabase(client, 'shop');
  await killWhen(startChild(target, 'backup.restore', { set: set.id, mode: 'in-place', what: 'mongo' }), async () =>
    [...(await readNames(client, 'shop')).keys()].some((name) => name.startsWith('__restore_')),
  );
  const { bench, interrupted } = await nextConsole(target);
  assert.ok(interrupted);
  await takeWay(bench.engine, interrupted, 'undo');
  await waitFor(() => bench.engine.run(interrupted).get().state.run.status === 'cancelled');
  assert.deepEqual(await describeDatabase(client, 'shop'), earlier);
});

test('a partial folder whose writer is gone does not hold backups up, whoever has its process id now', async () => {
  const bench = await newBench();
  const { folder } = await bench.catalogue.store();
  const partial = await openPartial(folder, setIdOf(Date.now(), 'gone'), Date.now());
  const others = async () =>
    (await bench.engine.plan('bench', 'backup.take', {})).steps.find(({ id }) => id === 'check-others')?.reading?.ok;
  assert.equal(await others(), false, 'this very process writes it');
  const owner = JSON.parse(await readFile(join(partial, 'owner.json'), 'utf8')) as object;
  await writeFile(join(partial, 'owner.json'), JSON.stringify({ ...owner, started: 'in another life' }));
  assert.equal(await others(), true);
});
