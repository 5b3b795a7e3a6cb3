// A Redis restore (read, hashes checked, unpacked, each key to the owner of its slot, then every key compared) beside
// `redis-cli --pipe` loading the same keys from commands that were written out before, in turn into the same emptied server.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Redis } from 'ioredis';
import { findProgram } from '../../main/lab/programs.ts';
import { encodeCommand } from '../../main/redis/encode-command.ts';
import { Lifetime } from '../../shared/lifetime.ts';
import type { RunState } from '../../shared/model/run.ts';
import { runRunbook, startConsole, type TestConsole } from '../fixtures/console.ts';
import { serversIn } from '../fixtures/servers.ts';
import { inTurn, median, timed, type BenchRow } from './bench.ts';
import { newestSets } from './newest-sets.ts';

const RUNS = 5;
const KEYS = 200_000;
const VALUE_BYTES = 1_000;

export async function bench(): Promise<readonly BenchRow[]> {
  const lifetime = new Lifetime('redis-restore');
  try {
    const servers = await serversIn(lifetime);
    const node = await servers.redisNode();
    const client = new Redis({ host: '127.0.0.1', port: node.port });
    lifetime.add(() => client.disconnect());
    await client.config('SET', 'repl-diskless-sync-delay', '0');
    const commands = join(servers.folder, 'commands.resp');
    await pipeline(writtenOut(), createWriteStream(commands));
    const { path: redisCli } = await findProgram('redis-cli');
    const load = (): Promise<void> => pipe(redisCli, node.port, commands);
    await load();

    const console = await startConsole({
      lifetime,
      folder: join(servers.folder, 'console'),
      redisSeeds: [`127.0.0.1:${node.port}`],
    });
    await runRunbook(console, 'backup.take', { what: 'redis' });
    const [set] = await newestSets(console);
    const alone: number[] = [];
    const { a: whole, b: peer } = await inTurn(
      RUNS,
      async () => {
        await client.flushall();
        return timed(async () => alone.push(await restoringMs(console, set!)));
      },
      async () => {
        await client.flushall();
        return timed(load);
      },
    );
    const row = (name: string, ours: readonly number[], note: string): BenchRow => ({
      name,
      ours: KEYS / median(ours),
      peer: { name: 'redis-cli --pipe', value: KEYS / median(peer) },
      unit: 'keys/ms',
      bar: 'shown',
      holds: true,
      note,
    });
    return [
      row('Redis restore, keys written', alone, `${KEYS} keys of ${VALUE_BYTES} bytes, ${RUNS} runs each`),
      row('Redis restore, verified before and compared after', whole, 'the whole run'),
    ];
  } finally {
    await lifetime.dispose();
  }
}

/** How long the run was at giving Redis its keys. */
async function restoringMs(console: TestConsole, set: string): Promise<number> {
  const { steps }: RunState = await runRunbook(console, 'backup.restore', { set, what: 'redis' });
  const { startedMs, endedMs } = steps['redis-restore']!;
  return endedMs! - startedMs!;
}

async function* writtenOut(): AsyncGenerator<Buffer> {
  const filler = 'x'.repeat(VALUE_BYTES - 12);
  for (let key = 0; key < KEYS; key += 1) yield encodeCommand(['SET', `bench:${key}`, `${key}:${filler}`]);
}

async function pipe(redisCli: string, port: number, file: string): Promise<void> {
  const child = spawn(redisCli, ['-p', String(port), '--pipe'], { stdio: ['pipe', 'ignore', 'inherit'] });
  const ended = once(child, 'exit');
  await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), child.stdin);
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`redis-cli --pipe ended with ${code}`);
}
