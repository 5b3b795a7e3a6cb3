// A planned Redis failover through the runbook (plan, journal, checks, command, a majority's agreement, write probe, audit) beside
// the bare command, in turn on the same cluster. The bar is what the runbook may add.

import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Lifetime } from '../../shared/lifetime.ts';
import type { RunState } from '../../shared/model/run.ts';
import { runRunbook, startConsole } from '../fixtures/console.ts';
import { serversIn } from '../fixtures/servers.ts';
import { waitFor } from '../fixtures/wait-for.ts';
import { inTurn, median, timed, type BenchRow } from './bench.ts';

const RUNS = 5;
const MAY_ADD_MS = 250;

export async function bench(): Promise<readonly BenchRow[]> {
  const lifetime = new Lifetime('failover');
  try {
    const servers = await serversIn(lifetime);
    const cluster = await servers.redisCluster();
    const clients = new Map([...cluster.byId].map(([id, { port }]) => [id, new Redis({ host: '127.0.0.1', port })]));
    lifetime.add(() => clients.forEach((client) => client.disconnect()));
    const console = await startConsole({
      lifetime,
      folder: join(servers.folder, 'console'),
      redisSeeds: cluster.seeds,
    });

    const gaps: number[] = [];
    const { a: ours, b: bare } = await inTurn(
      RUNS,
      async () => {
        const replica = await readyReplica(clients);
        let state: RunState | undefined;
        const tookMs = await timed(async () => (state = await runRunbook(console, 'redis.failover', { replica })));
        gaps.push(
          ...Object.entries(state!.measures).flatMap(([name, { value }]) => (/gap/i.test(name) ? [value] : [])),
        );
        return tookMs;
      },
      async () => {
        const replica = await readyReplica(clients);
        const client = clients.get(replica)!;
        return timed(async () => {
          await client.call('CLUSTER', 'FAILOVER');
          while (!(await client.info('replication')).includes('role:master')) continue;
        });
      },
    );
    const added = median(ours) - median(bare);
    return [
      {
        name: 'redis.failover runbook, from plan to done',
        ours: median(ours),
        peer: { name: 'CLUSTER FAILOVER', value: median(bare) },
        unit: 'ms',
        bar: '≤ 250 ms more',
        holds: added <= MAY_ADD_MS,
        note: `adds ${added.toFixed(0)} ms; write gap seen by the probe ${gaps.length > 0 ? `${median(gaps).toFixed(0)} ms` : 'not measured'}`,
      },
    ];
  } finally {
    await lifetime.dispose();
  }
}

/** A replica of the first shard whose link is up: after a failover the old primary takes a moment to follow. */
async function readyReplica(clients: ReadonlyMap<string, Redis>): Promise<string> {
  let ready: string | undefined;
  await waitFor(
    async () => {
      for (const [id, client] of clients) {
        const info = await client.info('replication');
        const agreed = (await client.cluster('INFO')).includes('cluster_state:ok');
        if (agreed && info.includes('role:slave') && info.includes('master_link_status:up')) ready ??= id;
      }
      return ready !== undefined;
    },
    { timeoutMs: 30_000 },
  );
  return ready!;
}
