// Somebody who writes to both stores all the time, and remembers what was acknowledged: Redis by the primary and one replica
// (WAIT 1), MongoDB by a majority. What was acknowledged must be there at the end, whatever happened in between.

import { Cluster } from 'ioredis';
import type { MongoClient } from 'mongodb';

export interface Ledger {
  /** Stops writing, and names the acknowledged writes that are gone. */
  close(): Promise<{ readonly acknowledged: number; readonly lost: readonly string[] }>;
}

const PAUSE_MS = 20;
export const LEDGER_PREFIX = 'ledger:';
export const LEDGER_DATABASE = 'ledger';

export function openLedger(redisSeeds: readonly string[], client: MongoClient): Ledger {
  const cluster = new Cluster(
    redisSeeds.map((seed) => ({ host: '127.0.0.1', port: Number(seed.split(':')[1]) })),
    { clusterRetryStrategy: () => 50, redisOptions: { commandTimeout: 2000 }, slotsRefreshTimeout: 500 },
  );
  cluster.on('error', () => undefined);
  const entries = client.db(LEDGER_DATABASE).collection<{ _id: number }>('entries', {
    writeConcern: { w: 'majority', wtimeoutMS: 2000 },
  });
  const acknowledged = { redis: new Set<number>(), mongo: new Set<number>() };
  const over = new AbortController();

  async function keepWriting(write: (number: number) => Promise<boolean>, into: Set<number>): Promise<void> {
    for (let number = 0; !over.signal.aborted; number += 1) {
      if (await write(number).catch(() => false)) into.add(number);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  const writing = [
    keepWriting(async (number) => {
      const key = `${LEDGER_PREFIX}${number}`;
      const [set, wait] =
        (await cluster
          .pipeline([
            ['set', key, String(number)],
            ['wait', '1', '1000'],
          ])
          .exec()) ?? [];
      return set?.[1] === 'OK' && Number(wait?.[1] ?? 0) >= 1;
    }, acknowledged.redis),
    keepWriting(async (number) => (await entries.insertOne({ _id: number })).acknowledged, acknowledged.mongo),
  ];

  return {
    async close() {
      over.abort();
      await Promise.all(writing);
      const lost: string[] = [];
      for (const number of acknowledged.redis)
        if ((await cluster.get(`${LEDGER_PREFIX}${number}`)) !== String(number)) lost.push(`redis ${number}`);
      const found = new Set((await entries.find({}).toArray()).map(({ _id }) => _id));
      for (const number of acknowledged.mongo) if (!found.has(number)) lost.push(`mongo ${number}`);
      cluster.disconnect();
      return { acknowledged: acknowledged.redis.size + acknowledged.mongo.size, lost };
    },
  };
}
