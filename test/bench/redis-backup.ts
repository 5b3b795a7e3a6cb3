// A Redis backup (stream, CRC, SHA-256, manifest, fsync, journal) beside `redis-cli --rdb` of the same server, in turn. Both take
// the same snapshot over the replication protocol; the server's sync delay is 0 for both.

import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { findProgram } from '../../main/lab/programs.ts';
import { Lifetime } from '../../shared/lifetime.ts';
import { runRunbook, startConsole, type TestConsole } from '../fixtures/console.ts';
import { serversIn } from '../fixtures/servers.ts';
import { inTurn, median, timed, type BenchRow } from './bench.ts';

const run = promisify(execFile);
const RUNS = 5;
const KEYS = 300_000;
const VALUE_BYTES = 1_000;

export async function bench(): Promise<readonly BenchRow[]> {
  const lifetime = new Lifetime('redis-backup');
  try {
    const servers = await serversIn(lifetime);
    const node = await servers.redisNode();
    const client = new Redis({ host: '127.0.0.1', port: node.port });
    lifetime.add(() => client.disconnect());
    await client.config('SET', 'repl-diskless-sync-delay', '0');
    await client.config('SET', 'rdbcompression', 'no');
    await fill(client);

    const { path: redisCli } = await findProgram('redis-cli');
    const consoleWith = (folder: string, passphrase?: string): Promise<TestConsole> =>
      startConsole({
        lifetime,
        folder: join(servers.folder, folder),
        redisSeeds: [`127.0.0.1:${node.port}`],
        ...(passphrase !== undefined && { passphrase }),
      });
    const [clear, sealed] = [await consoleWith('clear'), await consoleWith('sealed', 'correct horse battery')];
    const rdb = join(servers.folder, 'peer.rdb');
    const rows: BenchRow[] = [];
    for (const { name, console, compression } of [
      { name: 'not packed', console: clear, compression: 'none' },
      { name: 'zstd', console: clear, compression: 'zstd' },
      { name: 'zstd, encrypted', console: sealed, compression: 'zstd' },
    ] as const) {
      const { a: ours, b: peer } = await inTurn(
        RUNS,
        () => timed(() => runRunbook(console, 'backup.take', { what: 'redis', compression })),
        async () => {
          await rm(rdb, { force: true });
          return timed(() => run(redisCli, ['-p', String(node.port), '--rdb', rdb]));
        },
      );
      const { size } = await stat(rdb);
      const speed = (ms: number): number => size / 1e6 / (ms / 1000);
      rows.push({
        name: `Redis backup, hashed and checked, ${name}`,
        ours: speed(median(ours)),
        peer: { name: 'redis-cli --rdb', value: speed(median(peer)) },
        unit: 'MB/s',
        bar: '≥ 0.9×',
        holds: median(peer) / median(ours) >= 0.9,
        note: `${(size / 1e6).toFixed(0)} MB, ${RUNS} runs each`,
      });
    }
    return rows;
  } finally {
    await lifetime.dispose();
  }
}

async function fill(client: Redis): Promise<void> {
  const filler = 'x'.repeat(VALUE_BYTES - 12);
  for (let from = 0; from < KEYS; from += 5_000) {
    const pipeline = client.pipeline();
    for (let key = from; key < from + 5_000; key += 1) pipeline.set(`bench:${key}`, `${key}:${filler}`);
    await pipeline.exec();
  }
}
