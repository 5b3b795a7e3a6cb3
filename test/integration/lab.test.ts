import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import type { Profile } from '../../shared/model/profile.ts';
import { freePorts } from '../../main/lab/free-ports.ts';
import {
  joinLab,
  labProfileOf,
  labStatus,
  restartLabServer,
  setLabLoad,
  startLab,
  stopLab,
  type StartLabOptions,
} from '../../main/lab/lab.ts';
import { labFolder, readRecord, writeRecord } from '../../main/lab/lab-folder.ts';
import { identityOf, isAlive } from '../../main/process-identity.ts';
import type { LabProgress } from '../../main/lab/progress.ts';
import { startRedisNode } from '../../main/lab/redis-node.ts';
import { testServers } from '../fixtures/servers.ts';
import { waitFor } from '../fixtures/wait-for.ts';

const servers = await testServers();
const SMALL = { documents: 700, keys: 1000 };

interface Console {
  readonly process: ChildProcess;
  readonly ready: Promise<{ joined: boolean; profile: Profile }>;
  readonly progress: LabProgress[];
}

/** A console in a process of its own, so that it can be killed. */
function openConsole(options: StartLabOptions, environment: NodeJS.ProcessEnv = {}): Console {
  const script = join(import.meta.dirname, '../fixtures/lab-console.ts');
  const child = spawn(process.execPath, [script, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  after(() => child.kill('SIGKILL'));
  const progress: LabProgress[] = [];
  const ready = new Promise<{ joined: boolean; profile: Profile }>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the console ended before the lab was ready')));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = JSON.parse(line) as { progress?: LabProgress } & { joined: boolean; profile: Profile };
      if (message.progress) progress.push(message.progress);
      else resolve(message);
    });
  });
  ready.catch(() => undefined); // awaited by the test where it matters
  return { process: child, ready, progress };
}

/** A lab of its own for one test, stopped with the file whatever happens. */
async function labOptions(): Promise<StartLabOptions & { readonly folder: string }> {
  const cache = await servers.newFolder('cache');
  const ports = await freePorts(9);
  after(() => stopLab({ cache }));
  return {
    paths: { cache },
    redisPorts: ports.slice(0, 6),
    mongoPorts: ports.slice(6),
    size: SMALL,
    folder: labFolder({ cache }),
  };
}

async function processesOf(folder: string): Promise<number[]> {
  const record = await readRecord(folder);
  assert.ok(record, 'a lab runs');
  return [record.keeper.pid, ...record.servers.map(({ pid }) => pid)];
}

function allGone(pids: readonly number[]): boolean {
  return pids.every((pid) => identityOf(pid) === undefined);
}

async function withRedis<T>(port: number, use: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis({ host: '127.0.0.1', port, retryStrategy: null, maxRetriesPerRequest: 0 });
  client.on('error', () => undefined);
  try {
    return await use(client);
  } finally {
    client.disconnect();
  }
}

const portOf = (seed: string): number => Number(seed.split(':')[1]);
const statOf = async (port: number, name: string): Promise<number> =>
  withRedis(port, async (client) => Number(new RegExp(`${name}:(\\d+)`).exec(await client.info('stats'))?.[1]));

test('a full lab: servers answer, data are there, the load lives through a failover and can be switched off', async () => {
  const { folder, ...options } = await labOptions();
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

test('two consoles at once share one keeper; killed with -9, the last one takes everything along', async () => {
  const { folder, ...options } = await labOptions();
  const redisOnly = { ...options, mongoPorts: [] };
  const [first, second] = [openConsole(redisOnly), openConsole(redisOnly)];
  const [a, b] = await Promise.all([first.ready, second.ready]);
  assert.deepEqual([a.joined, b.joined].sort(), [false, true]);
  assert.deepEqual(a.profile, b.profile);
  assert.ok(first.progress.length > 5 && second.progress.length > 5, 'both saw the progress');
  const pids = await processesOf(folder);

  first.process.kill('SIGKILL');
  await once(first.process, 'exit');
  assert.ok((await labStatus(options.paths)).running);

  second.process.kill('SIGKILL');
  await waitFor(() => allGone(pids) && !existsSync(folder), { timeoutMs: 15_000, what: 'everything is gone' });
});

test('after a kill -9 of the keeper the next start clears its leftovers and nothing else', async () => {
  const { folder, ...options } = await labOptions();
  const foreign = await servers.redisNode();
  await startLab({ ...options, mongoPorts: [], keep: true });
  const record = (await readRecord(folder))!;
  process.kill(record.keeper.pid, 'SIGKILL');
  await waitFor(() => !isAlive(record.keeper));
  assert.equal((await labStatus(options.paths)).running, false);

  // Where the system cannot end children with their parent, servers stay behind: one that fits in every point, and one
  // whose pid the record names but which is somebody else's.
  const left = await startRedisNode({ folder: join(folder, 'redis-left') });
  const row = (server: { pid: number; port: number; name: string }) => ({
    ...identityOf(server.pid)!,
    kind: 'redis' as const,
    name: server.name,
    port: server.port,
  });
  await writeRecord(folder, {
    ...record,
    servers: [...record.servers, row(left), row(foreign), { ...row(foreign), started: '1', name: 'reused pid' }],
  });

  const lab = await startLab({ ...options, redisPorts: [] });
  assert.equal(lab.joined, false);
  assert.equal(left.running, false);
  assert.ok(foreign.running);
  assert.equal(await withRedis(foreign.port, (client) => client.ping()), 'PONG');
  assert.ok(allGone(record.servers.map(({ pid }) => pid)));
  await lab.leave();
  assert.equal(existsSync(folder), false);
});

test('a kept lab outlives its console and ends with stop', async () => {
  const { folder, ...options } = await labOptions();
  const console = openConsole({ ...options, mongoPorts: [], keep: true, load: 'off' });
  await console.ready;
  console.process.kill('SIGKILL');
  await once(console.process, 'exit');
  const joined = await joinLab(options.paths);
  assert.equal(joined?.joined, true);
  await joined.leave();
  const status = await labStatus(options.paths);
  assert.deepEqual([status.running, status.load], [true, 'off']);
  const pids = await processesOf(folder);
  assert.equal(await stopLab(options.paths), true);
  assert.ok(allGone(pids));
  assert.equal(existsSync(folder), false);
});

test('a program that cannot be had is one clear line, and the rest runs', async () => {
  const options = await labOptions();
  const console = openConsole(options, { MARSAD_MONGOD: '/nowhere/mongod' });
  const { profile } = await console.ready;
  assert.equal(profile.mongo, undefined);
  assert.equal(profile.redis?.seeds.length, 6);
  const failures = console.progress.filter((line) => line.state === 'fail');
  assert.equal(failures.length, 1);
  assert.match(failures[0]!.detail, /MARSAD_MONGOD names \/nowhere\/mongod/);
  console.process.stdin!.write('leave\n');
  await once(console.process, 'exit');
  assert.equal(existsSync(options.folder), false);
});

test('a start that is cancelled leaves nothing', async () => {
  const { folder, ...options } = await labOptions();
  const cancel = new AbortController();
  const onProgress = (line: LabProgress): void => {
    if (line.part === 'redis-nodes' && line.state === 'done') cancel.abort();
  };
  await assert.rejects(startLab({ ...options, keep: true, signal: cancel.signal, onProgress }), { code: 'cancelled' });
  assert.equal(existsSync(folder), false);
});

test('a folder that holds something else is refused and stays as it is', async () => {
  const cache = await servers.newFolder('cache');
  const folder = labFolder({ cache });
  await mkdir(folder);
  await writeFile(join(folder, 'letter.txt'), 'keep me');
  await assert.rejects(startLab({ paths: { cache } }), { code: 'bad_request' });
  assert.equal(await readFile(join(folder, 'letter.txt'), 'utf8'), 'keep me');
});
