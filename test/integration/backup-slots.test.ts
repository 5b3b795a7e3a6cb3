// Keys go to the node that owns their slot at that moment, also when slots move while they are being restored. A backup while
// slots move could miss keys: it is refused.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Redis } from 'ioredis';
import { KeyBatches } from '../../main/backup/redis/key-batches.ts';
import { encodeCommand } from '../../main/redis/encode-command.ts';
import { ErrorReply } from '../../main/redis/reply-reader.ts';
import { createRedisAccess } from '../../main/redis/create-redis-access.ts';
import { systemClock } from '../../main/system-clock.ts';
import { slotOfKey } from '../../shared/slots.ts';
import { testServers } from '../fixtures/servers.ts';
import { writingRedis } from '../fixtures/writing-access.ts';
import { waitFor } from '../fixtures/wait-for.ts';
import { backupBench, inStore } from './backup-bench.ts';

const servers = await testServers();

test('MOVED and ASK are followed', async () => {
  const cluster = await servers.redisCluster({ primaries: 3, replicasPerPrimary: 0 });
  const reading = createRedisAccess({
    target: { seeds: [...cluster.seeds] },
    lifetime: servers.lifetime,
    clock: systemClock,
  });
  const redis = writingRedis(reading, servers.lifetime);
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
      wire: encodeCommand(['SET', name, 'v']),
      onReply: (reply) => {
        assert.ok(!(reply instanceof ErrorReply), String(reply));
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

test('a slot that is on its way blocks a backup; one that moves while shards are copied fails it', async () => {
  const cluster = await servers.redisCluster({ primaries: 3, replicasPerPrimary: 0 });
  const bench = await backupBench({
    dataFolder: await servers.newFolder('data'),
    lifetime: servers.lifetime,
    redisSeeds: cluster.seeds,
  });
  await waitFor(async () => !(await bench.engine.plan('bench', 'backup.take', {})).blocked, { timeoutMs: 20_000 });
  const reading = createRedisAccess({
    target: { seeds: [...cluster.seeds] },
    lifetime: servers.lifetime,
    clock: systemClock,
  });
  const redis = writingRedis(reading, servers.lifetime);
  const [from, to] = Object.values((await redis.read()).nodes).sort((a, b) => a.ranges[0]!.from - b.ranges[0]!.from);
  const slot = 7;
  const setSlot = (node: string, ...words: string[]) =>
    redis.command(node, ['CLUSTER', 'SETSLOT', `${slot}`, ...words]);
  await setSlot(to!.id, 'IMPORTING', from!.id);
  await setSlot(from!.id, 'MIGRATING', to!.id);
  const plan = await bench.engine.plan('bench', 'backup.take', {});
  assert.equal(plan.blocked, true);
  assert.match(JSON.stringify(plan.steps), /Slot 7 is on its way/);
  await setSlot(to!.id, 'STABLE');
  await setSlot(from!.id, 'STABLE');

  // The servers wait before they begin to send, which is when the slot goes over.
  for (const { id } of [from!, to!]) await redis.command(id, ['CONFIG', 'SET', 'repl-diskless-sync-delay', '2']);
  const runId = await bench.start('backup.take');
  const copying = bench.engine.run(runId);
  await waitFor(() => copying.get().state.steps['redis']?.reading !== null, { what: 'the shards are asked' });
  await waitFor(async () => (await inStore(bench)).length > 0);
  for (const { id } of [to!, from!]) await setSlot(id, 'NODE', to!.id);
  const state = await bench.engine.settled(runId);
  assert.equal(state.run.status, 'failed');
  assert.match(state.run.error?.message ?? '', /Slots moved between shards/);
  assert.deepEqual(await inStore(bench), []);
});
