// What a drill compares: every kind of difference between a set and what was restored of it is seen, and nothing else is one.

import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { before, test } from 'node:test';
import { Redis } from 'ioredis';
import type { MongoClient } from 'mongodb';
import { compareAccounts } from '../../main/backup/mongo/compare-accounts.ts';
import { compareDatabases } from '../../main/backup/mongo/compare-databases.ts';
import { streamedValueDigest, valueDigest } from '../../main/backup/rdb/value-digest.ts';
import { compareFamilies } from '../../main/backup/redis/compare-families.ts';
import { FREE_PACE } from '../../main/backup/work/pace.ts';
import { createRedisAccess } from '../../main/redis/create-redis-access.ts';
import { systemClock } from '../../main/system-clock.ts';
import type { BackupSet } from '../../shared/model/backup.ts';
import { testServers } from '../fixtures/servers.ts';
import { seededRandom } from '../prove/proof.ts';
import { assertDone, backupBench, type BackupBench } from './backup-bench.ts';
import { drilledServers } from './backup-drilled-servers.ts';

const servers = await testServers();
let client: MongoClient;
let redis: Redis;
let bench: BackupBench;
let set: BackupSet;

before(async () => {
  const drilled = await drilledServers(servers);
  ({ client, redis } = drilled);
  const dataFolder = await servers.newFolder('data');
  bench = await backupBench({ dataFolder, lifetime: servers.lifetime, ...drilled.target });
  set = await bench.take();
});

test('every kind of difference is seen in MongoDB', async () => {
  const state = await bench.run('backup.restore', { set: set.id, what: 'mongo', databases: 'shop,other' });
  assertDone(state);
  const open = await bench.catalogue.open(set.id);
  const names = (await client.db('admin').admin().listDatabases()).databases.map(({ name }) => name);
  const placeOf = (database: string): string => names.find((name) => name.startsWith(`${database}__restore_`))!;
  const collections = open.manifest.mongo!.collections.filter(({ database }) => ['shop', 'other'].includes(database));
  const compare = async (): Promise<readonly string[]> =>
    (
      await compareDatabases({
        ...{ client, set: open, collections, placeOf, pace: FREE_PACE, signal: new AbortController().signal },
        onDocuments: () => undefined,
      })
    ).map(({ kind, where }) => `${kind} ${where}`);
  assert.deepEqual(await compare(), []);
  const shop = client.db(placeOf('shop'));
  await shop.collection('orders').updateOne({ orderNo: 'ORD-7' }, { $set: { status: 'lost' } });
  await shop.collection('orders').dropIndex('wild');
  await shop.command({ collMod: 'users', validationLevel: 'strict' });
  await shop.collection('types').deleteOne({});
  await shop.collection('paid').drop();
  await client.db(placeOf('other')).collection('things').drop();
  assert.deepEqual([...(await compare())].sort(), [
    'content shop.orders',
    'documents shop.types',
    'indexes shop.orders',
    'missing other.things',
    'missing shop.paid',
    'options shop.users',
  ]);
  for (const database of ['shop', 'other']) await client.db(placeOf(database)).dropDatabase();
});

test('a value that comes in small parts has the digest of the whole, whatever it is', async () => {
  const random = seededRandom(11);
  const partsOf = async function* (value: Buffer): AsyncGenerator<Buffer> {
    for (let at = 0; at < value.length;) {
      const length = value.length > 1_000_000 ? 300_000 : 1 + Math.floor(random() * 40);
      yield value.subarray(at, at + length);
      at += length;
    }
  };
  for (const compression of ['yes', 'no']) {
    await redis.config('SET', 'rdbcompression', compression);
    for (const key of await redis.keysBuffer('*')) {
      const dump = (await redis.dumpBuffer(key))!;
      const [type, value] = [dump[0]!, dump.subarray(1, -10)];
      const streamed = await streamedValueDigest(type, partsOf(value), 64 * 1024 * 1024);
      assert.deepEqual(streamed, valueDigest(type, value), key.toString());
    }
  }
  const short = Buffer.concat([Buffer.of(3), Buffer.from('ab')]);
  await assert.rejects(streamedValueDigest(0, partsOf(short), 1000), { code: 'damaged' });
  const long = Buffer.concat([short, Buffer.from('cd')]);
  for (let cut = 0; cut <= long.length; cut += 1) {
    const parts = Readable.from([long.subarray(0, cut), long.subarray(cut)]);
    await assert.rejects(streamedValueDigest(0, parts, 1000), { code: 'damaged' }, `cut at ${cut}`);
  }
  const list = Buffer.concat([Buffer.of(1, 0x50, 0), Buffer.alloc(4096)]);
  assert.equal(await streamedValueDigest(1, partsOf(list), 1000), null, 'an element that is not held');
});

test('every kind of difference is seen in Redis, and none where only encodings differ', async () => {
  const open = await bench.catalogue.open(set.id);
  const other = await servers.redisNode();
  const second = new Redis({ host: '127.0.0.1', port: other.port });
  servers.lifetime.add(() => second.disconnect());
  const away = await backupBench({
    dataFolder: await servers.newFolder('other'),
    lifetime: servers.lifetime,
    storeFolder: bench.storeFolder,
    redisSeeds: [`127.0.0.1:${other.port}`],
  });
  assertDone(await away.run('backup.restore', { set: set.id, what: 'redis' }));
  assert.notEqual(await second.object('ENCODING', 'hash:large'), await redis.object('ENCODING', 'hash:large'));
  const access = createRedisAccess({
    target: { seeds: [`127.0.0.1:${other.port}`] },
    lifetime: servers.lifetime,
    clock: systemClock,
  }).forRun({
    lifetime: servers.lifetime,
    connectionName: null,
    permit: () => undefined,
    confirm: () => Promise.resolve(),
  });
  const compare = () =>
    compareFamilies({
      ...{ redis: access, set: open, inSet: open.manifest.redis!, clock: systemClock },
      ...{ signal: new AbortController().signal, onKeys: () => undefined },
    });
  const equal = await compare();
  assert.deepEqual(
    equal.filter(({ different }) => different > 0),
    [],
  );
  assert.equal(
    equal.reduce((sum, { keys }) => sum + keys, 0),
    set.redis!.keys,
  );
  await second.hset('hash:large', 'field 7', 'another');
  await second.zadd('zset:large', 5000, 'member 9');
  await second.lset('list:large', 5, 'another');
  await second.xack('stream', 'readers', '1004-1');
  await second.srem('set:int', 30_000);
  await second.pexpire('ttl:ms', 99_000_000);
  await second.del('string:short');
  await second.setrange('large:text', 4_000_000, 'T');
  await second.hset('large:hash', 'field 40000', 'another');
  const found = new Map((await compare()).map(({ family, different }) => [family, different]));
  assert.deepEqual([...found].filter(([, different]) => different > 0).sort(), [
    ['*', 1],
    ['hash:*', 1],
    ['large:*', 2],
    ['list:*', 1],
    ['set:*', 1],
    ['string:*', 1],
    ['ttl:*', 1],
    ['zset:*', 1],
  ]);
});

test('users are compared by all they are: another role or password is a difference', async () => {
  const { collections } = (await bench.catalogue.manifestOf(set.id)).mongo!;
  const compare = () => compareAccounts({ client, collections, pace: FREE_PACE, signal: new AbortController().signal });
  const other = [{ kind: 'content', where: 'admin.system.users' }];
  const shop = client.db('shop');
  assert.deepEqual(await compare(), []);
  await shop.command({ grantRolesToUser: 'clerk', roles: ['readWrite'] });
  assert.deepEqual(await compare(), other);
  await shop.command({ revokeRolesFromUser: 'clerk', roles: ['readWrite'] });
  assert.deepEqual(await compare(), []);
  await shop.command({ updateUser: 'clerk', pwd: 'of-another-clerk' });
  assert.deepEqual(await compare(), other);
  await shop.command({ dropUser: 'clerk' });
  assert.deepEqual(await compare(), [{ kind: 'documents', where: 'admin.system.users' }]);
});
