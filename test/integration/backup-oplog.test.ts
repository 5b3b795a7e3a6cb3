// Slices of the oplog: chained, encrypted like sets, honest about gaps, and of no harm when interrupted.

import assert from 'node:assert/strict';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before as beforeAll, test } from 'node:test';
import type { MongoClient } from 'mongodb';
import { readCoverage, readOplog, readSlices } from '../../main/backup/read-coverage.ts';
import { verifySet } from '../../main/backup/verify-set.ts';
import { initialState } from '../../main/fleet/initial-state.ts';
import { oplogProblems } from '../../main/fleet/problems/oplog.ts';
import type { MongoSetHandle } from '../../main/lab/mongo-set.ts';
import { compareMoments, msOfMoment } from '../../shared/moment.ts';
import { s3Server } from '../fixtures/s3-server.ts';
import { testServers } from '../fixtures/servers.ts';
import { waitFor } from '../fixtures/wait-for.ts';
import { assertDone, backupBench, type BackupBench, type BackupBenchOptions } from './backup-bench.ts';

const servers = await testServers();
let set: MongoSetHandle;
let client: MongoClient;

beforeAll(async () => {
  set = await servers.mongoSet({ members: [{}] });
  client = await set.connect();
  servers.lifetime.add(() => client.close());
  await write(0, 20);
});

async function write(from: number, count: number): Promise<void> {
  const documents = Array.from({ length: count }, (_, index) => ({ _id: from + index }) as object);
  await client.db('shop').collection('orders').insertMany(documents);
}

async function bench(options: Partial<BackupBenchOptions> = {}): Promise<BackupBench> {
  return backupBench({
    dataFolder: await servers.newFolder('data'),
    lifetime: servers.lifetime,
    mongo: { seeds: set.seeds, replicaSet: set.name },
    ...options,
  });
}

async function slice(on: BackupBench): Promise<void> {
  assertDone(await on.run('backup.oplog-slice'));
}

/** What the fleet would say of the slices, and which runbook leads out. */
async function problemsOf({ catalogue }: BackupBench): Promise<(string | undefined)[][]> {
  const [backups, oplog] = await Promise.all([catalogue.read(), readOplog(catalogue, 'bench')]);
  const state = initialState(
    { id: 'bench', name: 'Bench', environment: 'lab', colour: '#336699', stores: [] },
    true,
    1000,
  );
  const view = { state, backups, oplog, proofDays: 7, nowMs: Date.now(), wasProblem: () => false };
  return oplogProblems(view).map(({ id, runbook }) => [id, runbook?.id]);
}

test('before any set there is nothing a slice could begin at, and nothing is made by looking', async () => {
  const own = await bench();
  assert.deepEqual(await problemsOf(own), []);
  await assert.rejects(readdir(join(own.storeFolder, 'oplog')), { code: 'ENOENT' });
  const plan = await own.engine.plan('bench', 'backup.oplog-slice', {});
  assert.equal(plan.blocked, true);
  const { reading } = plan.steps.find(({ id }) => id === 'check-range')!;
  assert.match(String(reading?.text.values?.['reason']), /No slice was saved yet/);
});

/** A passphrase takes its time: one slice shows it. */
for (const [how, passphrase, rounds] of [
  ['in the clear', undefined, 2],
  ['encrypted', 'correct horse battery', 1],
] as const) {
  test(`${how}: the first slice begins at the set, each goes on from the one before, and verify reads them`, async () => {
    const own = await bench(passphrase === undefined ? {} : { passphrase });
    await own.take({ what: 'mongo' });
    for (let round = 0; round < rounds; round += 1) {
      await write(Date.now() + round * 100, 7);
      await slice(own);
    }
    const [base] = await own.catalogue.list();
    const slices = (await readSlices(own.catalogue.oplog, 'bench')).toSorted((a, b) => compareMoments(a.upTo, b.upTo));
    assert.equal(slices.length, rounds);
    assert.equal((await own.catalogue.list()).length, 1, 'slices are not among the sets');
    assert.equal(slices[0]!.after, base?.mongo?.moment);
    for (const [index, { previous, entries }] of slices.entries()) {
      const before = slices[index - 1];
      assert.deepEqual(previous, before ? { id: before.id, link: before.link } : null);
      assert.ok(entries >= 7);
    }
    const { spans, gaps } = await readCoverage(own.catalogue, 'bench');
    assert.deepEqual([spans.length, gaps.length], [1, 0]);
    assert.deepEqual([spans[0]!.from, spans[0]!.to], [base?.mongo?.moment, slices.at(-1)!.upTo]);
    for (const { id } of slices) {
      const setFolder = await own.catalogue.oplog.folderOf(id);
      const { faults } = await verifySet({ setFolder, keys: own.catalogue.keys, signal: new AbortController().signal });
      assert.deepEqual(faults, []);
    }
  });
}

test('a slice that is gone leaves a gap; slices go on, and what comes after the next set can be restored again', async () => {
  const own = await bench();
  await own.take({ what: 'mongo' });
  for (let round = 0; round < 3; round += 1) {
    await write(Date.now() + round * 100, 3);
    await slice(own);
  }
  const slices = (await readSlices(own.catalogue.oplog, 'bench')).toSorted((a, b) => compareMoments(a.upTo, b.upTo));
  assert.deepEqual(await problemsOf(own), []);
  await rm(join(own.storeFolder, 'oplog', slices[1]!.id), { recursive: true });
  assert.deepEqual(await problemsOf(own), [['backup.oplog-adrift', 'backup.take']]);
  await own.take({ what: 'mongo' });
  await write(Date.now(), 1);
  await slice(own);
  const { spans, gaps } = await readCoverage(own.catalogue, 'bench');
  assert.equal(spans.length, 2);
  assert.deepEqual(
    gaps.map(({ from, reason }) => [from, reason]),
    [[slices[0]!.upTo, 'missing']],
  );
  assert.deepEqual(await problemsOf(own), [[`backup.oplog-gap/${slices[0]!.upTo}`, undefined]]);
});

test('writes the oplog does not have any more are said; a new set is asked for, and slices begin anew at it', async () => {
  const dataFolder = await servers.newFolder('data');
  const before = await bench({ dataFolder });
  await before.take({ what: 'mongo' });
  await write(Date.now(), 1);
  await slice(before);
  // Servers that were made anew: their oplog begins later. Oplogs count in seconds, so in a later one.
  const [last] = (await readSlices(before.catalogue.oplog, 'bench')).toSorted((a, b) => compareMoments(b.upTo, a.upTo));
  await waitFor(async () => Date.now() >= msOfMoment(last!.upTo) + 1_000, { what: 'the next second' });
  const other = await servers.mongoSet({ members: [{}] });
  const own = await bench({ dataFolder, mongo: { seeds: other.seeds, replicaSet: other.name } });
  const plan = await own.engine.plan('bench', 'backup.oplog-slice', {});
  assert.equal(plan.blocked, true);
  const { reading } = plan.steps.find(({ id }) => id === 'check-range')!;
  assert.match(String(reading?.text.values?.['reason']), /forgotten writes/);
  const otherClient = await other.connect();
  await otherClient.db('shop').collection<{ _id: number }>('orders').insertOne({ _id: 1 });
  await own.take({ what: 'mongo' });
  await otherClient.db('shop').collection<{ _id: number }>('orders').insertOne({ _id: 2 });
  await otherClient.close();
  await slice(own);
  const { spans, gaps } = await readCoverage(own.catalogue, 'bench');
  assert.equal(spans.length, 2);
  assert.deepEqual(
    gaps.map(({ reason }) => reason),
    ['outrun'],
  );
});

test('slices that cannot be read are said as that, and not as a gap', async () => {
  const own = await bench();
  await own.take({ what: 'mongo' });
  await write(Date.now(), 1);
  await slice(own);
  const [saved] = await own.catalogue.oplog.list();
  await writeFile(join(own.storeFolder, 'oplog', saved!.id, 'manifest.json'), '{');
  assert.deepEqual(await problemsOf(own), [['backup.store/here/oplog', undefined]]);
  await rm(join(own.storeFolder, 'oplog'), { recursive: true });
  await writeFile(join(own.storeFolder, 'oplog'), 'no folder');
  assert.deepEqual(await problemsOf(own), [['backup.store/here/oplog', undefined]]);
});

test('what an interrupted slice left is removed by the next one, also where nothing was written', async () => {
  const own = await bench();
  await own.take({ what: 'mongo' });
  await mkdir(join(own.storeFolder, 'oplog', '2026-01-01T00-00-00Z-dead.partial'), { recursive: true });
  await slice(own);
  const names = await readdir(join(own.storeFolder, 'oplog'));
  assert.equal(names.filter((name) => name.endsWith('.partial')).length, 0);
});

test('slices go to a bucket too; what a store lacks is made up for, and the bucket alone restores a moment', async (context) => {
  const server = await s3Server(servers);
  if ('unavailable' in server) return context.skip(server.unavailable);
  const dataFolder = await servers.newFolder('data');
  const s3 = { stores: [server.target], storeKeys: { [server.target.id]: server.keys } };
  const both = await bench({ dataFolder, ...s3 });
  await both.take({ what: 'mongo', store: 'all' });
  await write(Date.now(), 4);
  await slice(both);
  await write(Date.now() + 100, 4);
  assertDone(await both.run('backup.oplog-slice', { store: 'all' }));
  const slices = await both.catalogue.oplog.list();
  assert.deepEqual(
    slices.map(({ copies }) => copies.map(({ store }) => store)),
    [
      ['here', 'offsite'],
      ['here', 'offsite'],
    ],
  );
  await rm(both.storeFolder, { recursive: true });
  const bucket = await bench({ dataFolder, ...s3, withoutLocal: true });
  const { spans } = await readCoverage(bucket.catalogue, 'bench');
  const until = spans[0]!.to;
  assertDone(await bucket.run('backup.restore', { set: spans[0]!.sets[0]!.id, what: 'mongo', until }));
  const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
  const side = databases.map(({ name }) => name).find((name) => name.startsWith('shop__restore_'))!;
  const counts = ['shop', side].map((name) => client.db(name).collection('orders').countDocuments());
  const [original, restored] = await Promise.all(counts);
  assert.equal(restored, original);
  await write(Date.now() + 200, 4);
  assertDone(await bucket.run('backup.oplog-slice'));
  assert.equal((await readCoverage(bucket.catalogue, 'bench')).spans[0]?.slices.length, 3);
  await client.db(side).dropDatabase();
});
