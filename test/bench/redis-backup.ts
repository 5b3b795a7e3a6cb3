// A Redis backup (stream, CRC, SHA-256, manifest, fsync, journal) beside `redis-cli --rdb` of the same servers, in turn. Both take
// the same snapshot over the replication protocol; the servers' sync delay is 0 for both.
// `MARSAD_BENCH_SCALE=0.1` measures with a tenth of the data.

import { randomBytes } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { keyIdOf, recoveryTextOf } from '../../main/backup/keys/recovery-text.ts';
import { findProgram } from '../../main/lab/programs.ts';
import { Lifetime } from '../../shared/lifetime.ts';
import { serversIn, type TestServers } from '../fixtures/servers.ts';
import type { BenchRow } from './bench.ts';
import { measureInTurn, memoryRow, openEngine, runTool, speedRow, type Measured } from './measured.ts';

const RUNS = 5;
const SCALE = Number(process.env['MARSAD_BENCH_SCALE'] ?? '1');
const VALUE_BYTES = 1_000;

interface Shape {
  readonly name: string;
  readonly megabytes: number;
  readonly shards: 1 | 3;
  readonly isEncrypted: boolean;
  /** How many times as fast as redis-cli, one shard after the other. */
  readonly least: number;
}

const SHAPES: readonly Shape[] = [
  { name: '303 MB', megabytes: 303, shards: 1, isEncrypted: false, least: 0.9 },
  { name: '1 GB, encrypted', megabytes: 1_000, shards: 1, isEncrypted: true, least: 0.9 },
  { name: 'three shards, encrypted', megabytes: 303, shards: 3, isEncrypted: true, least: 1.2 },
];

export async function bench(): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const shape of SHAPES) rows.push(...(await benchShape(shape)));
  return rows;
}

async function benchShape({ name, megabytes, shards, isEncrypted, least }: Shape): Promise<BenchRow[]> {
  const lifetime = new Lifetime('redis-backup');
  try {
    const servers = await serversIn(lifetime);
    const ports = await startShards(servers, shards);
    await fill(lifetime, ports, Math.round((megabytes * 1e6 * SCALE) / VALUE_BYTES));
    const backupKey = randomBytes(32);
    const engine = await openEngine(lifetime, {
      folder: join(servers.folder, 'console'),
      redisSeeds: ports.map((port) => `127.0.0.1:${port}`),
      ...(isEncrypted && {
        profile: { backup: { encryption: 'key', keyId: keyIdOf(backupKey) } },
        secrets: { backupKey: recoveryTextOf(backupKey) },
      }),
    });
    const { path: redisCli } = await findProgram('redis-cli');
    const rdbOf = (port: number): string => join(servers.folder, `peer-${port}.rdb`);
    const figures = await measureInTurn(RUNS, {
      ours: () => engine.run('backup.take', { what: 'redis' }),
      async peer() {
        const each: Measured[] = [];
        for (const port of ports) {
          await rm(rdbOf(port), { force: true });
          each.push(await runTool(redisCli, ['-p', String(port), '--rdb', rdbOf(port)]));
        }
        return joined(each);
      },
    });
    const sizes = await Promise.all(ports.map(async (port) => (await stat(rdbOf(port))).size));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    const ours = figures.ours!;
    return [
      speedRow({ name: `Redis backup, ${name}`, tool: 'redis-cli --rdb', bytes, ours, peer: figures.peer, least }),
      memoryRow(`Redis backup, most memory, ${name}`, ours),
    ];
  } finally {
    await lifetime.dispose();
  }
}

async function startShards(servers: TestServers, shards: Shape['shards']): Promise<readonly number[]> {
  if (shards === 1) return [(await servers.redisNode()).port];
  const { nodes } = await servers.redisCluster({ primaries: shards, replicasPerPrimary: 0 });
  return nodes.map(({ port }) => port);
}

/** One after another. */
function joined(each: readonly Measured[]): Measured {
  return {
    ms: each.reduce((sum, { ms }) => sum + ms, 0),
    cpuSeconds: each.reduce((sum, { cpuSeconds }) => sum + (cpuSeconds ?? 0), 0),
    peakBytes: Math.max(...each.map(({ peakBytes }) => peakBytes ?? 0)),
  };
}

async function fill(lifetime: Lifetime, ports: readonly number[], keys: number): Promise<void> {
  const clients = ports.map((port) => new Redis({ host: '127.0.0.1', port }));
  lifetime.add(() => clients.forEach((client) => client.disconnect()));
  const filler = 'x'.repeat(VALUE_BYTES - 12);
  for (const [index, client] of clients.entries()) {
    await client.config('SET', 'repl-diskless-sync-delay', '0');
    await client.config('SET', 'rdbcompression', 'no');
    // A key goes where its slot is: in a cluster each shard keeps the keys that it owns.
    for (let from = 0; from < keys; from += 5_000) {
      const pipeline = client.pipeline();
      for (let key = from; key < Math.min(from + 5_000, keys); key += 1) {
        if (clients.length === 1 || key % clients.length === index)
          pipeline.set(nameOf(key, index, clients.length), `${key}:${filler}`);
      }
      await pipeline.exec();
    }
  }
}

/** A tag whose slot (3300, 7365, 15495) the shard of that index owns, where slots are dealt out in three equal parts. */
const TAGS = ['b', 'c', 'a'] as const;

function nameOf(key: number, shard: number, shards: number): string {
  return shards === 1 ? `bench:${key}` : `{${TAGS[shard]}}:${key}`;
}
