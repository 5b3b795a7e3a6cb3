// The lab as the demo has it: its servers, its data, its load, and what its end leaves.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { MongoClient } from 'mongodb';
import {
  joinLab,
  labProfileOf,
  labStatus,
  restartLabServer,
  setLabLoad,
  startLab,
  stopLab,
} from '../../main/lab/lab.ts';
import type { LabProgress } from '../../main/lab/progress.ts';
import { allGone, labOptions, processesOf, SMALL, withRedis } from '../fixtures/lab-consoles.ts';
import { testServers } from '../fixtures/servers.ts';
import { waitFor } from '../fixtures/wait-for.ts';

const servers = await testServers();
const portOf = (seed: string): number => Number(seed.split(':')[1]);
const statOf = async (port: number, name: string): Promise<number> =>
  withRedis(port, async (client) => Number(new RegExp(`${name}:(\\d+)`).exec(await client.info('stats'))?.[1]));

test('a full lab: servers answer, data are there, the load lives through a failover and can be switched off', async () => {
  const { folder, ...options } = await labOptions(servers);
  const taken = createServer().listen(options.redisPorts![2], '127.0.0.1');
  await once(taken, 'listening');
  const progress: LabProgress[] = [];
  const lab = await startLab({ ...options, size: {}, onProgress: (line) => progress.push(line) });
  assert.equal(lab.joined, false);

  // Ports: one was taken, so Redis moved and said so; MongoDB has what was asked for.
  const redisPorts = lab.profile.redis!.seeds.map(portOf);
  assert.ok(!redisPorts.some((port) => options.redisPorts!.includes(port)));
  assert.ok(progress.some((line) => line.part === 'redis-nodes' && line.detail.includes('taken')));
  assert.deepEqual(lab.profile.mongo!.seeds.map(portOf), options.mongoPorts);
  for (const part of [
    'programs',
    'redis-nodes',
    'redis-cluster',
    'mongo-members',
    'mongo-primary',
    'seed-redis',
    'seed-mongo',
    'load',
  ]) {
    assert.ok(
      progress.some((line) => line.part === part && line.state === 'done'),
      `${part} is reported`,
    );
  }

  // Data.
  let keys = 0;
  for (const port of redisPorts) {
    assert.equal(await withRedis(port, (client) => client.ping()), 'PONG');
    const isPrimary = await withRedis(port, async (client) => (await client.role())[0] === 'master');
    if (isPrimary) keys += await withRedis(port, (client) => client.dbsize());
  }
  assert.ok(keys >= 100_000, `${keys} keys`);
  const mongo = await new MongoClient(
    `mongodb://${lab.profile.mongo!.seeds.join(',')}/?replicaSet=${lab.profile.mongo!.replicaSet}`,
  ).connect();
  const database = mongo.db('almashooq');
  const names = (await database.listCollections().toArray()).map(({ name }) => name).sort();
  assert.deepEqual(names, [
    'audit_log',
    'carts',
    'notifications',
    'orders',
    'products',
    'users',
    'wallet_transactions',
  ]);
  const counts = await Promise.all(names.map((name) => database.collection(name).estimatedDocumentCount()));
  assert.ok(counts.reduce((sum, count) => sum + count, 0) >= 100_000);
  assert.equal(
    (
      await database
        .collection('products')
        .find({ $text: { $search: 'kettle' } })
        .limit(1)
        .toArray()
    ).length,
    1,
  );

  // Somebody else joins the same lab, and leaving does not end it.
  const second = await startLab({ ...options, size: SMALL });
  assert.equal(second.joined, true);
  assert.deepEqual(second.profile, lab.profile);
  await second.leave();
  assert.deepEqual(await labProfileOf(options.paths), lab.profile);

  // The load moves the counters, also after a primary was killed.
  const status = await labStatus(options.paths);
  assert.equal(status.load, 'on');
  assert.equal(status.servers.length, 9);
  const commands = await statOf(redisPorts[1]!, 'total_commands_processed');
  await waitFor(async () => (await statOf(redisPorts[1]!, 'total_commands_processed')) > commands + 50);
  const inserts = async (): Promise<number> => (await database.command({ serverStatus: 1 }))['opcounters'].insert;
  const insertsBefore = await inserts();
  await waitFor(async () => (await inserts()) > insertsBefore);
  const victim = status.servers.find((server) => server.port === redisPorts[0])!;
  process.kill(victim.pid, 'SIGKILL');
  await waitFor(() => withRedis(redisPorts[3]!, async (client) => (await client.role())[0] === 'master'), {
    timeoutMs: 20_000,
    what: 'the replica takes over',
  });
  const hits = await statOf(redisPorts[3]!, 'keyspace_hits');
  await waitFor(async () => (await statOf(redisPorts[3]!, 'keyspace_hits')) > hits + 20, {
    what: 'the load reaches the new primary',
  });
  await restartLabServer(options.paths, victim.port);
  await waitFor(() => withRedis(victim.port, async (client) => (await client.role())[0] === 'slave'), {
    timeoutMs: 20_000,
  });

  await setLabLoad(options.paths, 'off');
  assert.equal((await labStatus(options.paths)).load, 'off');
  const quiet = await statOf(redisPorts[1]!, 'keyspace_hits');
  await new Promise((resolve) => setTimeout(resolve, 500)); // half a second of a running load is more than a hundred hits
  assert.equal(await statOf(redisPorts[1]!, 'keyspace_hits'), quiet);
  await setLabLoad(options.paths, 'on');
  await waitFor(async () => (await statOf(redisPorts[1]!, 'keyspace_hits')) > quiet);

  // The end leaves nothing.
  await mongo.close();
  const pids = await processesOf(folder);
  await lab.stop();
  assert.ok(allGone(pids));
  assert.deepEqual(await readdir(options.paths.cache), []);
  assert.equal((await labStatus(options.paths)).running, false);
  assert.equal(await joinLab(options.paths), undefined);
  assert.equal(await stopLab(options.paths), false);
  taken.close();
});
