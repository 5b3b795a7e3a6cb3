// Where a backup reads from: behind TLS and a password, from replicas, from a server that must not be read.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dumpShard } from '../../main/backup/redis/dump-shard.ts';
import { WorkerPool } from '../../main/backup/work/worker-pool.ts';
import { FREE_PACE } from '../../main/backup/work/pace.ts';
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
    dumpShard({
      socket: { ...socket, password },
      format,
      path: 'redis/a.rdb',
      pace: FREE_PACE,
      signal,
      onBytes: () => undefined,
    });
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

test('a secondary of MongoDB by choice, and the reason where none is as it was asked for', async () => {
  const mongo = await servers.mongoSet();
  const bench = await backupBench({
    dataFolder: await servers.newFolder('data'),
    lifetime: servers.lifetime,
    mongo: { seeds: mongo.seeds, replicaSet: mongo.name },
  });
  const looked = async (parameters: Readonly<Record<string, string>>) => {
    const { steps } = await bench.engine.plan('bench', 'backup.take', { mongoFrom: 'secondary', ...parameters });
    return steps.find(({ id }) => id === 'check-mongo')?.reading;
  };
  const plain = await looked({ mongoLag: '600' });
  assert.deepEqual([plain?.ok, plain?.text.values?.['state']], [true, 'SECONDARY']);
  const tagged = await looked({ mongoTags: 'region:nowhere, disk:ssd' });
  assert.equal(tagged?.ok, false);
  assert.match(String(tagged.text.values?.['reason']), /does not have the tag region:nowhere/);
  await assert.rejects(looked({ mongoTags: 'nowhere' }), { code: 'bad_request' });
});
