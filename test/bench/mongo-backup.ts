// A MongoDB backup and restore beside mongodump and mongorestore, in turn on the same set; the tools write gzip, we
// write zstd, gzip, and zstd encrypted. Ours also hash every
// file and every document, and the restore compares before it puts anything in place. Without the tools, ours alone is shown.

import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { MongoClient } from 'mongodb';
import type { ProgramName } from '../../main/lab/program-sources.ts';
import { findProgram } from '../../main/lab/programs.ts';
import { Lifetime } from '../../shared/lifetime.ts';
import { runRunbook, startConsole, type TestConsole } from '../fixtures/console.ts';
import { serversIn } from '../fixtures/servers.ts';
import { inTurn, median, timed, type BenchRow } from './bench.ts';
import { newestSets } from './newest-sets.ts';

const run = promisify(execFile);
const RUNS = 3;
const SHAPES = {
  'one large collection': { collections: 1, documents: 160_000 },
  'eight collections': { collections: 8, documents: 20_000 },
} as const;

export async function bench(): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [shape, size] of Object.entries(SHAPES)) rows.push(...(await benchShape(shape, size)));
  return rows;
}

async function benchShape(
  shape: string,
  { collections, documents }: { readonly collections: number; readonly documents: number },
): Promise<BenchRow[]> {
  const lifetime = new Lifetime('mongo-backup');
  try {
    const servers = await serversIn(lifetime);
    const set = await servers.mongoSet({ members: [{}] });
    const client = await set.connect();
    lifetime.add(() => client.close());
    await fill(client, collections, documents);
    const { dataSize } = await client.db('bench').stats();
    const console = await startConsole({
      lifetime,
      folder: join(servers.folder, 'console'),
      mongo: { seeds: set.seeds, name: set.name },
    });
    const dump = join(servers.folder, 'dump');
    const dumpTool = await toolPath('mongodump');
    const restoreTool = await toolPath('mongorestore');

    const sealed = await startConsole({
      lifetime,
      folder: join(servers.folder, 'sealed'),
      mongo: { seeds: set.seeds, name: set.name },
      passphrase: 'correct horse battery',
    });
    const peerDump =
      dumpTool === null
        ? null
        : async () => {
            await rm(dump, { recursive: true, force: true });
            await run(dumpTool, ['--quiet', '--gzip', '--uri', set.uri, '--out', dump]);
          };
    const take = (at: TestConsole, compression: string): Promise<Figures> =>
      compare(() => runRunbook(at, 'backup.take', { what: 'mongo', compression }), peerDump);
    const [withGzip, withZstd, encrypted] = [
      await take(console, 'gzip'),
      await take(console, 'zstd'),
      await take(sealed, 'zstd'),
    ];
    const restore = await compare(
      () => restoreInPlace(console),
      restoreTool === null || dumpTool === null
        ? null
        : () => run(restoreTool, ['--quiet', '--gzip', '--drop', '--uri', set.uri, dump]),
    );
    const note = `${(Number(dataSize) / 1e6).toFixed(0)} MB of BSON, ${RUNS} runs each`;
    const row = (name: string, tool: string, bar: string, least: number, figures: Figures): BenchRow => ({
      name: `${name}, ${shape}`,
      ours: Number(dataSize) / 1e6 / (median(figures.ours) / 1000),
      peer:
        figures.peer === null ? null : { name: tool, value: Number(dataSize) / 1e6 / (median(figures.peer) / 1000) },
      unit: 'MB/s',
      bar,
      holds: figures.peer === null || median(figures.peer) / median(figures.ours) >= least,
      note: figures.peer === null ? `${note}; ${tool} is not on this machine` : note,
    });
    return [
      row('MongoDB backup, gzip', 'mongodump --gzip', '≥ 1×', 1, withGzip),
      row('MongoDB backup, zstd', 'mongodump --gzip', '≥ 1.5×', 1.5, withZstd),
      row('MongoDB backup, zstd, encrypted', 'mongodump --gzip', '≥ 1.5×', 1.5, encrypted),
      row('MongoDB restore, compared', 'mongorestore --drop', 'shown', 0, restore),
    ];
  } finally {
    await lifetime.dispose();
  }
}

interface Figures {
  readonly ours: readonly number[];
  readonly peer: readonly number[] | null;
}

async function compare(ours: () => Promise<unknown>, peer: (() => Promise<unknown>) | null): Promise<Figures> {
  await ours(); // files, caches and workers are warm for both
  if (peer === null) return { ours: [await timed(ours), await timed(ours)], peer: null };
  await peer();
  const { a, b } = await inTurn(
    RUNS,
    () => timed(ours),
    () => timed(peer),
  );
  return { ours: a, peer: b };
}

async function restoreInPlace(console: TestConsole): Promise<void> {
  const sets = await newestSets(console);
  await runRunbook(console, 'backup.restore', { set: sets[0]!, what: 'mongo', mode: 'in-place' });
}

async function toolPath(name: ProgramName): Promise<string | null> {
  try {
    return (await findProgram(name)).path;
  } catch {
    return null; // not on this machine, and its source cannot be reached: the row says so
  }
}

async function fill(client: MongoClient, collections: number, documents: number): Promise<void> {
  const words = ['pending', 'paid', 'shipped', 'delivered', 'cancelled', 'returned'];
  for (let collection = 0; collection < collections; collection += 1) {
    const target = client.db('bench').collection<{ _id: number }>(`orders_${collection}`);
    for (let from = 0; from < documents; from += 2_000) {
      const batch = Array.from({ length: 2_000 }, (_, offset) => {
        const number = from + offset;
        return {
          _id: number,
          status: words[number % words.length],
          customer: `customer-${(number * 7919) % 5000}`,
          total: ((number * 104_729) % 100_000) / 100,
          at: new Date(1_700_000_000_000 + number * 60_000),
          items: Array.from({ length: 6 }, (_item, item) => ({
            sku: `sku-${(number * 31 + item * 17) % 9000}`,
            quantity: (number + item) % 5,
            price: ((number * 13 + item) % 10_000) / 100,
          })),
          note: `order ${number} ${'lorem ipsum dolor sit amet '.repeat(1 + (number % 4))}`,
        };
      });
      await target.insertMany(batch, { ordered: false });
    }
    await target.createIndex({ status: 1, at: -1 });
    await target.createIndex({ customer: 1 });
  }
}
