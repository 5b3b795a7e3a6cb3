// What the engine weighs while it watches a cluster and a set at 1 Hz with one page open: resident memory of its process at the
// end, and how fast its heap grew after the first half. `MARSAD_BENCH_MINUTES=60` watches for an hour; the default is two minutes.

import { fork } from 'node:child_process';
import { join } from 'node:path';
import { once } from 'node:events';
import { ENGINE_FLAGS, ENGINE_MEMORY } from '../../main/engine-memory.mjs';
import { Lifetime } from '../../shared/lifetime.ts';
import { serversIn } from '../fixtures/servers.ts';
import { median, type BenchRow } from './bench.ts';

const LIMIT_MB = 200;
const SAMPLES = 40;

/** What memory-child.ts is told, and what it answers. */
export interface MemoryTask {
  readonly folder: string;
  readonly redisSeeds: readonly string[];
  readonly mongo: { readonly seeds: readonly string[]; readonly name: string };
  readonly minutes: number;
  readonly samples: number;
}
export interface MemorySample {
  readonly residentBytes: number;
  readonly heapBytes: number;
}

export async function bench(): Promise<readonly BenchRow[]> {
  const minutes = Number(process.env['MARSAD_BENCH_MINUTES'] ?? '2');
  const lifetime = new Lifetime('memory');
  try {
    const servers = await serversIn(lifetime);
    const cluster = await servers.redisCluster();
    const set = await servers.mongoSet();
    const task: MemoryTask = {
      folder: join(servers.folder, 'console'),
      redisSeeds: cluster.seeds,
      mongo: { seeds: set.seeds, name: set.name },
      minutes,
      samples: SAMPLES,
    };
    const child = fork(new URL('memory-child.ts', import.meta.url), {
      // As main/cli/marsad.mjs and electron/engine.ts start it.
      execArgv: [...ENGINE_FLAGS, '--expose-gc', '--no-warnings'],
      env: { ...ENGINE_MEMORY, ...process.env },
    });
    lifetime.add(() => void child.kill('SIGKILL'));
    child.send(task);
    const [samples] = (await once(child, 'message')) as [readonly MemorySample[]];
    const resident = (samples.at(-1)?.residentBytes ?? Number.NaN) / 1e6;
    const half = samples.slice(samples.length / 2).map(({ heapBytes }) => heapBytes / 1e6);
    const quarter = Math.floor(half.length / 2);
    const growth = (median(half.slice(quarter)) - median(half.slice(0, quarter))) / (minutes / 4 / 60);
    return [
      {
        name: `engine, resident after ${minutes} min at 1 Hz, 6 + 3 servers`,
        ours: resident,
        peer: null,
        unit: 'MB',
        bar: '≤ 200 MB, flat',
        holds: resident <= LIMIT_MB,
        note: `heap ${half.at(-1)?.toFixed(0)} MB, ${growth >= 0 ? '+' : ''}${growth.toFixed(1)} MB/h in the second half`,
      },
    ];
  } finally {
    await lifetime.dispose();
  }
}
