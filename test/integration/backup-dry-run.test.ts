// A dry run of a restore tells what it would change, collection by collection and key family by key family, and changes nothing;
// the restore itself then does just that.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { Cluster } from 'ioredis';
import type { MongoClient } from 'mongodb';
import { foreseeKeys } from '../../main/backup/redis/foresee-keys.ts';
import { createRedisAccess } from '../../main/redis/create-redis-access.ts';
import { systemClock } from '../../main/system-clock.ts';
import type { BackupSet } from '../../shared/model/backup.ts';
import type { RunState } from '../../shared/model/run.ts';
import { testServers } from '../fixtures/servers.ts';
import { assertDone, backupBench, type BackupBench, type Parameters } from './backup-bench.ts';
import { describeDatabase } from './backup-mongo-data.ts';

const servers = await testServers();
let seeds: readonly string[];
let bench: BackupBench;
let set: BackupSet;
let client: MongoClient;
let redis: Cluster;

before(async () => {
  const [mongo, cluster] = await Promise.all([
    servers.mongoSet({ members: [{}] }),
    servers.redisCluster({ replicasPerPrimary: 0 }),
  ]);
  ({ seeds } = cluster);
  client = await mongo.connect();
  servers.lifetime.add(() => client.close());
  redis = new Cluster(cluster.nodes.map(({ port }) => ({ host: '127.0.0.1', port })));
  servers.lifetime.add(() => redis.disconnect());
  await Promise.all(cluster.nodes.map(({ port }) => diskless(port)));
  const shop = client.db('shop');
  for (const name of ['orders', 'users', 'gone'])
    await shop.collection(name).insertMany(Array.from({ length: 20 }, (_, index) => ({ index })));
  await shop.collection('orders').createIndex({ index: 1 });
  await shop.createCollection('recent', { viewOn: 'orders', pipeline: [] });
  await Promise.all(Array.from({ length: 700 }, (_, index) => redis.set(`user:${index}`, 'then')));
  await Promise.all(Array.from({ length: 300 }, (_, index) => redis.set(`session:${index}`, 'then')));
  await redis.set('short:1', 'then', 'PX', 3000);
  bench = await backupBench({
    dataFolder: await servers.newFolder('data'),
    lifetime: servers.lifetime,
    mongo: { seeds: mongo.seeds, replicaSet: mongo.name },
    redisSeeds: cluster.seeds,
  });
  set = await bench.take();

  await shop.collection('orders').dropIndex('index_1');
  await shop.collection('orders').deleteMany({ index: { $lt: 5 } });
  await shop.collection('gone').drop();
  await shop.collection('newer').insertOne({ a: 1 });
  await Promise.all(Array.from({ length: 200 }, (_, index) => redis.del(`user:${index}`)));
  await Promise.all(Array.from({ length: 300 }, (_, index) => redis.del(`session:${index}`)));
  await redis.set('other:1', 'now');
});

async function diskless(port: number): Promise<void> {
  const node = redis.nodes('master').find(({ options }) => options.port === port);
  await node?.config('SET', 'repl-diskless-sync-delay', '0');
}

async function dryRun(parameters: Parameters): Promise<RunState> {
  const plan = await bench.engine.plan('bench', 'backup.restore', parameters);
  const request = { profileId: 'bench', runbookId: 'backup.restore', parameters, planHash: plan.hash };
  const runId = await bench.engine.start({
    ...{ ...request, confirmation: '', reason: '', production: false },
    dryRun: true,
  });
  const state = await bench.engine.settled(runId);
  assertDone(state);
  return state;
}

/** Where → now and after, by their keys and figures. */
function foreseen(state: RunState, step: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    (state.steps[step]?.foreseen ?? []).map(({ where, now, after }) => [
      where,
      [now.key, now.values?.['documents'] ?? now.values?.['existing'], after.key, after.values?.['created']],
    ]),
  );
}

const keysNow = async (): Promise<number> =>
  (await Promise.all(redis.nodes('master').map((node) => node.dbsize()))).reduce((sum, keys) => sum + keys, 0);

test('in place and with keys replaced: every collection and family is told, and nothing changes', async () => {
  const [earlier, keys] = [await describeDatabase(client, 'shop'), await keysNow()];
  const state = await dryRun({ set: set.id, mode: 'in-place', redisConflict: 'replace' });
  assert.deepEqual(foreseen(state, 'mongo-load'), {
    'shop.gone': ['now.nothing', undefined, 'after.created', undefined],
    'shop.orders': ['now.collection', 15, 'after.kept.differs', undefined],
    'shop.recent': ['now.view', undefined, 'after.view.changed', undefined],
    'shop.users': ['now.collection', 20, 'after.kept', undefined],
    'shop.newer': ['now.there', undefined, 'after.stays', undefined],
  });
  const families = foreseen(state, 'redis-restore');
  assert.deepEqual(families['user:*'], ['now.keys', 500, 'after.keys.replace', 200]);
  assert.deepEqual(families['session:*'], ['now.keys', 0, 'after.keys.replace', 300]);
  assert.equal(families['other:*'], undefined);
  assert.equal(state.steps['redis-restore']?.reading?.key, 'foresee.redis.replace');
  assert.deepEqual([await describeDatabase(client, 'shop'), await keysNow()], [earlier, keys]);
  assert.equal(await redis.get('user:300'), 'then');
});

test('of very many keys every n-th is asked: counts are exact, what exists is an estimate', async () => {
  const access = createRedisAccess({ target: { seeds: [...seeds] }, lifetime: servers.lifetime, clock: systemClock });
  const opened = await bench.catalogue.open(set.id);
  const families = await foreseeKeys(
    {
      redis: access,
      set: opened,
      inSet: opened.manifest.redis!,
      ...{ filter: null, database: null, shiftsToMs: null },
      clock: systemClock,
      signal: new AbortController().signal,
      onKeys: () => undefined,
    },
    4,
  );
  const users = families.find(({ family }) => family === 'user:*')!;
  assert.equal(users.keys, 700);
  assert.ok(users.asked > 100 && users.asked < 250, `${users.asked} were asked`);
  const estimate = (users.existing / users.asked) * users.keys;
  assert.ok(Math.abs(estimate - 500) < 100, `${estimate} for 500`);
});

test('the policy and the choice count; the restore itself does what was told', async () => {
  const chosen = { set: set.id, what: 'redis', redisKeys: 'user:*', redisConflict: 'skip' };
  const told = await dryRun(chosen);
  assert.deepEqual(foreseen(told, 'redis-restore'), { 'user:*': ['now.keys', 500, 'after.keys.skip', 200] });
  const state = await bench.run('backup.restore', chosen);
  assertDone(state);
  const { restored, skipped } = state.steps['redis-restore']!.reading!.values as Record<string, number>;
  assert.deepEqual([restored, skipped], [200, 500]);
  const beside = await dryRun({ set: set.id, what: 'mongo', collections: 'shop.orders' });
  assert.deepEqual(foreseen(beside, 'mongo-load'), {
    'shop.orders': ['now.collection', 15, 'after.beside', undefined],
  });
});
