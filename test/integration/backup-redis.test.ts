// Redis in a set: every type and encoding, from a cluster of three shards to other topologies, with its TTLs.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { promisify } from 'node:util';
import { zstdDecompressSync } from 'node:zlib';
import { Cluster, Redis } from 'ioredis';
import type { BackupSet } from '../../shared/model/backup.ts';
import { readRedisSettings } from '../../main/backup/read-redis-settings.ts';
import { freePorts } from '../../main/lab/free-ports.ts';
import { findProgram } from '../../main/lab/programs.ts';
import { startServer } from '../../main/lab/server-process.ts';
import { aclFileText, configurationText } from '../../shared/redis-files.ts';
import { testServers } from '../fixtures/servers.ts';
import { assertDone, backupBench, type BackupBench } from './backup-bench.ts';
import { describeKeys, seedAllTypes } from './backup-redis-data.ts';

const servers = await testServers();
let bench: BackupBench;
let set: BackupSet;
let expected: Map<string, string>;

before(async () => {
  const cluster = await servers.redisCluster({ primaries: 3, replicasPerPrimary: 0 });
  const client = new Cluster(cluster.seeds.map((seed) => ({ host: '127.0.0.1', port: Number(seed.split(':')[1]) })));
  await seedAllTypes(client);
  expected = await describeKeys(client);
  client.disconnect();
  bench = await backupBench({
    dataFolder: await servers.newFolder('data'),
    lifetime: servers.lifetime,
    redisSeeds: cluster.seeds,
  });
  set = await bench.take();
});

test('a set of a cluster holds one RDB per shard with all keys', async () => {
  const { manifest } = await bench.catalogue.open(set.id);
  assert.equal(set.redis?.shards, 3);
  assert.equal(set.redis?.slotsCovered, 16_384);
  assert.equal(set.redis?.keys, expected.size);
  assert.equal(set.mongo, null);
  for (const shard of manifest.redis!.shards) {
    assert.match(shard.file, /^redis\/\d+-[0-9a-f]{8}\.rdb\.zst$/);
    assert.match(shard.replicationId ?? '', /^[0-9a-f]{40}$/);
  }
});

test('users and configuration of every node lie beside its data, without passwords', async () => {
  const node = await servers.redisNode({
    password: 'canary-default',
    users: [{ name: 'app', password: 'canary-app', rules: '~app:* +get' }],
    settings: { masterauth: 'canary-primary', maxmemory: '64mb', 'proc-title-template': '"{title} here"' },
  });
  for (const passphrase of [undefined, 'correct horse battery']) {
    const other = await backupBench({
      dataFolder: await servers.newFolder('data'),
      lifetime: servers.lifetime,
      redisSeeds: [`127.0.0.1:${node.port}`],
      redisPassword: 'canary-default',
      ...(passphrase === undefined ? {} : { passphrase }),
    });
    const taken = await other.take();
    assertDone(await other.run('backup.verify', { set: taken.id }));
    const [shard] = await readRedisSettings(other.catalogue, taken.id);
    const { users, configuration, leftOut } = shard!.settings!;
    assert.equal(configuration!['maxmemory'], String(64 * 1024 * 1024));
    assert.deepEqual(
      Object.keys(configuration!).filter((name) => /pass|auth$/.test(name)),
      [],
    );
    assert.doesNotMatch(JSON.stringify(configuration), /canary/);
    const app = users!.find((rule) => rule.startsWith('user app '))!;
    assert.match(app, /~app:\*.*\+get/);
    assert.equal(/#[0-9a-f]{64}/.test(app), passphrase !== undefined, 'hashes only where the set is encrypted');
    const secrets =
      passphrase === undefined ? ['masterauth', 'passwords', 'requirepass'] : ['masterauth', 'requirepass'];
    assert.deepEqual(leftOut, secrets);
  }
});

test('what is exported of a node is what a server starts with', async () => {
  const [shard] = await readRedisSettings(bench.catalogue, set.id);
  const { users, configuration } = shard!.settings!;
  const folder = await servers.newFolder('exported');
  const [port] = await freePorts(1);
  const aclfile = join(folder, 'users.acl');
  const own = { dir: folder, aclfile, port: String(port), 'cluster-port': '0', logfile: '', pidfile: '' };
  await writeFile(aclfile, aclFileText(users!));
  await writeFile(join(folder, 'redis.conf'), configurationText({ ...configuration, ...own, 'cluster-enabled': 'no' }));
  const { path: program } = await findProgram('redis-server');
  const client = new Redis({ host: '127.0.0.1', port: port!, lazyConnect: true, retryStrategy: null });
  client.on('error', () => undefined);
  const answers = async (): Promise<boolean> => {
    if (client.status !== 'ready') await client.connect();
    return (await client.ping()) === 'PONG';
  };
  const server = await startServer({
    kind: 'redis',
    name: 'exported',
    program,
    args: [join(folder, 'redis.conf')],
    folder,
    port: port!,
    answers,
  });
  servers.lifetime.add(() => server.stop());
  const [, save] = (await client.config('GET', 'save')) as [string, string];
  assert.equal(save, configuration!['save']);
  assert.deepEqual(await client.acl('LIST'), users);
  client.disconnect();
});

test('redis-check-rdb agrees with our reader', async () => {
  const folder = await bench.catalogue.folderOf(set.id);
  const unpacked = join(await servers.newFolder('unpacked'), 'dump.rdb');
  const { redis } = (await bench.catalogue.open(set.id)).manifest;
  for (const { file, keys, keysWithTtl } of redis!.shards) {
    await writeFile(unpacked, zstdDecompressSync(await readFile(join(folder, file))));
    const { stdout } = await promisify(execFile)('redis-check-rdb', [unpacked]);
    assert.match(stdout, /RDB looks OK/);
    assert.equal(Number(/(\d+) keys read/.exec(stdout)?.[1]), keys);
    assert.equal(Number(/(\d+) expires/.exec(stdout)?.[1]), keysWithTtl);
  }
});

test('verification of an unharmed set finds nothing', async () => {
  assertDone(await bench.run('backup.verify', { set: set.id }));
  const [listed] = await bench.catalogue.list();
  assert.equal(listed?.verified?.ok, true);
});

test('the keys come back on a cluster of two shards, byte for byte, with their TTLs', async () => {
  const cluster = await servers.redisCluster({ primaries: 2, replicasPerPrimary: 0 });
  const target = await backupBench({
    dataFolder: await servers.newFolder('data'),
    lifetime: servers.lifetime,
    storeFolder: bench.storeFolder,
    redisSeeds: cluster.seeds,
  });
  const client = new Cluster(cluster.seeds.map((seed) => ({ host: '127.0.0.1', port: Number(seed.split(':')[1]) })));
  await client.set('only-here', 'stays');
  assertDone(await target.run('backup.restore', { set: set.id }));
  const found = await describeKeys(client);
  assert.equal(found.get('only-here') === undefined, false);
  found.delete('only-here');
  assert.deepEqual([...found.entries()].sort(), [...expected.entries()].sort());
  client.disconnect();
  assert.ok((await target.catalogue.list())[0]?.proven, 'the set is proven');
});

test('keys that exist are replaced, skipped, or stop the restore, as chosen', async () => {
  const node = await servers.redisNode();
  const target = await backupBench({
    dataFolder: await servers.newFolder('data'),
    lifetime: servers.lifetime,
    storeFolder: bench.storeFolder,
    redisSeeds: [`127.0.0.1:${node.port}`],
  });
  const client = new Redis({ host: '127.0.0.1', port: node.port });
  await client.set('string:short', 'mine');
  const refused = await target.run('backup.restore', { set: set.id, redisConflict: 'fail' });
  assert.equal(refused.run.status, 'failed');
  assert.equal(refused.run.error?.code, 'conflict');
  assert.equal(await client.dbsize(), 1, 'nothing was written');
  assertDone(await target.run('backup.restore', { set: set.id, redisConflict: 'skip' }));
  assert.equal(await client.get('string:short'), 'mine');
  assert.equal(await client.dbsize(), expected.size);
  assertDone(await target.run('backup.restore', { set: set.id, redisConflict: 'replace' }));
  assert.deepEqual([...(await describeKeys(client)).entries()].sort(), [...expected.entries()].sort());
  client.disconnect();
});

test('a standalone server with several databases comes back as it was', async () => {
  const [from, to] = [await servers.redisNode(), await servers.redisNode()];
  const client = new Redis({ host: '127.0.0.1', port: from.port });
  await client.set('zero', '0');
  await client.select(3);
  await client.set('three', '3', 'PX', 3_600_000);
  client.disconnect();
  const options = { lifetime: servers.lifetime, storeFolder: await servers.newFolder('store') };
  const source = await backupBench({
    ...options,
    dataFolder: await servers.newFolder('data'),
    redisSeeds: [`127.0.0.1:${from.port}`],
  });
  const taken = await source.take();
  assert.equal(taken.redis?.keys, 2);
  const target = await backupBench({
    ...options,
    dataFolder: await servers.newFolder('data'),
    redisSeeds: [`127.0.0.1:${to.port}`],
  });
  assertDone(await target.run('backup.restore', { set: taken.id }));
  const restored = new Redis({ host: '127.0.0.1', port: to.port });
  assert.equal(await restored.get('zero'), '0');
  await restored.select(3);
  assert.equal(await restored.get('three'), '3');
  assert.ok((await restored.pttl('three')) > 0);
  restored.disconnect();

  const cluster = await servers.redisCluster({ primaries: 3, replicasPerPrimary: 0 });
  const other = await backupBench({
    ...options,
    dataFolder: await servers.newFolder('data'),
    redisSeeds: cluster.seeds,
  });
  const plan = await other.engine.plan('bench', 'backup.restore', { set: taken.id });
  assert.equal(plan.blocked, true, 'a cluster has no database 3');
});
