import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { connect as connectSocket } from 'node:net';
import { join } from 'node:path';
import { once } from 'node:events';
import { test } from 'node:test';
import { Redis } from 'ioredis';
import { silentServer, smallDisk, testCertificates, testKeyFile } from '../fixtures/faults.ts';
import { testServers } from '../fixtures/servers.ts';
import { waitFor } from '../fixtures/wait-for.ts';

const servers = await testServers();

test('a cluster: every node agrees, a killed node comes back on its port, a paused one stays silent', async () => {
  const cluster = await servers.redisCluster();
  assert.equal(cluster.nodes.length, 6);
  for (const [id, node] of cluster.byId) {
    const client = node.connect();
    assert.equal(await client.call('CLUSTER', 'MYID'), id);
    assert.match(String(await client.call('CLUSTER', 'INFO')), /cluster_state:ok[\s\S]*cluster_known_nodes:6/);
    client.disconnect();
  }
  const replica = cluster.nodes[5]!;
  const { pid, port } = replica;
  await replica.kill();
  assert.equal(replica.running, false);
  await replica.restart();
  assert.notEqual(replica.pid, pid);
  assert.equal(replica.port, port);

  replica.pause();
  const client = new Redis({ ...replica.options, commandTimeout: 300, maxRetriesPerRequest: 0, retryStrategy: null });
  client.on('error', () => undefined);
  await assert.rejects(client.ping());
  replica.resume();
  client.disconnect();
  await cluster.stop();
  assert.ok(cluster.nodes.every((node) => !node.running));
});

test('a standalone Redis with ACL users and TLS takes the right password and no other', async () => {
  const tls = await testCertificates(await servers.newFolder('tls'));
  const node = await servers.redisNode({
    tls,
    password: 'pass "word" \\ 1',
    users: [{ name: 'viewer', password: 'viewer-secret', rules: '~* &* -@all +@read +ping' }],
  });
  const admin = node.connect();
  assert.equal(await admin.set('a', '1'), 'OK');
  admin.disconnect();
  const viewer = new Redis({
    ...node.options,
    username: 'viewer',
    password: 'viewer-secret',
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
    retryStrategy: null,
  });
  viewer.on('error', () => undefined);
  assert.equal(await viewer.get('a'), '1');
  await assert.rejects(viewer.set('a', '2'), /NOPERM/);
  viewer.disconnect();
  const stranger = new Redis({ ...node.options, password: 'wrong', maxRetriesPerRequest: 0, retryStrategy: null });
  stranger.on('error', () => undefined);
  await assert.rejects(stranger.get('a'));
  stranger.disconnect();
  const commandLine = await readFile(`/proc/${node.pid}/cmdline`, 'utf8');
  assert.ok(commandLine.includes(node.folder));
  assert.ok(!commandLine.includes('secret') && !commandLine.includes('word'));
});

test('a replica set with login, TLS, an arbiter and a hidden member elects the first member', async () => {
  const tls = await testCertificates(await servers.newFolder('tls'));
  const keyFile = await testKeyFile(await servers.newFolder('key'));
  const set = await servers.mongoSet({
    name: 'guarded-rs',
    members: [{ priority: 2 }, { hidden: true }, { arbiterOnly: true }],
    keyFile,
    tls,
    admin: { username: 'root', password: 'root-secret' },
  });
  const client = await set.connect();
  assert.equal((await client.db('shop').collection('things').insertOne({ a: 1 })).acknowledged, true);
  await client.close();
  assert.equal(await set.primary(), set.members[0]);
  await set.stop();
});

test('an unusable server says why, with its log', async () => {
  await assert.rejects(
    servers.redisNode({ settings: { 'no-such-setting': 'yes' } }),
    (error: Error & { details?: { log?: string } }) => {
      assert.match(error.message, /ended while it was starting/);
      assert.match(error.details?.log ?? '', /no-such-setting/);
      return true;
    },
  );
});

test('faults: a silent server accepts and never answers; a small disk fills', async (t) => {
  const silent = await silentServer(servers.lifetime);
  const socket = connectSocket(silent.port, '127.0.0.1');
  await once(socket, 'connect');
  let answered = false;
  socket.on('data', () => (answered = true));
  socket.write('PING\r\n');
  await waitFor(() => silent.accepted() === 1);
  assert.equal(answered, false);
  socket.destroy();

  const disk = await smallDisk(servers.lifetime, join(servers.folder, 'small'), 1 << 20);
  if ('unavailable' in disk) return t.skip(disk.unavailable);
  const { writeFile } = await import('node:fs/promises');
  await assert.rejects(writeFile(join(disk.folder, 'large'), Buffer.alloc(2 << 20)), { code: 'ENOSPC' });
});

test('a port that somebody else holds is a failure, never somebody else’s server', async () => {
  const redis = await servers.redisNode();
  await assert.rejects(servers.redisNode({ port: redis.port }), /ended while it was starting/);
  assert.ok(redis.running);
  const mongod = await servers.mongod();
  await assert.rejects(servers.mongod({ port: mongod.port }), /ended while it was starting/);
  await mongod.restart();
  assert.ok(mongod.running);
});
