// A set that lies elsewhere comes into a store whole and verified, or not at all; and what a store holds needs no memory of ours.

import assert from 'node:assert/strict';
import { appendFile, cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Redis } from 'ioredis';
import { s3Server } from '../fixtures/s3-server.ts';
import { testServers } from '../fixtures/servers.ts';
import { assertDone, backupBench, inStore, type BackupBench } from './backup-bench.ts';
import { describeKeys, seedAllTypes } from './backup-redis-data.ts';

const PASSPHRASE = 'correct horse battery staple';

const servers = await testServers();
const redis = await servers.redisNode();

async function bench(options: object = {}): Promise<BackupBench> {
  return backupBench({
    dataFolder: await servers.newFolder('data'),
    lifetime: servers.lifetime,
    redisSeeds: [`127.0.0.1:${redis.port}`],
    passphrase: PASSPHRASE,
    ...options,
  });
}

async function seeded(): Promise<Redis> {
  const node = redis.connect();
  servers.lifetime.add(() => node.disconnect());
  await node.flushall();
  await seedAllTypes(node);
  return node;
}

test('a set from elsewhere is verified, copied, listed and restored; a damaged or sealed one leaves nothing in the store', async () => {
  const node = await seeded();
  const first = await bench();
  const { id } = await first.take();
  const elsewhere = join(await servers.newFolder('disk'), id);
  await cp(join(first.storeFolder, id), elsewhere, { recursive: true });

  const second = await bench();
  const expected = await describeKeys(node);
  assertDone(await second.run('backup.import', { folder: elsewhere }));
  assert.deepEqual(await inStore(second), [id]);
  await node.flushall();
  assertDone(await second.run('backup.restore', { set: id, redisConflict: 'fail' }));
  assert.deepEqual(await describeKeys(node), expected);
  await assert.rejects(second.engine.plan('bench', 'backup.import', { folder: elsewhere }), { code: 'bad_request' });
  await assert.rejects(second.engine.plan('bench', 'backup.import', { folder: await servers.newFolder('empty') }), {
    code: 'not_found',
  });

  const stranger = await bench({ passphrase: 'another passphrase of words' });
  await assert.rejects(stranger.engine.plan('bench', 'backup.import', { folder: elsewhere }), { code: 'denied' });

  const third = await bench();
  await mkdir(third.storeFolder, { recursive: true });
  const { manifest } = await first.catalogue.open(id);
  await appendFile(join(elsewhere, manifest.files[0]!.path), 'x');
  const damaged = await third.run('backup.import', { folder: elsewhere });
  assert.equal(damaged.run.status, 'failed');
  assert.equal(damaged.run.error?.code, 'damaged');
  assert.deepEqual(await inStore(third), []);
});

test('the stores alone tell what there is: a console without its data folder, and without its cache, lists the same sets', async (context) => {
  const server = await s3Server(servers);
  if ('unavailable' in server) return context.skip(server.unavailable);
  await seeded();
  const storeFolder = await servers.newFolder('store');
  const stores = { stores: [server.target], storeKeys: { offsite: server.keys }, storeFolder };
  const first = await bench(stores);
  const both = await first.take({ store: 'all' });
  const offsite = await first.take({ store: 'offsite' });
  assertDone(await first.run('backup.verify', { set: both.id, store: 'offsite' }));
  assertDone(await first.run('backup.restore', { set: offsite.id, redisConflict: 'replace' }));
  const known = await first.catalogue.list();
  assert.equal(known.length, 2);

  const second = await bench(stores);
  assert.deepEqual(await second.catalogue.list(), known);
  await rm(storeFolder, { recursive: true });
  const third = await bench(stores);
  const left = await third.catalogue.list();
  assert.deepEqual(
    left.map(({ id, copies }) => [id, copies.map(({ store }) => store)]),
    known.map(({ id }) => [id, ['offsite']]),
  );
  assertDone(await third.run('backup.copy', { set: both.id, to: 'here' }));
});
