// Reading a real Redis Cluster: as redis-cli says it, while a replica is paused, while a primary dies, while a node leaves.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import type { RedisNodeHandle } from '../../main/lab/redis-node.ts';
import { createRedisAccess } from '../../main/redis/create-redis-access.ts';
import type { RedisReading } from '../../main/redis/redis-access.ts';
import { systemClock } from '../../main/system-clock.ts';
import { redisFigure, type RedisFigure, type RedisNode } from '../../shared/model/redis.ts';
import { Lifetime } from '../../shared/lifetime.ts';
import { countSlots, hasSlot, slotOfKey } from '../../shared/slots.ts';
import { serversIn, testServers } from '../fixtures/servers.ts';
import { waitFor } from '../fixtures/wait-for.ts';
import { writingRedis } from '../fixtures/writing-access.ts';

const run = promisify(execFile);
const TICK_MS = 100;

const servers = await testServers();
const cluster = await servers.redisCluster();
const access = createRedisAccess({
  target: { seeds: [`localhost:${cluster.nodes[0]!.port}`] },
  lifetime: servers.lifetime,
  clock: systemClock,
});

const writing = writingRedis(access, servers.lifetime);

async function redisCli(node: RedisNodeHandle, ...command: string[]): Promise<string> {
  return (await run('redis-cli', ['-h', node.host, '-p', String(node.port), ...command])).stdout;
}
function handleOf(id: string): RedisNodeHandle {
  return cluster.byId.get(id)!;
}
function figure(reading: RedisReading, id: string, name: RedisFigure): number | null {
  return redisFigure(reading.figures[id], name);
}
/** Reads tick after tick until a reading shows what is awaited. */
function seen(what: string, shows: (reading: RedisReading) => boolean): Promise<RedisReading> {
  return waitFor(
    async () => {
      const reading = await access.read();
      return shows(reading) && reading;
    },
    { what, timeoutMs: 20_000, intervalMs: TICK_MS },
  );
}
/** A shard that no other test has broken yet, with its replica. */
async function wholeShard(): Promise<{ primary: RedisNode; replica: RedisNode }> {
  const { nodes } = await seen('a healthy cluster', ({ summary }) => summary.health === 'healthy');
  const replica = Object.values(nodes).find((node) => node.role === 'replica')!;
  return { primary: nodes[replica.primary!]!, replica };
}

test('a reading says what redis-cli says', async () => {
  await redisCli(cluster.nodes[0]!, '-c', 'set', '{tag}a', '1');
  await redisCli(cluster.nodes[0]!, '-c', 'set', '{tag}b', '1', 'EX', '1000');
  const { summary, nodes, figures } = await access.read();
  const clusterInfo = await redisCli(cluster.nodes[0]!, 'cluster', 'info');
  assert.equal(summary.currentEpoch, Number(/cluster_current_epoch:(\d+)/.exec(clusterInfo)![1]));
  assert.deepEqual(
    [summary.mode, summary.health, summary.state, summary.slotsCovered, summary.known, summary.agreeing],
    ['cluster', 'healthy', 'ok', 16_384, 6, 6],
  );
  const lines = (await redisCli(cluster.nodes[0]!, 'cluster', 'nodes')).trim().split('\n');
  assert.equal(lines.length, Object.keys(nodes).length);
  for (const line of lines) {
    const [id, address, flags, primary, , , epoch, link, ...slots] = line.split(' ');
    const node = nodes[id!]!;
    assert.equal(`${node.host}:${node.port}`, address!.split('@')[0]);
    assert.equal(node.role, flags!.includes('master') ? 'primary' : 'replica');
    assert.equal(node.primary ?? '-', primary);
    assert.equal(node.configEpoch, Number(epoch));
    assert.equal(node.linkState, link);
    assert.deepEqual(
      node.ranges.map(({ from, to }) => `${from}-${to}`),
      slots,
    );
    assert.equal(node.presence, 'live');
    const info = await redisCli(handleOf(id!), 'info');
    assert.ok(info.includes(`redis_version:${node.version}`));
    assert.ok(info.includes(`master_replid:${node.replicationId}`));
    assert.ok(info.includes(`maxmemory_policy:${node.maxMemoryPolicy}`));
    assert.equal(redisFigure(figures[id!], 'keys'), Number(await redisCli(handleOf(id!), 'dbsize')));
  }
  const keysWithTtl = Object.values(nodes)
    .filter(({ role }) => role === 'primary')
    .reduce((sum, { id }) => sum + redisFigure(figures[id], 'keysWithTtl')!, 0);
  assert.equal(keysWithTtl, 1);
});

test('every node is asked for the map in its turn', async () => {
  const asked = new Set<string>();
  for (let tick = 0; tick < 6; tick += 1) asked.add((await access.read()).summary.askedNode);
  assert.equal(asked.size, 6);
});

test('hit ratio and rates follow what clients do', async () => {
  const { primary } = await wholeShard();
  const client = handleOf(primary.id).connect();
  const own = createRedisAccess({
    target: { seeds: cluster.seeds as string[] },
    lifetime: servers.lifetime.child('rates'),
    clock: systemClock,
  });
  try {
    const before = await own.read();
    assert.equal(figure(before, primary.id, 'opsPerSecond'), null, 'one reading makes no rate');
    const key = ownedKey(primary);
    await client.set(key, '1');
    for (let count = 0; count < 30; count += 1) await client.get(key);
    await client.del(key);
    for (let count = 0; count < 10; count += 1) await client.get(key);
    const after = await own.read();
    assert.equal(figure(after, primary.id, 'hitRatio'), 0.75);
    assert.ok(figure(after, primary.id, 'opsPerSecond')! > 0);
    assert.ok(figure(after, primary.id, 'hitsPerSecond')! > figure(after, primary.id, 'missesPerSecond')!);
  } finally {
    client.disconnect();
  }
});

test('acting: commands, bytes, pipelines with errors in place, and a node that is not there', async () => {
  const { primary, replica } = await wholeShard();
  const key = ownedKey(primary);
  const bytes = Buffer.from([0, 255, 128, 10]);
  assert.equal(await writing.command(primary.id, ['SET', key, bytes]), 'OK');
  assert.deepEqual(await writing.commandBuffer(primary.id, ['GET', key]), bytes);
  const [value, wrong] = await writing.pipeline(primary.id, [
    ['GET', key],
    ['INCR', key],
  ]);
  assert.deepEqual(value, bytes);
  assert.ok(wrong instanceof Error);
  await assert.rejects(writing.command(replica.id, ['SET', key, '1']), { code: 'conflict' });
  await assert.rejects(writing.command('unknown', ['PING']), { code: 'not_found' });
  await assert.rejects(writing.command(primary.id, ['DEBUG', 'SLEEP', '0.4'], { timeoutMs: 50 }), {
    code: /timeout|bad_request/,
  });
  const view = await access.viewOf(replica.id);
  assert.equal(view.find(({ isMyself }) => isMyself)?.id, replica.id);
  assert.deepEqual(access.endpoint(primary.id), { host: '127.0.0.1', port: primary.port });
  assert.equal(writing.socketOptions(primary.id).tls, null);
  await writing.command(primary.id, ['DEL', key]);
});

test('a cancelled command is given up at once, and blocks nobody', async () => {
  const { primary } = await wholeShard();
  const stop = new AbortController();
  const blocked = writing.command(primary.id, ['BLPOP', ownedKey(primary), '0'], { signal: stop.signal });
  stop.abort();
  await assert.rejects(blocked, { code: 'cancelled' });
  const startMs = performance.now();
  assert.equal(await writing.command(primary.id, ['PING']), 'PONG');
  assert.ok(performance.now() - startMs < 1000, 'the next command does not wait behind it');
});

test('a paused replica is late with its lag, then down without; the others are read as before', async () => {
  const { primary, replica } = await wholeShard();
  const handle = handleOf(replica.id);
  const writer = handleOf(primary.id).connect();
  const key = ownedKey(primary);
  handle.pause();
  try {
    await writer.set(key, 'x'.repeat(50_000));
    const late = await seen('the late replica', ({ nodes }) => nodes[replica.id]!.presence === 'late');
    assert.equal(late.nodes[replica.id]!.health, 'unknown');
    assert.match(late.nodes[replica.id]!.trouble ?? '', new RegExp(`${replica.port} does not answer`));
    assert.equal(figure(late, replica.id, 'usedMemoryBytes'), null, 'never guessed');
    assert.ok(figure(late, replica.id, 'lagBytes')! >= 50_000, 'as its primary says it');
    for (const node of Object.values(late.nodes)) if (node.id !== replica.id) assert.equal(node.presence, 'live');
    const startMs = performance.now();
    await access.read();
    assert.ok(performance.now() - startMs < 500, 'nobody waits for it twice');
    const down = await seen('the failed replica', ({ nodes }) => nodes[replica.id]!.presence === 'down');
    assert.deepEqual([figure(down, replica.id, 'lagBytes'), figure(down, replica.id, 'lagMs')], [null, null]);
    assert.equal(down.summary.health, 'attention');
    assert.equal(down.summary.slotsCovered, 16_384);
  } finally {
    handle.resume();
    writer.disconnect();
  }
  const back = await seen(
    'the replica again',
    ({ nodes, figures }) =>
      nodes[replica.id]!.presence === 'live' && redisFigure(figures[replica.id], 'lagBytes') === 0,
  );
  assert.equal(figure(back, replica.id, 'lagMs'), 0);
});

test('a killed primary is down at once, its replica takes over, and the node stays on screen', async () => {
  const { primary, replica } = await wholeShard();
  const handle = handleOf(primary.id);
  await handle.kill();
  const down = await seen('the dead primary', ({ nodes }) => nodes[primary.id]!.presence === 'down');
  assert.equal(down.nodes[primary.id]!.health, 'critical');
  assert.equal(down.summary.health, 'critical');
  assert.match(down.nodes[primary.id]!.trouble ?? '', /refuses connections|closed the connection/);
  const over = await seen('the promotion', ({ nodes }) => nodes[replica.id]!.role === 'primary');
  assert.equal(countSlots(over.nodes[replica.id]!.ranges), countSlots(primary.ranges));
  assert.ok(over.nodes[replica.id]!.configEpoch > primary.configEpoch);
  assert.equal(over.nodes[primary.id]!.presence, 'down');
  assert.ok(over.nodes[primary.id]!.lastSeenMs < Date.now());
  assert.equal(figure(over, replica.id, 'lagMs'), null, 'a primary has no lag');
  await handle.restart();
  const back = await seen(
    'the old primary as a replica',
    ({ nodes, summary }) => nodes[primary.id]!.role === 'replica' && summary.health === 'healthy',
  );
  assert.equal(back.nodes[primary.id]!.primary, replica.id);
});

test('a node that was reset is not believed, and once forgotten it stays as gone', async () => {
  const { replica } = await wholeShard();
  await redisCli(handleOf(replica.id), 'cluster', 'reset', 'hard');
  for (let tick = 0; tick < 8; tick += 1) {
    const { summary } = await access.read();
    assert.ok(summary.known >= 6, 'its map of one node is never shown');
  }
  for (const [id, node] of cluster.byId) if (id !== replica.id) await redisCli(node, 'cluster', 'forget', replica.id);
  const { nodes, summary } = await seen('the node gone', (reading) => reading.nodes[replica.id]!.presence === 'gone');
  assert.deepEqual([nodes[replica.id]!.health, nodes[replica.id]!.ranges], ['unknown', []]);
  assert.ok(nodes[replica.id]!.lastSeenMs > Date.now() - 60_000);
  assert.equal(summary.known, 5);
  assert.equal(summary.health, 'attention', 'one primary has nobody to take over');
  await assert.rejects(access.command(replica.id, ['PING']), { code: 'not_found' });
});

test('all connections end with the lifetime', async () => {
  const lifetime = new Lifetime('short');
  const own = await serversIn(lifetime);
  const node = await own.redisNode();
  const child = lifetime.child('access');
  const short = createRedisAccess({
    target: { seeds: [`127.0.0.1:${node.port}`] },
    lifetime: child,
    clock: systemClock,
  });
  await short.read();
  await short.command('standalone', ['PING']);
  const watcher = node.connect();
  const clients = async (): Promise<number> =>
    String(await watcher.call('CLIENT', 'LIST'))
      .trim()
      .split('\n').length;
  assert.equal(await clients(), 3);
  await child.dispose();
  assert.equal(child.size, 0);
  await waitFor(async () => (await clients()) === 1, { what: 'the connections are closed' });
  await assert.rejects(short.read(), { code: 'cancelled' });
  watcher.disconnect();
  await lifetime.dispose();
});

/** A key whose slot the node owns. */
function ownedKey(primary: RedisNode): string {
  for (let number = 0; ; number += 1) if (hasSlot(primary.ranges, slotOfKey(`key:${number}`))) return `key:${number}`;
}
