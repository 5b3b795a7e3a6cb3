// What a restore of Redis keys must stand: values too large to be held, a part of the keys, times that are shifted, a node that
// dies in the middle, an append-only file on the target.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { Cluster, Redis } from 'ioredis';
import { LARGE_VALUE_BYTES } from '../../main/backup/rdb/rdb-reader.ts';
import { keyPattern } from '../../main/backup/redis/key-pattern.ts';
import { restoreKeys } from '../../main/backup/redis/restore-keys.ts';
import { createRedisAccess } from '../../main/redis/create-redis-access.ts';
import { systemClock } from '../../main/system-clock.ts';
import type { RedisNodeHandle } from '../../main/lab/redis-node.ts';
import { slotOfKey } from '../../shared/slots.ts';
import { testServers } from '../fixtures/servers.ts';
import { waitFor } from '../fixtures/wait-for.ts';
import { writingRedis } from '../fixtures/writing-access.ts';
import { assertDone, backupBench, type BackupBench } from './backup-bench.ts';
import { describeKeys } from './backup-redis-data.ts';

const servers = await testServers();

async function benchOn(seeds: readonly string[], storeFolder?: string): Promise<BackupBench> {
  return backupBench({
    dataFolder: await servers.newFolder('data'),
    lifetime: servers.lifetime,
    redisSeeds: seeds,
    ...(storeFolder === undefined ? {} : { storeFolder }),
  });
}

function connect({ port }: Pick<RedisNodeHandle, 'port'>): Redis {
  const client = new Redis({ host: '127.0.0.1', port });
  client.on('error', () => undefined); // some of these servers are killed
  servers.lifetime.add(() => client.disconnect());
  return client;
}

const seedOf = ({ port }: Pick<RedisNodeHandle, 'port'>): string => `127.0.0.1:${port}`;

test('values of every type that are too large to be held come back as they were, and survive a restart with an append-only file', async () => {
  const from = await servers.redisNode({ settings: { 'enable-debug-command': 'local' } });
  const client = connect(from);
  await client.config('SET', 'repl-diskless-sync-delay', '0');
  const some = (bytes: number): string => randomBytes(bytes / 2).toString('hex');
  const parts = Array.from({ length: 60 }, (_, index) => `${index}:${some(LARGE_VALUE_BYTES / 40)}`);
  await client.set('large:string', Buffer.from(parts.join('')), 'PXAT', Date.now() + 3_600_123);
  await client.rpush('large:list', ...parts);
  await client.sadd('large:set', ...parts);
  await client.hset('large:hash', Object.fromEntries(parts.map((part, index) => [`f${index}`, part])));
  await client.zadd('large:zset', ...parts.flatMap((part, index) => [index / 7, part]));
  for (const [index, part] of parts.entries()) await client.xadd('large:stream', `${index + 1}-1`, 'field', part);
  await client.xgroup('CREATE', 'large:stream', 'readers', '0');
  await client.xreadgroup('GROUP', 'readers', 'one', 'COUNT', 7, 'STREAMS', 'large:stream', '>');
  await client.set('small', 'v');
  const expected = await describeLarge(client);
  const source = await benchOn([seedOf(from)]);
  const set = await source.take();

  const to = await servers.redisNode({
    settings: { appendonly: 'yes', appendfsync: 'always', 'enable-debug-command': 'local' },
  });
  const target = await benchOn([seedOf(to)], source.storeFolder);
  const plan = await target.engine.plan('bench', 'backup.restore', { set: set.id });
  assert.match(JSON.stringify(plan.steps), /redisAof\.on/);
  assertDone(await target.run('backup.restore', { set: set.id }));
  assert.deepEqual(await describeLarge(connect(to)), expected);
  assert.ok((await target.catalogue.list())[0]?.proven);
  await to.kill();
  await to.restart();
  assert.deepEqual(await describeLarge(connect(to)), expected);

  const narrow = connect(to);
  await narrow.config('SET', 'proto-max-bulk-len', String(LARGE_VALUE_BYTES));
  const blocked = await target.engine.plan('bench', 'backup.restore', { set: set.id });
  assert.equal(blocked.blocked, true);
  assert.match(JSON.stringify(blocked.steps), /proto-max-bulk-len/);
});

async function describeLarge(client: Redis): Promise<Map<string, string>> {
  const digests = new Map<string, string>();
  for (const key of (await client.keys('*')).sort()) {
    const [digest] = (await client.call('DEBUG', 'DIGEST-VALUE', key)) as string[];
    digests.set(key, `${digest} ${await client.pexpiretime(key)}`);
  }
  return digests;
}

test('a family of keys, one database, and times that are shifted', async () => {
  const [from, to] = [await servers.redisNode(), await servers.redisNode()];
  const client = connect(from);
  await client.config('SET', 'repl-diskless-sync-delay', '0');
  await client.mset({ 'user:1': 'a', 'user:2': 'b', 'session:1': 'c' });
  await client.set('session:2', 'd', 'PX', 1500);
  await client.select(3);
  await client.set('user:3', 'e');
  const source = await benchOn([seedOf(from)]);
  const set = await source.take();
  const target = await benchOn([seedOf(to)], source.storeFolder);
  const restored = connect(to);
  const restore = async (parameters: Readonly<Record<string, string>>): Promise<string[]> => {
    await restored.flushall();
    assertDone(await target.run('backup.restore', { set: set.id, ...parameters }));
    const names: string[] = [];
    for (const database of [0, 3]) {
      await restored.select(database);
      for (const key of await restored.keys('*')) names.push(`${database} ${key}`);
    }
    await restored.select(0);
    return names.sort();
  };
  assert.deepEqual(await restore({ redisKeys: 'user:?' }), ['0 user:1', '0 user:2', '3 user:3']);
  assert.deepEqual(await restore({ redisDatabase: '3' }), ['3 user:3']);
  assert.deepEqual(await restore({ redisKeys: 'user:[^2]', redisDatabase: '0' }), ['0 user:1']);
  assert.equal((await target.catalogue.list())[0]?.proven, null, 'a part proves nothing of the whole');
  await waitFor(async () => (await client.select(0), (await client.exists('session:2')) === 0));
  assert.deepEqual(await restore({ redisKeys: 'session:*' }), ['0 session:1']);
  assert.deepEqual(await restore({ redisKeys: 'session:*', redisTimes: 'shift' }), ['0 session:1', '0 session:2']);

  const cluster = await servers.redisCluster({ primaries: 3, replicasPerPrimary: 0 });
  const other = await benchOn(cluster.seeds, source.storeFolder);
  await waitFor(async () => {
    const plan = await other.engine.plan('bench', 'backup.restore', { set: set.id, redisDatabase: '0' });
    return !plan.blocked;
  });
  assertDone(await other.run('backup.restore', { set: set.id, redisDatabase: '0' }));
});

test('functions come back on every primary: where they are missing, in place of others, or not at all', async () => {
  const from = await servers.redisNode();
  const client = connect(from);
  await client.config('SET', 'repl-diskless-sync-delay', '0');
  const library = (name: string, answer: number): string =>
    `#!lua name=${name}\nredis.register_function('${name}_f', function() return ${answer} end)`;
  for (const name of ['one', 'two']) await client.call('FUNCTION', 'LOAD', library(name, 1));
  await client.set('key', 'v');
  const source = await benchOn([seedOf(from)]);
  const set = await source.take();
  const cluster = await servers.redisCluster({ primaries: 2, replicasPerPrimary: 0 });
  const nodes = cluster.nodes.map(connect);
  const target = await benchOn(cluster.seeds, source.storeFolder);
  const answers = async (): Promise<unknown[]> =>
    Promise.all(
      nodes.flatMap((node) =>
        ['one_f', 'two_f'].map((name) => node.call('FCALL', name, '0').catch((error: Error) => error.message)),
      ),
    );
  const NONE = 'ERR Function not found';
  await waitFor(async () => !(await target.engine.plan('bench', 'backup.restore', { set: set.id })).blocked);
  assertDone(await target.run('backup.restore', { set: set.id, redisFunctions: 'none' }));
  assert.deepEqual(await answers(), [NONE, NONE, NONE, NONE]);
  assert.equal((await target.catalogue.list())[0]?.proven, null, 'without its functions the set is not proven');
  await nodes[1]!.call('FUNCTION', 'LOAD', library('two', 2));
  const kept = await target.run('backup.restore', { set: set.id, redisConflict: 'replace' });
  assertDone(kept);
  assert.match(JSON.stringify(kept.steps['redis-functions']?.reading), /redisFunctions\.left.*two/);
  assert.deepEqual(await answers(), [1, 1, 1, 2]);
  assert.equal((await target.catalogue.list())[0]?.proven, null);
  assertDone(await target.run('backup.restore', { set: set.id, redisConflict: 'replace', redisFunctions: 'replace' }));
  assert.deepEqual(await answers(), [1, 1, 1, 1]);
  assert.ok((await target.catalogue.list())[0]?.proven);
});

test('a pattern names the keys that KEYS names', async () => {
  const node = await servers.redisNode();
  const client = connect(node);
  const keys = ['a', 'ab', 'abc', 'a*c', 'a\\c', 'a[b]c', 'b-c', 'été', 'x'.repeat(50), ']', '^a', 'a-z'];
  for (const key of keys) await client.set(key, '1');
  const patterns = [
    '*',
    'a*',
    '*c',
    'a?c',
    'a??',
    '[ab]*',
    '[^a]*',
    'a[a-c]c',
    'a[c-a]c',
    'a\\*c',
    'a\\\\c',
    '[a',
    '?',
    '',
  ];
  const more = [
    'x*x*x*x*x*x*y',
    'é*',
    '*[]]',
    '[]a]',
    '[\\]]',
    'a[b]c',
    'a\\[b\\]c',
    '[a-]*',
    '**',
    'a**c',
    '\\',
    '[^]',
    '[]',
  ];
  for (const pattern of [...patterns, ...more]) {
    const matches = keyPattern(pattern);
    const ours = keys.filter((key) => matches(Buffer.from(key))).sort();
    assert.deepEqual(ours, (await client.keys(pattern)).sort(), pattern);
  }
});

test('a primary that dies in the middle: its replica takes over, and no key is missing', async () => {
  const cluster = await servers.redisCluster({ primaries: 3, replicasPerPrimary: 1, nodeTimeoutMs: 1000 });
  const client = new Cluster(cluster.seeds.map((seed) => ({ host: '127.0.0.1', port: Number(seed.split(':')[1]) })));
  servers.lifetime.add(() => client.disconnect());
  const pending: Promise<unknown>[] = [];
  for (let index = 0; index < 8000; index += 1) pending.push(client.set(`key:${index}`, `${index}:${'v'.repeat(100)}`));
  await Promise.all(pending);
  const expected = await describeKeys(client);
  const bench = await benchOn(cluster.seeds);
  const set = await bench.catalogue.open((await bench.take()).id);
  await Promise.all(client.nodes('master').map((node) => node.flushall()));

  const access = createRedisAccess({
    target: { seeds: [...cluster.seeds] },
    lifetime: servers.lifetime,
    clock: systemClock,
  });
  const redis = writingRedis(access, servers.lifetime);
  const { nodes } = await redis.read();
  const victim = Object.values(nodes).find(
    ({ role, ranges }) =>
      role === 'primary' && ranges.some(({ from, to }) => from <= slotOfKey('key:1') && slotOfKey('key:1') <= to),
  )!;
  let killing: Promise<void> | undefined;
  let rounds = 1;
  const { restored } = await restoreKeys({
    redis,
    set,
    inSet: set.manifest.redis!,
    filter: null,
    database: null,
    shiftsToMs: null,
    clock: systemClock,
    signal: new AbortController().signal,
    conflict: 'replace',
    onKeys: () => (killing ??= cluster.byId.get(victim.id)!.kill()),
    onAgain: () => (rounds += 1),
  });
  await killing;
  assert.equal(restored, 8000);
  assert.ok(rounds > 1, 'the keys were gone over once more');
  const survivors = cluster.nodes.filter((node) => node !== cluster.byId.get(victim.id)).map(connect);
  const found = new Map<string, string>();
  for (const node of survivors) {
    if (!(await node.info('replication')).includes('role:master')) continue;
    for (const [key, value] of await describeKeys(node)) found.set(key, value);
  }
  const different = [...expected].filter(([key, value]) => found.get(key) !== value).map(([key]) => key);
  assert.deepEqual(different.slice(0, 10), []);
  assert.equal(found.size, expected.size);
});
