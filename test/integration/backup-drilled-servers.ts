// What drills are tried on: a MongoDB and a Redis with something of every kind in them.

import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import type { MongoClient } from 'mongodb';
import type { testServers } from '../fixtures/servers.ts';
import type { BackupBenchOptions } from './backup-bench.ts';
import { seedMongo } from './backup-mongo-data.ts';
import { seedAllTypes } from './backup-redis-data.ts';

export interface DrilledServers {
  readonly client: MongoClient;
  readonly redis: Redis;
  readonly target: Pick<BackupBenchOptions, 'mongo' | 'redisSeeds'>;
}

export async function drilledServers(servers: Awaited<ReturnType<typeof testServers>>): Promise<DrilledServers> {
  // Thresholds of its own: the scratch server keeps the same values in other encodings.
  const settings = { 'hash-max-listpack-entries': '4096', 'zset-max-listpack-entries': '4096', rdbcompression: 'no' };
  const [mongo, node] = await Promise.all([servers.mongoSet({ members: [{}] }), servers.redisNode({ settings })]);
  const client = await mongo.connect();
  servers.lifetime.add(() => client.close());
  await seedMongo(client);
  await client.db('series').createCollection('weather', { timeseries: { timeField: 'at', metaField: 'place' } });
  await client
    .db('series')
    .collection('weather')
    .insertOne({ at: new Date(1.7e12), place: 1, degrees: 20 });
  await client.db('shop').command({ createUser: 'clerk', pwd: 'of-the-clerk', roles: ['read'] });
  const redis = new Redis({ host: '127.0.0.1', port: node.port });
  servers.lifetime.add(() => redis.disconnect());
  await seedAllTypes(redis);
  await redis.set('large', randomBytes(6 * 1024 * 1024));
  // Packed by the scratch server, and not by this one.
  await redis.set('large:text', 'one word and another '.repeat(250_000));
  const fields = Array.from({ length: 50_000 }, (_, index) => [`field ${index}`, 'x'.repeat(100)]);
  await redis.hset('large:hash', Object.fromEntries(fields));
  await redis.select(3);
  await redis.set('elsewhere:1', 'in another database');
  await redis.select(0);
  const target = {
    redisSeeds: [`127.0.0.1:${node.port}`],
    mongo: { seeds: mongo.seeds, replicaSet: mongo.name },
  };
  return { client, redis, target };
}
