// Restores to random moments: while clients write without a pause, a set is taken and slices of the oplog are saved, also across
// elections. Each moment in between is restored and must be what the database was then: no transfer torn, no number missing or
// too many.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { MongoClient } from 'mongodb';
import { timestampOf } from '../../main/backup/mongo/oplog/op-times.ts';
import { isSetId } from '../../main/backup/set-folder.ts';
import type { MongoSetHandle } from '../../main/lab/mongo-set.ts';
import { Lifetime } from '../../shared/lifetime.ts';
import { compareMoments, type Moment } from '../../shared/moment.ts';
import { runRunbook, startConsole, type TestConsole } from '../fixtures/console.ts';
import { serversIn } from '../fixtures/servers.ts';
import { waitFor } from '../fixtures/wait-for.ts';
import { openBank, violations, type Bank } from './load/bank.ts';
import { injectFault, recover } from './load/faults.ts';
import { seededRandom, type ProofResult } from './proof.ts';

interface World {
  readonly set: MongoSetHandle;
  readonly client: MongoClient;
  readonly console: TestConsole;
  readonly random: () => number;
}

interface Counts {
  moments: number;
  transfers: number;
  numbers: number;
  slices: number;
  readonly violations: string[];
}

const SLICES = 3;
const MOMENTS = 2;

/** `count`: databases that are filled, each restored to a few moments. */
export async function prove(count: number): Promise<ProofResult> {
  const lifetime = new Lifetime('until');
  const seed = Date.now() % 1_000_000;
  try {
    const world = await startWorld(lifetime, seededRandom(seed));
    const counts: Counts = { moments: 0, transfers: 0, numbers: 0, slices: 0, violations: [] };
    for (let round = 0; round < count; round += 1) await proveOnce(world, round, counts);
    const { moments, transfers, numbers, slices, violations: found } = counts;
    return {
      rows: [
        ['moments', 'slices', 'transfers', 'numbers counted', 'violations'],
        [moments, slices, transfers, numbers, found.length].map(String),
        ...found.slice(0, 10).map((violation) => ['', violation]),
      ],
      closing: `${moments} random moments restored from sets and slices (seed ${seed}): ${found.length} violations.`,
      holds: found.length === 0 && moments === count * MOMENTS && transfers > 0 && numbers > 0,
    };
  } finally {
    await lifetime.dispose();
  }
}

async function startWorld(lifetime: Lifetime, random: () => number): Promise<World> {
  const servers = await serversIn(lifetime);
  const set = await servers.mongoSet();
  const client = await set.connect();
  lifetime.add(() => client.close());
  const folder = join(servers.folder, 'console');
  const console = await startConsole({ lifetime, folder, mongo: { seeds: set.seeds, name: set.name } });
  return { set, client, console, random };
}

async function proveOnce({ set, client, console, random }: World, round: number, counts: Counts): Promise<void> {
  const database = `bank_${round}`;
  const bank = await openBank(client, database);
  try {
    await wroteMore(bank);
    await runRunbook(console, 'backup.take', { what: 'mongo' });
    for (let slice = 0; slice < SLICES; slice += 1) {
      await wroteMore(bank);
      if (slice === 1 && round % 2 === 1) await recover(await injectFault('election', set), set);
      await runRunbook(console, 'backup.oplog-slice', { mongoFrom: slice === 2 ? 'secondary' : 'primary' });
      counts.slices += 1;
    }
  } finally {
    await bank.stop();
  }
  const id = (await readdir(console.store)).filter(isSetId).sort().at(-1)!;
  const { spans } = await console.app.call('backups.coverage', { profileId: console.profileId });
  const span = spans.find(({ sets }) => sets.some((base) => base.id === id))!;
  const from = span.sets.find((base) => base.id === id)!.moment;
  for (let index = 0; index < MOMENTS; index += 1) {
    const until = await randomMoment(client, random, from, span.to);
    const parameters = { set: id, what: 'mongo', databases: database, until };
    await runRunbook(console, 'backup.restore', parameters);
    const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
    const side = databases.map(({ name }) => name).find((name) => name.startsWith(`${database}__restore_`))!;
    counts.violations.push(...(await violations(client, side, timestampOf(until), bank)));
    counts.moments += 1;
    await client.db(side).dropDatabase();
  }
  counts.transfers += bank.transfers();
  counts.numbers += bank.ticks.reduce((sum, { length }) => sum + length, 0);
  await client.db(database).dropDatabase();
}

async function wroteMore(bank: Bank): Promise<void> {
  const before = bank.transfers();
  await waitFor(() => bank.transfers() > before + 3, { timeoutMs: 60_000, what: 'more transfers' });
}

/** That of a write, or of a second between two. */
async function randomMoment(client: MongoClient, random: () => number, from: Moment, to: Moment): Promise<Moment> {
  const oplog = client.db('local').collection('oplog.rs');
  const within = { ts: { $gte: timestampOf(from), $lte: timestampOf(to) } };
  const entries = await oplog.find(within).project({ ts: 1 }).toArray();
  const { ts } = entries[Math.floor(random() * entries.length)]!;
  const second: Moment = `${ts.getHighBitsUnsigned()}.0`;
  const isSecond = random() < 0.3 && compareMoments(second, from) >= 0;
  return isSecond ? second : `${ts.getHighBitsUnsigned()}.${ts.getLowBitsUnsigned()}`;
}
