// Backups whose stores are a folder and a bucket of a real S3 server, or the bucket alone: taken, verified, drilled, restored and
// copied by the runbooks. Skips by name where the server cannot be had.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Redis } from 'ioredis';
import { keyIdOf, recoveryTextOf } from '../../main/backup/keys/recovery-text.ts';
import { s3Server } from '../fixtures/s3-server.ts';
import { testServers } from '../fixtures/servers.ts';
import { assertDone, backupBench, inStore, type BackupBench } from './backup-bench.ts';
import { describeKeys, seedAllTypes } from './backup-redis-data.ts';

const PASSPHRASE = 'correct horse battery staple';

const servers = await testServers();

async function redisBench(options: object): Promise<{ bench: BackupBench; node: Redis }> {
  const redis = await servers.redisNode();
  const node = redis.connect();
  servers.lifetime.add(() => node.disconnect());
  await seedAllTypes(node);
  const bench = await backupBench({
    dataFolder: await servers.newFolder('data'),
    lifetime: servers.lifetime,
    redisSeeds: [`127.0.0.1:${redis.port}`],
    ...options,
  });
  return { bench, node };
}

test('one encrypted backup goes to a folder and a bucket; either copy verifies, and the bucket’s restores after the folder is lost', async (context) => {
  const server = await s3Server(servers);
  if ('unavailable' in server) return context.skip(server.unavailable);
  const target = { ...server.target, prefix: 'both' };
  const { bench, node } = await redisBench({
    stores: [target],
    storeKeys: { offsite: server.keys },
    passphrase: PASSPHRASE,
  });
  const set = await bench.take({ store: 'all' });
  assert.deepEqual(
    set.copies.map(({ store }) => store),
    ['here', 'offsite'],
  );
  assert.equal(set.store, 'here');
  assert.ok(set.isEncrypted);
  assertDone(await bench.run('backup.verify', { set: set.id, store: 'offsite' }));
  const [verified] = await bench.catalogue.list();
  assert.equal(verified?.copies[0]?.verified, null, 'the other copy was not read');
  assert.equal(verified?.copies[1]?.verified?.ok, true);

  await rm(join(bench.storeFolder, set.id), { recursive: true });
  const expected = await describeKeys(node);
  await node.flushall();
  assertDone(await bench.run('backup.restore', { set: set.id, redisConflict: 'fail' }));
  assert.deepEqual(await describeKeys(node), expected);
  const [proven] = await bench.catalogue.list();
  assert.equal(proven?.store, 'offsite');
  assert.ok(proven?.proven);

  assertDone(await bench.run('backup.drill', { set: set.id }));
  const [drilled] = await bench.catalogue.list();
  assert.equal(drilled?.copies[0]?.drill?.ok, true, 'beside the copy in the bucket');
  await assert.rejects(bench.catalogue.folderOf(set.id), { code: 'not_found' }, 'what was fetched for it is gone');

  // The folder gets its copy back, with what was proven of the content.
  assertDone(await bench.run('backup.copy', { set: set.id, to: 'here' }));
  const [copied] = await bench.catalogue.list();
  assert.equal(copied?.store, 'here');
  assert.ok(copied?.proven);
  assertDone(await bench.run('backup.verify', { set: set.id, store: 'here' }));
  assert.deepEqual(await inStore(bench), [set.id]);

  // A console that encrypts by a key gives it to the set in the bucket.
  const key = randomBytes(32);
  const keyId = keyIdOf(key);
  const rotating = await redisBench({
    stores: [target],
    storeKeys: { offsite: server.keys },
    passphrase: PASSPHRASE,
    key: { keyId, recoveryText: recoveryTextOf(key) },
  });
  assertDone(await rotating.bench.run('backup.rotate-key'));
  assert.equal((await rotating.bench.catalogue.list())[0]?.keyId, keyId);
  assertDone(await rotating.bench.run('backup.verify', { set: set.id, store: 'offsite' }));
});

test('a profile with a bucket only makes its sets here and leaves nothing behind', async (context) => {
  const server = await s3Server(servers);
  if ('unavailable' in server) return context.skip(server.unavailable);
  const target = { ...server.target, prefix: 'only' };
  const { bench } = await redisBench({
    stores: [target],
    withoutLocal: true,
    storeKeys: { offsite: server.keys },
    passphrase: PASSPHRASE,
  });
  const first = await bench.take();
  assert.deepEqual(
    first.copies.map(({ store }) => store),
    ['offsite'],
  );
  await assert.rejects(bench.catalogue.folderOf(first.id), { code: 'not_found' }, 'nothing is left on this machine');

  assertDone(await bench.run('backup.take'));
  assert.equal((await bench.catalogue.list()).length, 2);
});
