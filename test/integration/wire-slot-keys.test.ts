// The slot inspector's call on a real cluster: the owner's count, names as text, and names that are not text.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cluster } from 'ioredis';
import { Lifetime } from '../../shared/lifetime.ts';
import { slotOfKey } from '../../shared/slots.ts';
import { startRedisCluster } from '../../main/lab/redis-cluster.ts';
import { startConsole } from '../fixtures/console.ts';

test('redis.slotKeys', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'marsad-slot-keys-'));
  const lifetime = new Lifetime('test');
  context.after(async () => {
    await lifetime.dispose();
    await rm(folder, { recursive: true, maxRetries: 5 });
  });
  const cluster = await startRedisCluster({ folder: join(folder, 'redis'), primaries: 3, replicasPerPrimary: 0 });
  lifetime.add(() => cluster.stop());
  const { app, profileId } = await startConsole({ lifetime, folder, redisSeeds: cluster.seeds });

  const client = new Cluster([{ host: '127.0.0.1', port: cluster.nodes[0]!.port }]);
  const binary = Buffer.concat([Buffer.from('{tag}'), Buffer.from([0xff, 0x00])]);
  await client.set('{tag}:سلة', '1');
  await client.set('{tag}:<img src=x>', '1');
  await client.set(binary, '1');
  client.disconnect();

  const slot = slotOfKey('{tag}');
  const found = await app.call('redis.slotKeys', { profileId, slot, count: 10 });
  assert.equal(found.count, 3);
  assert.deepEqual(
    [...found.sample].sort((a, b) => (a.name < b.name ? -1 : 1)),
    [
      { name: binary.toString('hex'), isBinary: true },
      { name: '{tag}:<img src=x>', isBinary: false },
      { name: '{tag}:سلة', isBinary: false },
    ],
  );
  assert.equal((await app.call('redis.slotKeys', { profileId, slot: (slot + 1) % 16_384, count: 10 })).count, 0);
  await assert.rejects(app.call('redis.slotKeys', { profileId, slot: 16_384, count: 10 }), { code: 'bad_request' });
});
