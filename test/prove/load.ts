// Backups while clients write without a pause: bank transfers in transactions over several collections, and counters. Each is
// restored, and must be what the database was at the moment the set names, also when the set elects, a member goes away, or the
// members' clocks are seconds apart. What the console promises by its own clock must hold too.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Timestamp, type MongoClient } from 'mongodb';
import { openSet } from '../../main/backup/format/open-set.ts';
import { createBackupKeys } from '../../main/backup/keys/backup-keys.ts';
import { checkpointOf } from '../../main/backup/manifest-figures.ts';
import { isSetId } from '../../main/backup/set-folder.ts';
import type { MongoSetHandle } from '../../main/lab/mongo-set.ts';
import { Lifetime } from '../../shared/lifetime.ts';
import { runRunbook, startConsole, type TestConsole } from '../fixtures/console.ts';
import { serversIn, type TestServers } from '../fixtures/servers.ts';
import { shiftedClocks, type ShiftedClocks } from '../fixtures/shifted-clock.ts';
import { waitFor } from '../fixtures/wait-for.ts';
import { falseTimes, openBank, violations } from './load/bank.ts';
import { CLOCKS_APART_SECONDS, CONDITIONS, nameOf, type Condition } from './load/conditions.ts';
import { injectFault, recover } from './load/faults.ts';
import type { ProofResult } from './proof.ts';

interface World {
  readonly set: MongoSetHandle;
  readonly client: MongoClient;
  readonly console: TestConsole;
}

interface Counts {
  backups: number;
  transfers: number;
  numbers: number;
  slowestMs: number;
  readonly violations: string[];
}

/** The sets are not encrypted. */
const NO_KEYS = createBackupKeys({ settings: undefined });
const BULK_DOCUMENTS = 6_000;
/** Slow enough that the fault falls into the reading. */
const READ_MEGABYTES_PER_SECOND = '8';

export async function prove(count: number): Promise<ProofResult> {
  const lifetime = new Lifetime('load');
  try {
    const servers = await serversIn(lifetime);
    const clocks = await shiftedClocks(servers.folder);
    const conditions = CONDITIONS.filter(({ clocksApart }) => !(clocksApart && 'unavailable' in clocks));
    const worlds = new Map<boolean, Promise<World>>();
    const counts = new Map<Condition, Counts>();
    for (let round = 0; round < count; round += 1) {
      const condition = conditions[round % conditions.length]!;
      const { clocksApart } = condition;
      const world =
        worlds.get(clocksApart) ?? startWorld(servers, clocksApart && !('unavailable' in clocks) ? clocks : null);
      worlds.set(clocksApart, world);
      const of = counts.get(condition) ?? { backups: 0, transfers: 0, numbers: 0, slowestMs: 0, violations: [] };
      counts.set(condition, of);
      await proveOnce(await world, condition, round, of);
    }
    const all = [...counts.values()];
    const found = all.flatMap((of) => of.violations);
    return {
      rows: [
        ['meanwhile', 'backups', 'transfers', 'numbers counted', 'slowest backup', 'violations'],
        ...[...counts].map(([condition, of]) => rowOf(nameOf(condition), of)),
        ...('unavailable' in clocks ? [[`SKIPPED: clocks ± 5 s apart. ${clocks.unavailable}`]] : []),
        ...found.slice(0, 10).map((violation) => ['', violation]),
      ],
      closing: `${count} backups restored, each against the moment it names: ${found.length} violations.`,
      holds: found.length === 0 && all.every(({ transfers, numbers }) => transfers > 0 && numbers > 0),
    };
  } finally {
    await lifetime.dispose();
  }
}

/** `clocks`: the members' are apart. */
async function startWorld(servers: TestServers, clocks: ShiftedClocks | null): Promise<World> {
  const { lifetime } = servers;
  const programs = clocks && (await Promise.all(CLOCKS_APART_SECONDS.map((seconds) => clocks.mongod(seconds))));
  const set = await servers.mongoSet(programs ? { members: programs.map((program) => ({ program })) } : {});
  const client = await set.connect();
  lifetime.add(() => client.close());
  const bulk = Array.from({ length: BULK_DOCUMENTS }, (_, index) => ({ index, text: 'x'.repeat(1000) }));
  await client.db('archive').collection('bulk').insertMany(bulk);
  const folder = await servers.newFolder('console');
  const console = await startConsole({ lifetime, folder, mongo: { seeds: set.seeds, name: set.name } });
  return { set, client, console };
}

async function proveOnce(
  { set, client, console }: World,
  { fault }: Condition,
  round: number,
  counts: Counts,
): Promise<void> {
  const database = `bank_${round}`;
  const bank = await openBank(client, database);
  await waitFor(() => bank.transfers() > 2);
  const startMs = performance.now();
  const taking = runRunbook(console, 'backup.take', {
    what: 'mongo',
    mongoFrom: fault === 'election' || fault === 'primary cut off' ? 'primary' : 'secondary',
    rate: READ_MEGABYTES_PER_SECOND,
  });
  try {
    await Promise.race([taking, waitFor(() => isReading(console.store, database), { timeoutMs: 60_000 })]);
    const struck = await injectFault(fault, set);
    await taking;
    counts.slowestMs = Math.max(counts.slowestMs, performance.now() - startMs);
    await recover(struck, set);
  } finally {
    await bank.stop();
  }
  const id = (await readdir(console.store)).filter(isSetId).sort().at(-1)!;
  const { mongo } = (await openSet(join(console.store, id), NO_KEYS)).manifest;
  await runRunbook(console, 'backup.restore', { set: id, what: 'mongo', mode: 'beside', databases: database });
  const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
  const side = databases.map(({ name }) => name).find((name) => name.startsWith(`${database}__restore_`))!;
  counts.backups += 1;
  counts.transfers += bank.transfers();
  counts.numbers += bank.ticks.reduce((sum, { length }) => sum + length, 0);
  if (mongo?.consistency !== 'point-in-time') counts.violations.push(`${id} does not promise one moment`);
  const [seconds, increment] = (mongo?.clusterTime ?? '0.0').split('.').map(Number);
  const moment = new Timestamp({ t: seconds!, i: increment! });
  counts.violations.push(...(await violations(client, side, moment, bank)));
  const checkpoint = checkpointOf({ mongo, redis: null });
  if (checkpoint === null) counts.violations.push(`${id} does not say when it is of`);
  else counts.violations.push(...(await falseTimes(client, side, checkpoint, bank)));
  for (const name of [side, database]) await client.db(name).dropDatabase();
}

/** The reading has begun, and the bank is not read yet or half read. */
async function isReading(store: string, database: string): Promise<boolean> {
  const partial = (await readdir(store).catch((): string[] => [])).find((name) => name.endsWith('.partial'));
  if (partial === undefined) return false;
  const databases = await readdir(join(store, partial, 'mongo')).catch((): string[] => []);
  return databases.includes('archive') || databases.includes(database);
}

function rowOf(name: string, { backups, transfers, numbers, slowestMs, violations: found }: Counts): readonly string[] {
  const figures = [backups, transfers, numbers].map(String);
  return [name, ...figures, `${(slowestMs / 1000).toFixed(1)} s`, String(found.length)];
}
