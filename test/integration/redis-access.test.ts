// Getting at Redis: standalone servers, passwords, limited users, TLS, names and translated addresses, servers that are silent.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { RedisMode } from '../../shared/model/redis.ts';
import { redisFigure } from '../../shared/model/redis.ts';
import type { RedisTarget } from '../../shared/model/profile.ts';
import type { AppError } from '../../shared/errors.ts';
import { createRedisAccess } from '../../main/redis/create-redis-access.ts';
import type { RedisAccess } from '../../main/redis/redis-access.ts';
import { systemClock } from '../../main/system-clock.ts';
import { silentServer, testCertificates } from '../fixtures/faults.ts';
import { testServers } from '../fixtures/servers.ts';
import { waitFor } from '../fixtures/wait-for.ts';
import { writingRedis } from '../fixtures/writing-access.ts';

const SECRET = 'canary-7f3a-secret';
const servers = await testServers();

function accessTo(target: RedisTarget, password?: string): RedisAccess {
  return createRedisAccess({ target, password, lifetime: servers.lifetime.child('access'), clock: systemClock });
}

test('a standalone server is read as far as it goes', async () => {
  const node = await servers.redisNode({ settings: { maxmemory: '64mb', 'maxmemory-policy': 'allkeys-lru' } });
  const access = accessTo({ seeds: [`127.0.0.1:${node.port}`] });
  await access.read();
  assert.equal(
    await writingRedis(access, servers.lifetime).command('standalone', ['SET', 'a', '1', 'EX', '100']),
    'OK',
  );
  const { summary, nodes, figures } = await access.read();
  assert.deepEqual(
    [summary.mode, summary.health, summary.state, summary.known, summary.agreeing, summary.slotsCovered],
    ['standalone' satisfies RedisMode, 'healthy', 'ok', 1, 1, 0],
  );
  assert.deepEqual(Object.keys(nodes), ['standalone']);
  assert.equal(nodes['standalone']!.maxMemoryPolicy, 'allkeys-lru');
  const row = figures['standalone'];
  assert.deepEqual(
    [redisFigure(row, 'keys'), redisFigure(row, 'keysWithTtl'), redisFigure(row, 'maxMemoryBytes')],
    [1, 1, 64 * 1024 * 1024],
  );
  await node.kill();
  await assert.rejects(access.read(), { code: 'unreachable' });
  await node.restart();
  await waitFor(async () => (await access.read()).summary.health === 'healthy', { what: 'the server is read again' });
});

test('a wrong password, and none, say so; the right one is never repeated', async () => {
  const node = await servers.redisNode({ password: SECRET });
  const target = { seeds: [`127.0.0.1:${node.port}`] };
  for (const [password, words] of [
    [`${SECRET}-wrong`, /refused the user name or password/],
    [undefined, /asks for a password/],
  ] as const) {
    const access = accessTo(target, password);
    await assert.rejects(access.read(), (error: AppError) => {
      assert.equal(error.code, 'denied');
      assert.match(error.message, words);
      assert.match(error.message, new RegExp(`127\\.0\\.0\\.1:${node.port}`));
      assert.doesNotMatch(JSON.stringify(error.toData()) + error.stack, /canary/);
      return true;
    });
  }
  const { summary } = await accessTo(target, SECRET).read();
  assert.equal(summary.health, 'healthy');
});

test('a password that the server does not need does no harm', async () => {
  const node = await servers.redisNode();
  assert.equal((await accessTo({ seeds: [`127.0.0.1:${node.port}`] }, 'not-needed').read()).summary.health, 'healthy');
});

test('users with limited rights see what they may see, and what is missing has a name', async () => {
  const cluster = await servers.redisCluster({
    primaries: 3,
    replicasPerPrimary: 0,
    users: [
      { name: 'watcher', password: SECRET, rules: '-@all +cluster|nodes +cluster|info +info' },
      { name: 'mapper', password: SECRET, rules: '-@all +cluster|nodes +cluster|info' },
      { name: 'nobody', password: SECRET, rules: '-@all +ping' },
    ],
  });
  const as = (username: string): RedisAccess => accessTo({ seeds: [...cluster.seeds], username }, SECRET);

  const watcher = await as('watcher').read();
  assert.equal(watcher.summary.state, 'ok');
  assert.ok(Object.values(watcher.nodes).every(({ trouble, presence }) => trouble === null && presence === 'live'));

  const mapper = await as('mapper').read();
  assert.equal(mapper.summary.slotsCovered, 16_384);
  for (const node of Object.values(mapper.nodes)) {
    assert.equal(node.presence, 'live');
    assert.equal(node.health, 'attention');
    assert.match(node.trouble ?? '', /does not let this user run INFO/);
    assert.ok(mapper.figures[node.id]!.every((value) => value === null));
  }

  await assert.rejects(as('nobody').read(), (error: AppError) => {
    assert.equal(error.code, 'denied');
    assert.match(error.message, /run CLUSTER NODES/);
    assert.equal(error.details?.['missing'], '+cluster|nodes');
    return true;
  });
  const limited = as('watcher');
  const { summary } = await limited.read();
  await assert.rejects(limited.command(summary.askedNode, ['CLUSTER', 'FAILOVER']), { code: 'denied' });
  const writing = writingRedis(limited, servers.lifetime);
  await assert.rejects(writing.command(summary.askedNode, ['CLUSTER', 'FAILOVER']), { code: 'denied' });
});

test('a cluster behind TLS, by name, with the authority of the profile', async () => {
  const tls = await testCertificates(await servers.newFolder('tls'));
  const cluster = await servers.redisCluster({ primaries: 3, replicasPerPrimary: 1, tls });
  const seeds = [`localhost:${cluster.nodes[0]!.port}`];
  const access = accessTo({ seeds, tls: { caFile: tls.caFile } });
  const { summary, nodes } = await access.read();
  assert.deepEqual([summary.health, Object.keys(nodes).length], ['healthy', 6]);
  assert.notEqual(writingRedis(access, servers.lifetime).socketOptions(summary.askedNode).tls, null);

  const failing: readonly [RedisTarget, AppError['code'], RegExp][] = [
    [{ seeds, tls: {} }, 'unreachable', /certificate that this machine does not trust/],
    [{ seeds, tls: { caFile: tls.caFile, serverName: 'cache.example' } }, 'unreachable', /another name/],
    [{ seeds, tls: { caFile: join(servers.folder, 'absent.pem') } }, 'bad_request', /absent\.pem/],
    [{ seeds }, 'unreachable', /closed the connection/],
  ];
  for (const [target, code, words] of failing) {
    await assert.rejects(accessTo(target).read(), (error: AppError) => {
      assert.equal(error.code, code, error.message);
      assert.match(error.message, words);
      assert.ok(error.hint);
      return true;
    });
  }
});

test('a server that accepts and never answers costs its time and nobody else’s', async () => {
  const silent = await silentServer(servers.lifetime);
  const alone = accessTo({ seeds: [`127.0.0.1:${silent.port}`] });
  const startMs = performance.now();
  await assert.rejects(alone.read({ timeoutMs: 300 }), { code: 'timeout' });
  assert.ok(performance.now() - startMs < 2000);

  const node = await servers.redisNode();
  const both = accessTo({ seeds: [`127.0.0.1:${silent.port}`, `127.0.0.1:${node.port}`] });
  const bothMs = performance.now();
  assert.equal((await both.read()).summary.health, 'healthy');
  assert.ok(performance.now() - bothMs < 1000, 'the seed that answers counts');
});

test('seeds that are wrong say why', async () => {
  await assert.rejects(accessTo({ seeds: ['127.0.0.1:1'] }).read(), {
    code: 'unreachable',
    message: /127\.0\.0\.1:1 refuses/,
  });
  await assert.rejects(accessTo({ seeds: ['no-such-host.invalid:7000'] }).read(), {
    code: 'unreachable',
    message: /name/,
  });
});

test('addresses that are translated, and a node behind a silent address', async () => {
  const cluster = await servers.redisCluster({ primaries: 3, replicasPerPrimary: 0 });
  const silent = await silentServer(servers.lifetime);
  const [first, second] = cluster.nodes;
  const access = accessTo({
    seeds: [`127.0.0.1:${first!.port}`],
    addressMap: {
      [`127.0.0.1:${first!.port}`]: `localhost:${first!.port}`,
      [`127.0.0.1:${second!.port}`]: `127.0.0.1:${silent.port}`,
    },
  });
  const reading = await access.read({ timeoutMs: 500 });
  const byPort = new Map(Object.values(reading.nodes).map((node) => [node.port, node]));
  assert.equal(byPort.get(first!.port)?.host, 'localhost');
  assert.equal(byPort.get(silent.port)?.presence, 'late');
  assert.equal(byPort.get(silent.port)?.health, 'unknown');
  const down = await waitFor(
    async () => {
      const { nodes } = await access.read({ timeoutMs: 200 });
      return Object.values(nodes).find(({ port, presence }) => port === silent.port && presence === 'down');
    },
    { what: 'the silent node is down', intervalMs: 200 },
  );
  assert.match(down.trouble ?? '', /does not answer/);
  assert.equal(down.health, 'critical', 'a primary with slots');
});
