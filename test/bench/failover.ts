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
    const lastUsed = new Map<number, number>();
    const { a: ours, b: bare } = await inTurn(
      RUNS,
      async () => {
        const replica = await readyReplica(clients, lastUsed);
        let state: RunState | undefined;
        const tookMs = await timed(async () => (state = await runRunbook(console, 'redis.failover', { replica })));
        gaps.push(
          ...Object.entries(state!.measures).flatMap(([name, { value }]) => (/gap/i.test(name) ? [value] : [])),
        );
        return tookMs;
      },
      async () => {
        const replica = await readyReplica(clients, lastUsed);
        const client = clients.get(replica)!;
        return timed(async () => {
          await client.call('CLUSTER', 'FAILOVER');
          await waitFor(async () => (await client.info('replication')).includes('role:master'), {
            timeoutMs: 10_000,
            intervalMs: 1,
          });
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

/**
 * A replica whose link is up, of the shard that failed over longest ago: a primary votes for the replicas of one and the same
 * primary only once in two node timeouts (cluster specification, "Replica election and promotion").
 */
async function readyReplica(clients: ReadonlyMap<string, Redis>, lastUsed: Map<number, number>): Promise<string> {
  let ready: { readonly id: string; readonly firstSlot: number } | undefined;
  await waitFor(
    async () => {
      const found: { id: string; firstSlot: number }[] = [];
      for (const [id, client] of clients) {
        const info = await client.info('replication');
        if (!info.includes('role:slave') || !info.includes('master_link_status:up')) continue;
        if (!(await client.cluster('INFO')).includes('cluster_state:ok')) continue;
        const views = await Promise.all([...clients.values()].map(async (each) => String(await each.cluster('NODES'))));
        if (!views.every((view) => view.split('\n').some((line) => line.startsWith(id) && line.includes('slave'))))
          continue;
        found.push({ id, firstSlot: firstSlotOfShard(id, String(await client.cluster('NODES'))) });
      }
      ready = found.sort((a, b) => (lastUsed.get(a.firstSlot) ?? 0) - (lastUsed.get(b.firstSlot) ?? 0))[0];
      return found.length === clients.size / 2;
    },
    { timeoutMs: 30_000 },
  );
  lastUsed.set(ready!.firstSlot, performance.now());
  return ready!.id;
}

function firstSlotOfShard(replica: string, view: string): number {
  const lines = view.split('\n').map((line) => line.split(' '));
  const primary = lines.find(([id]) => id === replica)?.[3];
  return Number.parseInt(lines.find(([id]) => id === primary)?.[8] ?? '0', 10);
}
