// Where a backup reads from: behind TLS and a password, from replicas, from a server that must not be read.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dumpMongo } from '../../main/backup/mongo/dump-mongo.ts';
import { dumpShard } from '../../main/backup/redis/dump-shard.ts';
import { WorkerPool } from '../../main/backup/work/worker-pool.ts';
import { testCertificates } from '../fixtures/faults.ts';
import { testServers } from '../fixtures/servers.ts';
import { waitFor } from '../fixtures/wait-for.ts';
import { readFile } from 'node:fs/promises';
import { backupBench } from './backup-bench.ts';

const servers = await testServers();
const signal = new AbortController().signal;

test('a shard behind TLS and a password, and one whose password is wrong', async () => {
  const tls = await testCertificates(await servers.newFolder('certificates'));
  const node = await servers.redisNode({ password: 'right', tls });
  const client = node.connect();
  await client.set('a', '1');
  client.disconnect();
  const setFolder = await servers.newFolder('set');
  const socket = {
    host: '127.0.0.1',
    port: node.port,
    username: null,
    connectionName: null,
    tls: { ca: await readFile(tls.caFile), servername: 'localhost' },
  };
  const pool = new WorkerPool();
  servers.lifetime.add(() => pool.close());
  const format = { setFolder, compression: 'zstd', pool, seal: null } as const;
  const dump = (password: string) =>
    dumpShard({ socket: { ...socket, password }, format, path: 'redis/a.rdb', signal, onBytes: () => undefined });
  assert.equal((await dump('right')).rdb.keys, 1);
  await assert.rejects(dump('wrong'), { code: 'denied' });
});

test('replicas instead of primaries, where they are in step', async () => {
  const cluster = await servers.redisCluster({ primaries: 3, replicasPerPrimary: 1 });
  const bench = await backupBench({
    dataFolder: await servers.newFolder('data'),
    lifetime: servers.lifetime,
    redisSeeds: cluster.seeds,
  });
  await waitFor(async () => !(await bench.engine.plan('bench', 'backup.take', { redisFrom: 'replica' })).blocked, {
    timeoutMs: 30_000,
  });
  const set = await bench.take({ redisFrom: 'replica' });
  const { redis } = (await bench.catalogue.open(set.id)).manifest;
  assert.equal(redis!.shards.length, 3);
  for (const shard of redis!.shards) {
    assert.equal(shard.readFrom.role, 'replica');
    assert.notEqual(shard.readFrom.nodeId, shard.primary);
  }
});

test('a shard without its primary blocks the backup, with the reason', async () => {
  const cluster = await servers.redisCluster({ primaries: 3, replicasPerPrimary: 0 });
  const bench = await backupBench({
    dataFolder: await servers.newFolder('data'),
    lifetime: servers.lifetime,
    redisSeeds: cluster.seeds,
  });
  await bench.engine.plan('bench', 'backup.take', {});
  await cluster.nodes[1]!.kill();
  const plan = await waitFor(
    async () => {
      const planned = await bench.engine.plan('bench', 'backup.take', {});
      return planned.blocked && planned;
    },
    { timeoutMs: 30_000 },
  );
  const reading = plan.steps.find(({ id }) => id === 'check-redis')?.reading;
  assert.equal(reading?.ok, false);
  assert.match(String(reading.text.values?.['reason']), /cannot be read|have an owner/);
});

test('a collection that is dropped while the backup runs is left out; the backup goes on', async () => {
  const mongo = await servers.mongoSet({ members: [{}] });
  const client = await mongo.connect();
  servers.lifetime.add(() => client.close());
  const db = client.db('shop');
  for (const name of ['a', 'b', 'c'])
    await db
      .collection(name)
      .insertMany(Array.from({ length: 20_000 }, (_, index) => ({ index, text: 'x'.repeat(500) })));
  const pool = new WorkerPool();
  let dropped: Promise<unknown> | undefined;
  const { collections, files } = await dumpMongo({
    client,
    databases: ['shop'],
    format: { setFolder: await servers.newFolder('set'), compression: 'zstd', pool, seal: null },
    level: 'snapshot',
    signal,
    onBatch: () => void (dropped ??= db.collection('c').drop()),
  });
  await dropped;
  await pool.close();
  const names = collections.map(({ name }) => name);
  assert.deepEqual(
    names.filter((name) => name !== 'c'),
    ['a', 'b'],
  );
  assert.equal(files.length, collections.length * 2);
  for (const { documents } of collections) assert.equal(documents, 20_000);
});
