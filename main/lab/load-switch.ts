// The lab's load as a switch: it owns the load's connections, and turning it on or off is idempotent.

import { Cluster } from 'ioredis';
import { MongoClient } from 'mongodb';
import type { LabServers } from './lab-servers.ts';
import { startLoad, type Load } from './load.ts';
import { SAMPLE_DATABASE, SAMPLE_SEED, type SampleSize } from './sample-shape.ts';

export interface LoadSwitch {
  /** Resolves when it is so. */
  set(wanted: 'on' | 'off'): Promise<void>;
}

export function loadSwitch({ redis, mongo }: LabServers, size: SampleSize): LoadSwitch {
  const cluster = redis?.mode === 'cluster' ? connectCluster(redis.seeds) : null;
  const client =
    mongo && new MongoClient(mongo.uri, { serverSelectionTimeoutMS: 4000, maxPoolSize: 8, appName: 'marsad-lab-load' });
  let load: Load | null = null;
  return {
    set: async (wanted) => {
      if ((load !== null) === (wanted === 'on')) return;
      const previous = load;
      load =
        wanted === 'on'
          ? startLoad({ redis: cluster, mongo: client?.db(SAMPLE_DATABASE) ?? null, size, seed: SAMPLE_SEED })
          : null;
      await previous?.stop();
    },
  };
}

function connectCluster(seeds: readonly string[]): Cluster {
  const cluster = new Cluster([...seeds], {
    enableAutoPipelining: true,
    clusterRetryStrategy: () => 500,
    retryDelayOnFailover: 250,
    redisOptions: { commandTimeout: 4000, connectTimeout: 2000 },
  });
  cluster.on('error', () => undefined); // every failed operation counts itself
  return cluster;
}
