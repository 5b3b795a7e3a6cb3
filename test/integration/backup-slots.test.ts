// Keys go to the node that owns their slot at that moment, also when slots move while they are being restored.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Redis } from 'ioredis';
import { KeyBatches } from '../../main/backup/redis/key-batches.ts';
import { createRedisAccess } from '../../main/redis/create-redis-access.ts';
import { systemClock } from '../../main/system-clock.ts';
import { slotOfKey } from '../../shared/slots.ts';
import { testServers } from '../fixtures/servers.ts';
import { waitFor } from '../fixtures/wait-for.ts';

const servers = await testServers();

test('MOVED and ASK are followed', async () => {
  const cluster = await servers.redisCluster({ primaries: 3, replicasPerPrimary: 0 });
  const redis = createRedisAccess({
    target: { seeds: [...cluster.seeds] },
    lifetime: servers.lifetime,
    clock: systemClock,
  });
  const batches = await KeyBatches.create({ redis, clock: systemClock, signal: new AbortController().signal });
  const { nodes } = await redis.read();
  const ids = Object.values(nodes)
    .sort((a, b) => a.ranges[0]!.from - b.ranges[0]!.from)
    .map(({ id }) => id);
  const [from, to] = [ids[0]!, ids[1]!];
  const clients = new Map<string, Redis>();
  for (const [id, handle] of cluster.byId) {
    const client = handle.connect();
    clients.set(id, client);
    servers.lifetime.add(() => client.disconnect());
  }
  const names = Array.from({ length: 20_000 }, (_, index) => `key:${index}`).filter((name) => slotOfKey(name) < 5000);
  const moved = names[0]!;
  const asked = names.find((name) => slotOfKey(name) !== slotOfKey(moved))!;
  // The owners were read before: one slot has gone since, one is on its way.
  for (const client of clients.values()) await client.call('CLUSTER', 'SETSLOT', slotOfKey(moved), 'NODE', to);
  await clients.get(to)!.call('CLUSTER', 'SETSLOT', slotOfKey(asked), 'IMPORTING', from);
  await clients.get(from)!.call('CLUSTER', 'SETSLOT', slotOfKey(asked), 'MIGRATING', to);
  await waitFor(async () =>
    (await redis.read()).nodes[to]!.ranges.some(
      (range) => range.from <= slotOfKey(moved) && slotOfKey(moved) <= range.to,
    ),
  );
  let answers = 0;
  for (const name of names.slice(0, 2000)) {
    await batches.add({
      key: Buffer.from(name),
      database: 0,
      argv: ['SET', name, 'v'],
      bytes: 50,
      onReply: (reply) => {
        assert.ok(!(reply instanceof Error), String(reply));
        answers += 1;
      },
    });
  }
  await batches.finish();
  assert.equal(answers, 2000);
  assert.equal(await clients.get(to)!.call('GET', moved), 'v');
  const importer = clients.get(to)!;
  await importer.call('ASKING');
  assert.equal(await importer.call('GET', asked), 'v');
});
