// `npm run bench [name …]`: runs the benchmarks and prints them as one table. Exit code 1 only when a benchmark itself fails:
// a figure that falls short is said, not hidden, and not judged on a noisy machine.

import { cpus, totalmem } from 'node:os';
import { formatRow, type Bench, type BenchRow } from './bench.ts';

const BENCHES: Readonly<Record<string, () => Promise<{ readonly bench: Bench }>>> = {
  'slot-map': () => import('./slot-map.ts'),
  'wire-bytes': () => import('./wire-bytes.ts'),
  'polling-cost': () => import('./polling-cost.ts'),
  failover: () => import('./failover.ts'),
  audit: () => import('./audit.ts'),
  'redis-backup': () => import('./redis-backup.ts'),
  'redis-restore': () => import('./redis-restore.ts'),
  'mongo-backup': () => import('./mongo-backup.ts'),
  memory: () => import('./memory.ts'),
};

const chosen = process.argv.slice(2);
const names = chosen.length > 0 ? chosen : Object.keys(BENCHES);
const rows: BenchRow[] = [];
for (const name of names) {
  const load = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
  if (!load) {
    console.error(`There is no benchmark ${name}; there are: ${Object.keys(BENCHES).join(', ')}`);
    process.exitCode = 2;
    continue;
  }
  console.error(`${name} …`);
  try {
    const { bench } = await load();
    rows.push(...(await bench()));
  } catch (error) {
    console.error(`${name} could not be measured:`, error);
    process.exitCode = 1;
  }
}
print(rows);

function print(all: readonly BenchRow[]): void {
  console.log(
    `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 1e9)} GB, Node ${process.version}, medians\n`,
  );
  const table = [['what', 'Marsad', 'peer', 'ratio', 'bar', 'verdict', 'note'], ...all.map(formatRow)];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  for (const row of table)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    );
}
