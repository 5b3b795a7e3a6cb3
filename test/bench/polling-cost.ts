// What the console costs the servers while it watches at 1 Hz: the time Redis says it spent in our commands (commandstats), and
// the time mongod says it spent in commands (opLatencies), as a share of one core. Nothing else uses these servers.

import { MongoClient } from 'mongodb';
import { Redis } from 'ioredis';
import { Lifetime } from '../../shared/lifetime.ts';
import { consoleOnLabShape } from '../fixtures/console.ts';
import { waitFor } from '../fixtures/wait-for.ts';
import type { BenchRow } from './bench.ts';

const WATCH_MS = 20_000;
const LIMIT_PERCENT = 0.1;

export async function bench(): Promise<readonly BenchRow[]> {
  const lifetime = new Lifetime('polling-cost');
  try {
    const { app, profileId, cluster, set } = await consoleOnLabShape(lifetime);
    const redis = cluster.nodes.map(({ port }) => new Redis({ port, host: '127.0.0.1' }));
    const mongo = await Promise.all(
      set.members.map(({ port }) => MongoClient.connect(`mongodb://127.0.0.1:${port}/?directConnection=true`)),
    );
    lifetime.add(() => redis.forEach((client) => client.disconnect()));
    lifetime.add(async () => void (await Promise.all(mongo.map((client) => client.close()))));

    const own = await mongoMicros(mongo); // what the members spend on each other
    await rest(WATCH_MS / 2);
    const ownAfter = await mongoMicros(mongo);
    const ownShare = ownAfter.map((micros, index) => (micros - own[index]!) / (WATCH_MS / 2));

    let ticks = 0;
    lifetime.add(app.watch('fleet.watch', { profileId }, { onState: () => (ticks += 1), onEnd: () => undefined }));
    await waitFor(() => ticks >= 5, { timeoutMs: 30_000 });
    await Promise.all(redis.map((client) => client.config('RESETSTAT')));
    const before = await mongoMicros(mongo);
    const firstTick = ticks;
    await rest(WATCH_MS);
    const after = await mongoMicros(mongo);
    const redisPercent = await Promise.all(
      redis.map(async (client) => ((await redisMicros(client)) / 1000 / WATCH_MS) * 100),
    );
    const mongoPercent = after.map(
      (micros, index) => Math.max(0, (micros - before[index]!) / WATCH_MS - ownShare[index]!) / 10,
    );
    return [row('Redis', redisPercent, ticks - firstTick), row('MongoDB', mongoPercent, ticks - firstTick)];
  } finally {
    await lifetime.dispose();
  }
}

function row(server: string, percents: readonly number[], ticks: number): BenchRow {
  const highest = Math.max(...percents);
  return {
    name: `server time spent on polling at 1 Hz, busiest ${server} server`,
    ours: highest,
    peer: null,
    unit: '% of a core',
    bar: '≤ 0.1 %',
    holds: highest <= LIMIT_PERCENT,
    note: `${ticks} updates in ${WATCH_MS / 1000} s`,
  };
}

/** Microseconds the node spent in commands since CONFIG RESETSTAT, without the cluster's own and this reading. */
async function redisMicros(client: Redis): Promise<number> {
  const stats = await client.info('commandstats');
  const notOurs = /^cmdstat_(config|replconf|ping|psync)/;
  return stats
    .split('\r\n')
    .filter((line) => line.startsWith('cmdstat_') && !notOurs.test(line))
    .reduce((sum, line) => sum + Number(/usec=(\d+)/.exec(line)?.[1] ?? 0), 0);
}

async function mongoMicros(clients: readonly MongoClient[]): Promise<number[]> {
  return Promise.all(
    clients.map(async (client) => {
      const { opLatencies } = await client.db('admin').command({ serverStatus: 1 });
      return Number(opLatencies.commands.latency) + Number(opLatencies.reads.latency);
    }),
  );
}

/** A benchmark measures over time, so it has to let time pass. */
function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
