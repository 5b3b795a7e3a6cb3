// A MongoDB backup and restore beside mongodump and mongorestore, in turn on the same set. Ours also hash every file and every
// document, and the restore compares before it puts anything in place. Without the tools, ours alone is shown.
// `MARSAD_BENCH_SCALE=0.1` measures with a tenth of the data.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import type { ProgramName } from '../../main/lab/program-sources.ts';
import { findProgram } from '../../main/lab/programs.ts';
import { Lifetime } from '../../shared/lifetime.ts';
import { serversIn } from '../fixtures/servers.ts';
import type { BenchRow } from './bench.ts';
import { measureInTurn, memoryRow, openEngine, runTool, speedRow } from './measured.ts';

const RUNS = 5;
const SCALE = Number(process.env['MARSAD_BENCH_SCALE'] ?? '1');
const SHAPES = {
  'one large collection': { collections: 1, documents: 400_000, gzipBar: 2 },
  'eight collections': { collections: 8, documents: 50_000, gzipBar: 1.5 },
} as const;
const PLAIN_BAR = 0.9;
const RESTORE_BAR = 1.2;

interface Shape {
  readonly collections: number;
  readonly documents: number;
  readonly gzipBar: number;
}

export async function bench(): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [shape, size] of Object.entries(SHAPES)) rows.push(...(await benchShape(shape, size)));
  return rows;
}

async function benchShape(shape: string, { collections, documents, gzipBar }: Shape): Promise<BenchRow[]> {
  const lifetime = new Lifetime('mongo-backup');
  try {
    const servers = await serversIn(lifetime);
    const set = await servers.mongoSet({ members: [{}] });
    const client = await set.connect();
    lifetime.add(() => client.close());
    await fill(client, collections, Math.round((documents * SCALE) / 2_000) * 2_000);
    const bytes = Number((await client.db('bench').stats())['dataSize']);
    const engine = await openEngine(lifetime, {
      folder: join(servers.folder, 'console'),
      mongo: { seeds: set.seeds, name: set.name },
    });
    const mongodump = await toolPath('mongodump');
    const mongorestore = await toolPath('mongorestore');
    const dumpInto =
      (tool: string, folder: string, ...words: string[]) =>
      async () => {
        await rm(folder, { recursive: true, force: true });
        return runTool(tool, ['--quiet', ...words, '--uri', set.uri, '--out', folder]);
      };
    const dump = join(servers.folder, 'dump');
    let newest = '';
    const taking = await measureInTurn(RUNS, {
      async ours() {
        const taken = await engine.run('backup.take', { what: 'mongo' });
        newest = taken.outputs['set']!;
        return taken;
      },
      ...(mongodump !== null && {
        gzip: dumpInto(mongodump, dump, '--gzip'),
        plain: dumpInto(mongodump, join(servers.folder, 'plain')),
      }),
    });
    const restoring = await measureInTurn(RUNS, {
      ours: () => engine.run('backup.restore', { set: newest, what: 'mongo', mode: 'in-place', keepOld: 'false' }),
      ...(mongorestore !== null &&
        mongodump !== null && {
          peer: () => runTool(mongorestore, ['--quiet', '--gzip', '--drop', '--uri', set.uri, dump]),
        }),
    });
    const [take, restore] = [taking.ours!, restoring.ours!];
    const backup = `MongoDB backup, ${shape}`;
    return [
      speedRow({ name: backup, tool: 'mongodump --gzip', bytes, ours: take, peer: taking.gzip, least: gzipBar }),
      speedRow({ name: backup, tool: 'mongodump', bytes, ours: take, peer: taking.plain, least: PLAIN_BAR }),
      speedRow({
        name: `MongoDB restore, compared, ${shape}`,
        tool: 'mongorestore --drop',
        bytes,
        ours: restore,
        peer: restoring.peer,
        least: RESTORE_BAR,
      }),
      memoryRow(`MongoDB backup and restore, most memory, ${shape}`, [...take, ...restore]),
    ];
  } finally {
    await lifetime.dispose();
  }
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
