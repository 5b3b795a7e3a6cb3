// The servers a crash proof runs on: a cluster of 3 + 3, a replica set of 3, a store with one set in it, and what their data
// are supposed to be. Small, because they are compared after every harm.

import { readdir } from 'node:fs/promises';
import { Cluster, Redis } from 'ioredis';
import type { MongoClient } from 'mongodb';
import type { MongoSetHandle } from '../../../main/lab/mongo-set.ts';
import type { RedisClusterHandle } from '../../../main/lab/redis-cluster.ts';
import { isSideCollection } from '../../../main/backup/mongo/restore-names.ts';
import type { Lifetime } from '../../../shared/lifetime.ts';
import type { LocalStore } from '../../../shared/model/profile.ts';
import { runRunbook, startConsole } from '../../fixtures/console.ts';
import { serversIn, type TestServers } from '../../fixtures/servers.ts';
import { waitFor } from '../../fixtures/wait-for.ts';
import { describeDatabase } from '../../integration/backup-mongo-data.ts';
import { describeKeys } from '../../integration/backup-redis-data.ts';

export const DATABASE = 'shop';
const DOCUMENTS = 400;
const KEYS = 200;

export interface World {
  readonly servers: TestServers;
  readonly cluster: RedisClusterHandle;
  readonly set: MongoSetHandle;
  readonly client: MongoClient;
  readonly redis: Cluster;
  readonly store: string;
  /** Where copies go; it need not exist. */
  readonly secondStore: string;
  /** The set that was taken of the data as they are in the set. */
  readonly setId: string;
  /** What `describe` said when the set was taken. */
  readonly pristine: ReadonlyMap<string, string>;
  /** Namespace or key → what is in it. Names a restore uses while it works are left out, and the ledger. */
  describe(): Promise<ReadonlyMap<string, string>>;
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

  const describe = async (): Promise<ReadonlyMap<string, string>> => {
    const collections = await describeDatabase(client, DATABASE);
    const keys = await describePrimaries(cluster);
    return new Map([
      ...[...collections]
        .filter(([name]) => !isSideCollection(name))
        .map(([name, what]) => [`mongo ${name}`, what] as const),
      ...[...keys].filter(([name]) => name.startsWith('key:')).map(([name, what]) => [`redis ${name}`, what] as const),
    ]);
  };
  const store = await servers.newFolder('store');
  const setId = await takeSet(lifetime, servers, cluster, set, store);
  return {
    servers,
    cluster,
    set,
    client,
    redis,
    store,
    secondStore: secondStoreOf(store),
    setId,
    pristine: await describe(),
    describe,
    leftovers: () => findLeftovers(client),
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

/** What the consoles' profiles name: where backups go, and where they are copied to. */
export function storesOf(store: string): LocalStore[] {
  return [
    { kind: 'local', id: 'local', folder: store },
    { kind: 'local', id: 'second', folder: secondStoreOf(store) },
  ];
}

function secondStoreOf(store: string): string {
  return `${store}-second`;
}

async function takeSet(
  lifetime: Lifetime,
  servers: TestServers,
  cluster: RedisClusterHandle,
  set: MongoSetHandle,
  store: string,
): Promise<string> {
  const own = lifetime.child('taking a set');
  const desk = await startConsole({
    lifetime: own,
    folder: await servers.newFolder('first'),
    redisSeeds: cluster.seeds,
    mongo: { seeds: set.seeds, name: set.name },
    profile: { stores: storesOf(store) },
  });
  await runRunbook(desk, 'backup.take');
  const setId = (await readdir(store)).find((name) => /^\d{4}-/.test(name));
  if (setId === undefined) throw new Error(`no set in ${store}`);
  await own.dispose();
  return setId;
}

async function findLeftovers(client: MongoClient): Promise<string[]> {
  const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
  const names = await client.db(DATABASE).listCollections({}, { nameOnly: true }).toArray();
  return [
    ...databases.map(({ name }) => name).filter((name) => name.includes('__restore_')),
    ...names.map(({ name }) => name).filter((name) => name.startsWith('__restore_')),
  ];
}

async function settle(cluster: RedisClusterHandle, client: MongoClient): Promise<void> {
  for (const node of cluster.nodes) if (!node.running) await node.restart();
  await waitFor(
    async () => {
      for (const node of cluster.nodes) {
        const info = await askNode(node.port, 'cluster', 'info');
        const view = await askNode(node.port, 'cluster', 'nodes');
        if (!info.includes('cluster_state:ok') || /fail|handshake|noaddr|->-|-<-/.test(view)) return false;
      }
      return true;
    },
    { timeoutMs: 60_000, intervalMs: 200, what: 'the cluster is whole' },
  );
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
    { timeoutMs: 60_000, intervalMs: 200, what: 'the set has a primary and two secondaries' },
  );
}

/** Asks each node whether it is a primary: a client's own map of the cluster is late after a failover. */
async function describePrimaries(cluster: RedisClusterHandle): Promise<readonly (readonly [string, string])[]> {
  const described: (readonly [string, string])[] = [];
  for (const { port } of cluster.nodes)
    await onNode(port, async (node) => {
      const [role] = (await node.call('role')) as [string];
      if (role === 'master') described.push(...(await describeKeys(node)));
    });
  return described;
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
