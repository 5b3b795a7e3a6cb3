// The servers a crash proof runs on: a cluster of 3 + 3, a replica set of 3, a store with one set in it, and what their data
// are supposed to be. Small, because they are compared after every harm.

import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Cluster, Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import type { MongoSetHandle } from '../../../main/lab/mongo-set.ts';
import type { RedisClusterHandle } from '../../../main/lab/redis-cluster.ts';
import { describeUnfinished } from '../../../main/backup/unfinished/describe-unfinished.ts';
import { isSideCollection } from '../../../main/backup/mongo/restore-names.ts';
import { readRestoredRecords } from '../../../main/backup/mongo/restored-record.ts';
import type { Lifetime } from '../../../shared/lifetime.ts';
import { runRunbook } from '../../fixtures/console.ts';
import { serversIn, type TestServers } from '../../fixtures/servers.ts';
import { waitFor } from '../../fixtures/wait-for.ts';
import { describeDatabase } from '../../integration/backup-mongo-data.ts';
import { describeKeys } from '../../integration/backup-redis-data.ts';
import { RESTORED_ID } from './restored-beside.ts';
import { openConsole, type ConsoleOrder } from './console.ts';

export const DATABASE = 'shop';
const DOCUMENTS = 400;
const KEYS = 200;
const PATIENCE = { timeoutMs: 60_000, intervalMs: 50 } as const;
/** The name of the profiler's setting in a description. */
export const PROFILER = 'profiler of the primary';

/** Namespace, key or setting → what is in it. Names a restore uses while it works are left out, and the ledger. */
export type Description = ReadonlyMap<string, string>;

export interface World {
  readonly servers: TestServers;
  readonly cluster: RedisClusterHandle;
  readonly set: MongoSetHandle;
  readonly client: MongoClient;
  readonly redis: Cluster;
  readonly store: string;
  /** Answers every request with 200. */
  readonly healthUrl: string;
  /** What a console of this world is opened with. */
  console(folder: string): ConsoleOrder;
  /** The set that was taken of the data as they are in the set. */
  readonly setId: string;
  /** What `describe` said when the set was taken. */
  readonly pristine: Description;
  describe(): Promise<Description>;
  /** What restores and reindexes leave only while they work, and must not leave for good. */
  leftovers(): Promise<readonly string[]>;
  /** All six nodes agree that the cluster is whole, and the set has a primary and two secondaries. */
  settle(): Promise<void>;
}

export async function createWorld(lifetime: Lifetime): Promise<World> {
  const servers = await serversIn(lifetime);
  const [cluster, set] = await Promise.all([servers.redisCluster(), servers.mongoSet()]);
  const client = await set.connect();
  lifetime.add(() => client.close());
  const redis = new Cluster(
    cluster.nodes.map(({ port }) => ({ host: '127.0.0.1', port })),
    { clusterRetryStrategy: () => 50 },
  );
  redis.on('error', () => undefined);
  lifetime.add(() => redis.disconnect());
  await fill(client, redis);

  const describe = async (): Promise<Description> => {
    const [collections, keys, profiler] = await Promise.all([
      describeDatabase(client, DATABASE),
      describePrimaries(cluster),
      client.db(DATABASE).command({ profile: -1 }),
    ]);
    return new Map([
      ...[...collections]
        .filter(([name]) => !isSideCollection(name))
        .map(([name, what]) => [`mongo ${name}`, what] as const),
      ...[...keys].filter(([name]) => name.startsWith('key:')).map(([name, what]) => [`redis ${name}`, what] as const),
      [PROFILER, `${profiler['was']}, ${profiler['slowms']} ms`],
    ]);
  };
  const store = await servers.newFolder('store');
  const order = (folder: string): ConsoleOrder => ({
    folder,
    redisSeeds: cluster.seeds,
    mongo: { seeds: set.seeds, name: set.name },
    store,
  });
  const setId = await takeSet(lifetime, order(await servers.newFolder('first')));
  return {
    servers,
    cluster,
    set,
    client,
    redis,
    store,
    healthUrl: await answerEverything(lifetime),
    console: order,
    setId,
    pristine: await describe(),
    describe,
    leftovers: () => findLeftovers(client, store),
    settle: () => settle(cluster, client),
  };
}

async function fill(client: MongoClient, redis: Cluster): Promise<void> {
  for (const name of ['orders', 'users']) {
    const collection = client.db(DATABASE).collection(name);
    await collection.insertMany(
      Array.from({ length: DOCUMENTS }, (_, index) => ({ index, state: `state ${index % 5}` })),
      { writeConcern: { w: 'majority' } },
    );
    await collection.createIndexes([
      { key: { index: 1 }, unique: true, name: 'index_unique' },
      { key: { state: 1, index: -1 }, name: 'state_index' },
    ]);
  }
  await Promise.all(Array.from({ length: KEYS }, (_, index) => redis.set(`key:${index}`, `value ${index}`)));
}

async function takeSet(lifetime: Lifetime, order: ConsoleOrder): Promise<string> {
  const own = lifetime.child('taking a set');
  await runRunbook(await openConsole(order, own), 'backup.take');
  const setId = (await readdir(order.store)).find((name) => /^\d{4}-/.test(name));
  if (setId === undefined) throw new Error(`no set in ${order.store}`);
  await own.dispose();
  return setId;
}

async function answerEverything(lifetime: Lifetime): Promise<string> {
  const server = createServer((_, response) => response.end('ok')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  lifetime.add(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function findLeftovers(client: MongoClient, store: string): Promise<string[]> {
  const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
  const names = await client.db(DATABASE).listCollections({}, { nameOnly: true }).toArray();
  // What waits to be cut over is meant to be there, and what was in place already: clients may have written to it.
  const placed = (await readRestoredRecords(client)).filter(({ collections }) =>
    collections.some(({ was }) => was !== undefined),
  );
  const meant = [RESTORED_ID, ...placed.map(({ id }) => id)];
  const isLeft = (name: string): boolean => name.includes('__restore_') && !meant.some((id) => name.includes(id));
  return [
    ...databases.map(({ name }) => name).filter(isLeft),
    ...names.map(({ name }) => name).filter(isLeft),
    ...(await abandonedIn(store)),
  ];
}

/** A run that failed may leave what it had finished, and says so; anything else that is unfinished was forgotten. */
async function abandonedIn(store: string): Promise<readonly string[]> {
  const partials = (await readdir(store)).filter((name) => name.endsWith('.partial'));
  const told = await Promise.all(partials.map((name) => describeUnfinished(name, join(store, name))));
  return told.filter(({ stopped }) => stopped === null).map(({ name }) => name);
}

async function settle(cluster: RedisClusterHandle, client: MongoClient): Promise<void> {
  for (const node of cluster.nodes) if (!node.running) await node.restart();
  const isWhole = async ({ port }: { readonly port: number }): Promise<boolean> => {
    const info = await askNode(port, 'cluster', 'info');
    const view = await askNode(port, 'cluster', 'nodes');
    return info.includes('cluster_state:ok') && !/fail|handshake|noaddr|->-|-<-/.test(view);
  };
  await waitFor(async () => (await Promise.all(cluster.nodes.map(isWhole))).every(Boolean), {
    ...PATIENCE,
    what: 'the cluster is whole',
  });
  await waitFor(
    async () => {
      const { members } = (await client.db('admin').command({ replSetGetStatus: 1 })) as {
        members: readonly { readonly stateStr: string }[];
      };
      return (
        members
          .map(({ stateStr }) => stateStr)
          .toSorted()
          .join() === 'PRIMARY,SECONDARY,SECONDARY'
      );
    },
    { ...PATIENCE, what: 'the set has a primary and two secondaries' },
  );
}

/** Asks each node whether it is a primary: a client's own map of the cluster is late after a failover. */
async function describePrimaries(cluster: RedisClusterHandle): Promise<readonly (readonly [string, string])[]> {
  const described = cluster.nodes.map(({ port }) =>
    onNode(port, async (node) => {
      const [role] = (await node.call('role')) as [string];
      return role === 'master' ? [...(await describeKeys(node))] : [];
    }),
  );
  return (await Promise.all(described)).flat();
}

/** On every member: it does not go with the data. */
export async function setProfiler(
  { set }: World,
  setting: { readonly profile: number; readonly slowms: number },
): Promise<void> {
  for (const { port } of set.members) {
    const client = await MongoClient.connect(`mongodb://127.0.0.1:${port}/?directConnection=true`);
    await client.db(DATABASE).command(setting, { readPreference: 'nearest' });
    await client.close();
  }
}

/** Of the primaries, by the word of the nodes themselves. */
export async function primaryPorts(cluster: RedisClusterHandle): Promise<readonly number[]> {
  const ports: number[] = [];
  for (const { port } of cluster.nodes)
    await onNode(port, async (node) => {
      if (((await node.call('role')) as [string])[0] === 'master') ports.push(port);
    });
  return ports;
}

export function askNode(port: number, command: string, ...words: string[]): Promise<string> {
  return onNode(port, async (node) => String(await node.call(command, ...words)));
}

async function onNode<T>(port: number, work: (node: Redis) => Promise<T>): Promise<T> {
  const node = new Redis({ host: '127.0.0.1', port, lazyConnect: true, retryStrategy: null });
  node.on('error', () => undefined);
  try {
    await node.connect();
    return await work(node);
  } finally {
    node.disconnect();
  }
}
