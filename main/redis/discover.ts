// Finds out what the seeds of a profile belong to: all are asked at once, the first good answer counts.

import { AppError } from '../../shared/errors.ts';
import type { Lifetime } from '../../shared/lifetime.ts';
import type { RedisMode } from '../../shared/model/redis.ts';
import { mostTelling } from '../most-telling.ts';
import { openNodeConnection, type ConnectionSettings } from './node-connection.ts';
import { parseClusterNodes, type ClusterNodeLine } from './parse-cluster-nodes.ts';
import { parseInfo } from './parse-info.ts';
import type { RedisEndpoint } from './redis-access.ts';

export interface Discovery {
  readonly mode: RedisMode;
  readonly seed: RedisEndpoint;
  /** The seed's own view; empty for a standalone server. */
  readonly lines: readonly ClusterNodeLine[];
}

export interface DiscoverOptions {
  readonly seeds: readonly RedisEndpoint[];
  readonly settings: ConnectionSettings;
  readonly lifetime: Lifetime;
  readonly timeoutMs: number;
}

/** Throws the most telling AppError when no seed gives a good answer. */
export async function discover({ seeds, settings, lifetime, timeoutMs }: DiscoverOptions): Promise<Discovery> {
  const asking = lifetime.child('discovery');
  try {
    return await Promise.any(seeds.map((seed) => askSeed(seed, settings, asking, timeoutMs)));
  } catch (error) {
    throw mostTelling(error instanceof AggregateError ? (error.errors as unknown[]) : [error], NOTHING_READ);
  } finally {
    await asking.dispose();
  }
}

async function askSeed(
  seed: RedisEndpoint,
  settings: ConnectionSettings,
  lifetime: Lifetime,
  timeoutMs: number,
): Promise<Discovery> {
  const connection = openNodeConnection(seed, settings, lifetime);
  const [nodes, info] = await connection.send(
    [
      ['CLUSTER', 'NODES'],
      ['INFO', 'cluster'],
    ],
    { timeoutMs },
  );
  if (Buffer.isBuffer(nodes)) {
    const lines = parseClusterNodes(nodes.toString());
    if (lines.some((line) => line.isMyself)) return { mode: 'cluster', seed, lines };
  }
  const isStandalone =
    (nodes instanceof AppError && nodes.code === 'unsupported') ||
    (Buffer.isBuffer(info) && parseInfo(info.toString()).get('cluster_enabled') === '0');
  if (isStandalone) return { mode: 'standalone', seed, lines: [] };
  if (nodes instanceof AppError) throw nodes;
  throw new AppError('unsupported', `What answers at ${seed.host}:${seed.port} does not speak like a Redis Cluster`, {
    hint: 'Check the port: a proxy, or the cluster bus, may be listening there.',
  });
}

export const NOTHING_READ = new AppError('unreachable', 'No Redis node of this profile could be read', {
  hint: 'Check the addresses of the profile.',
});
