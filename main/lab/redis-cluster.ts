// Builds a Redis Cluster out of empty nodes: slots to the primaries, everybody meets, replicas follow. It resolves when
// every node says the cluster is whole, not when some time has passed.

import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { SLOT_COUNT } from '../../shared/slots.ts';
import { freePorts } from './free-ports.ts';
import { shardsOfReplicas } from './lab-shape.ts';
import { findProgram } from './programs.ts';
import { startRedisNode, type RedisNodeHandle, type RedisNodeOptions } from './redis-node.ts';
import { until } from './until.ts';

const MEETING_NODE_TIMEOUT_MS = 1000;

export interface RedisClusterOptions extends Pick<
  RedisNodeOptions,
  'program' | 'password' | 'users' | 'tls' | 'settings' | 'onSpawn'
> {
  readonly folder: string;
  readonly primaries: number;
  readonly replicasPerPrimary: number;
  /** Where shards differ: replicas of each, instead of `replicasPerPrimary`. */
  readonly replicas?: readonly number[];
  /** As many as nodes; default: free ones. Primaries come first. */
  readonly ports?: readonly number[];
  readonly nodeTimeoutMs?: number;
  /** Called as soon as all processes answer, before the cluster is made. */
  readonly onNodesUp?: () => void;
}

export interface RedisClusterHandle {
  /** Primaries first, then their replicas, in the order of `ports`. Roles are those of the beginning. */
  readonly nodes: readonly RedisNodeHandle[];
  /** `127.0.0.1:7000` of every node. */
  readonly seeds: readonly string[];
  /** Node id → handle. Ids never change, roles do. */
  readonly byId: ReadonlyMap<string, RedisNodeHandle>;
  stop(): Promise<void>;
}

export async function startRedisCluster(options: RedisClusterOptions): Promise<RedisClusterHandle> {
  const replicas = options.replicas ?? Array.from({ length: options.primaries }, () => options.replicasPerPrimary);
  const owners = shardsOfReplicas(replicas);
  const count = options.primaries + owners.length;
  const free = await freePorts(count * 2);
  const ports = options.ports ?? free.slice(0, count);
  const program = options.program ?? (await findProgram('redis-server')).path;
  const { password, users, tls, settings, onSpawn, nodeTimeoutMs = 5000 } = options;
  const starts = await Promise.allSettled(
    ports.map((port, index) =>
      startRedisNode({
        folder: join(options.folder, `redis-${port}`),
        port,
        program,
        cluster: { busPort: free[count + index]!, nodeTimeoutMs },
        ...(password !== undefined && { password }),
        ...(users && { users }),
        ...(tls && { tls }),
        ...(settings && { settings }),
        ...(onSpawn && { onSpawn }),
      }),
    ),
  );
  const nodes = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.stop()));
  };
  try {
    for (const start of starts) if (start.status === 'rejected') throw start.reason;
    options.onNodesUp?.();
    const ids = await makeCluster(nodes, options.primaries, owners, nodeTimeoutMs);
    return {
      nodes,
      seeds: nodes.map((node) => `${node.host}:${node.port}`),
      byId: new Map(ids.map((id, index) => [id, nodes[index]!])),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function makeCluster(
  nodes: readonly RedisNodeHandle[],
  primaries: number,
  /** The shard of each replica. */
  owners: readonly number[],
  nodeTimeoutMs: number,
): Promise<string[]> {
  const clients = nodes.map((node) => node.connect());
  try {
    const ids = await Promise.all(clients.map(async (client) => String(await client.call('CLUSTER', 'MYID'))));
    await Promise.all(
      clients.map(async (client, index) => {
        await client.call('CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1));
        if (index >= primaries) return;
        const from = Math.round((index * SLOT_COUNT) / primaries);
        const to = Math.round(((index + 1) * SLOT_COUNT) / primaries) - 1;
        await client.call('CLUSTER', 'ADDSLOTSRANGE', String(from), String(to));
      }),
    );
    // Gossip is paced by the node timeout: a short one while they meet saves seconds.
    await setNodeTimeout(clients, MEETING_NODE_TIMEOUT_MS);
    for (const node of nodes.slice(1)) {
      await clients[0]!.call('CLUSTER', 'MEET', node.host, String(node.port), String(node.busPort));
    }
    await until(
      () =>
        all(clients, async (client) =>
          whole(await client.call('CLUSTER', 'NODES'), nodes.length, ids.slice(0, primaries)),
        ),
      {
        what: 'every Redis node knows every other',
        timeoutMs: 30_000,
      },
    );
    await Promise.all(
      clients.slice(primaries).map((client, index) => client.call('CLUSTER', 'REPLICATE', ids[owners[index]!]!)),
    );
    await until(
      () =>
        all(clients, async (client, index) => {
          const info = String(await client.call('CLUSTER', 'INFO'));
          const lines = String(await client.call('CLUSTER', 'NODES'));
          if (!info.includes('cluster_state:ok') || !info.includes(`cluster_slots_ok:${SLOT_COUNT}`)) return false;
          if (countMatches(lines, /\bslave\b/g) !== nodes.length - primaries) return false;
          return index < primaries || (await client.info('replication')).includes('master_link_status:up');
        }),
      { what: 'the Redis Cluster agrees', timeoutMs: 30_000 },
    );
    await setNodeTimeout(clients, nodeTimeoutMs);
    return ids;
  } finally {
    for (const client of clients) client.disconnect();
  }
}

async function setNodeTimeout(clients: readonly Redis[], milliseconds: number): Promise<void> {
  await Promise.all(
    clients.map((client) => client.call('CONFIG', 'SET', 'cluster-node-timeout', String(milliseconds))),
  );
}

/** Whether a CLUSTER NODES reply names all nodes with their real names, and slots for all primaries. */
function whole(reply: unknown, nodeCount: number, primaryIds: readonly string[]): boolean {
  const lines = String(reply).trim().split('\n');
  const hasSlots = (id: string): boolean => lines.some((line) => line.startsWith(id) && /connected \d/.test(line));
  return lines.length === nodeCount && !lines.some((line) => line.includes('handshake')) && primaryIds.every(hasSlots);
}

async function all<T>(items: readonly T[], holds: (item: T, index: number) => Promise<boolean>): Promise<boolean> {
  return (await Promise.all(items.map(holds))).every(Boolean);
}

function countMatches(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
