// A replay of the oplog that is interrupted goes on at its last point, wherever it was, and ends at what it would have come to; where
// going on would not be right, it begins anew.

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import type { Document, MongoClient } from 'mongodb';
import { entriesOf } from '../../main/backup/mongo/oplog/entries.ts';
import { replay } from '../../main/backup/mongo/oplog/replay.ts';
import type { ReplayPoint } from '../../main/backup/mongo/oplog/replay-point.ts';
import { survey } from '../../main/backup/mongo/oplog/survey.ts';
import { journalFile, runsFolder } from '../../main/runbook/journal.ts';
import type { MongoSetHandle } from '../../main/lab/mongo-set.ts';
import { testServers } from '../fixtures/servers.ts';
import { takeWay } from '../fixtures/take-way.ts';
import { oneOf, seededRandom } from '../prove/proof.ts';
import { assertDone, backupBench, type BackupBench } from './backup-bench.ts';
import { describeDatabase } from './backup-mongo-data.ts';
import { consoleAfter, killWhen, startConsoleToKill, type ConsoleTarget } from './killed-console.ts';

const servers = await testServers();
let set: MongoSetHandle;
let client: MongoClient;
let bench: BackupBench;
let target: ConsoleTarget;
let base: string;

before(async () => {
  set = await servers.mongoSet({ members: [{}] });
  client = await set.connect();
  servers.lifetime.add(() => client.close());
  target = {
    dataFolder: await servers.newFolder('data'),
    storeFolder: await servers.newFolder('store'),
    mongo: { seeds: set.seeds, replicaSet: set.name },
  };
  bench = await backupBench({ ...target, dataFolder: await servers.newFolder('data'), lifetime: servers.lifetime });
  await begin('work');
  await begin('capped');
  base = (await bench.take({ what: 'mongo' })).id;
});

/** What the set holds of a database. */
const OF_SET = { name: 'last', type: 'collection', indexes: [] } as const;
const OPTIONS = { work: {}, capped: { capped: true, size: 4096, max: 5 } } as const;
type Name = keyof typeof OPTIONS;

async function begin(name: Name, database: string = name): Promise<void> {
  await client.db(database).createCollection(OF_SET.name, OPTIONS[name]);
  await client
    .db(database)
    .collection<{ _id: number }>(OF_SET.name)
    .insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3 }]);
}

/** Returns the moment after it. */
async function sliced(): Promise<string> {
  const { operationTime } = await client.db('work').command({ ping: 1 });
  assertDone(await bench.run('backup.oplog-slice'));
  return `${operationTime.getHighBitsUnsigned()}.${operationTime.getLowBitsUnsigned()}`;
}

/** Writes of every kind, so that each depends on those before: `name` holds what is left. */
async function workOn(name: string, random: () => number, writes: number, database: Name = 'work'): Promise<void> {
  const documents = client.db(database).collection<{ _id: number } & Document>(name);
  const changes: readonly (() => Document)[] = [
    () => ({ $set: { [`f${Math.floor(random() * 4)}`]: random() } }),
    () => ({ $unset: { [`f${Math.floor(random() * 4)}`]: '' } }),
    () => ({ $push: { list: { $each: [Math.floor(random() * 9)], $slice: -4 } } }),
    () => ({ $set: { list: [1, 2, 3, 4, 5].slice(0, Math.floor(random() * 6)) } }),
    () => ({ $set: { [`deep.x${Math.floor(random() * 3)}`]: { y: random() } } }),
    () => ({ $rename: { f0: 'f1' } }),
    () => ({ $inc: { count: 1 } }),
  ];
  const bulk = Array.from({ length: writes }, () => {
    const filter = { _id: Math.floor(random() * 30) };
    if (random() < 0.15) return { deleteOne: { filter } };
    if (random() < 0.1) return { replaceOne: { filter, replacement: { r: random() }, upsert: true } };
    return { updateOne: { filter, update: oneOf(random, changes)(), upsert: random() < 0.5 } };
  });
  await documents.bulkWrite(bulk);
}

class Interrupted extends Error {}

/**
 * What a console that is killed again and again comes to: each attempt is ended after a few points and batches, before one of them,
 * until there were so many.
 */
async function replayInterrupted(of: Name, upTo: string, random: () => number, interruptions: number) {
  const side = `${of}_side`;
  const slices = await Promise.all(
    (await bench.catalogue.oplog.list())
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ id }) => bench.catalogue.oplog.open(id)),
  );
  const after = (await bench.catalogue.manifestOf(base)).mongo!.clusterTime!;
  const found = await survey(entriesOf(slices, upTo), after);
  let from: ReplayPoint | null = null;
  const counts = { attempts: 0, anew: 0 };
  for (;;) {
    counts.attempts += 1;
    if (from === null) {
      counts.anew += 1;
      await client.db(side).dropDatabase();
      await begin(of, side);
    }
    let left = counts.attempts > interruptions ? Infinity : 2 + Math.floor(random() * 5);
    const mayEnd = (): void => {
      left -= 1;
      if (left === 0) throw new Interrupted();
    };
    try {
      await replay({
        client,
        entries: entriesOf(slices, upTo),
        survey: found,
        after,
        collections: [{ ...OF_SET, database: of, options: OPTIONS[of] }],
        apart: new Set(),
        isWanted: (database) => database === of,
        sideOf: () => side,
        from,
        async onPoint(point) {
          mayEnd();
          if (point === null) from = null;
          else from = { ...point, collections: point.collections ?? from!.collections };
        },
        signal: new AbortController().signal,
        onOperations: mayEnd,
      });
      return counts;
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
    }
  }
}

test('interrupted at any point and in between: what comes out is the same', async () => {
  const random = seededRandom(7);
  const db = client.db('work');
  for (let round = 0; round < 4; round += 1) {
    await workOn('last', random, 250);
    await workOn('a', random, 100);
    if (round % 2 === 0) await db.collection('a').rename('b', { dropTarget: true });
    else await db.collection('b').drop();
    await workOn('a', random, 50);
    await client.withSession((session) =>
      session.withTransaction(async () => {
        await db.collection<{ _id: number }>('last').updateOne({ _id: 3 }, { $inc: { moved: 1 } }, { session });
        await db.collection<{ _id: number }>(`made-${round}`).insertOne({ _id: round }, { session });
        await db.collection<{ _id: number }>('last').deleteOne({ _id: round }, { session });
      }),
    );
    await db.createCollection(`again`);
    await workOn('again', random, 30);
    if (round < 3) await db.collection('again').drop();
  }
  const expected = await describeDatabase(client, 'work');
  const upTo = await sliced();
  const { attempts, anew } = await replayInterrupted('work', upTo, random, 12);
  assert.ok(attempts > 10, `${attempts} attempts`);
  assert.equal(anew, 1, 'it went on every time');
  assert.deepEqual(await describeDatabase(client, 'work_side'), expected);
});

test('while a capped collection is written it begins anew, and what comes out is the same', async () => {
  const random = seededRandom(8);
  for (let index = 0; index < 6; index += 1) {
    await workOn('a', random, 100, 'capped');
    await client
      .db('capped')
      .collection<{ _id: number }>('last')
      .insertOne({ _id: 10 + index });
  }
  const expected = await describeDatabase(client, 'capped');
  const { anew } = await replayInterrupted('capped', await sliced(), () => 0.4, 3);
  assert.ok(anew > 1, `${anew} times anew`);
  assert.deepEqual(await describeDatabase(client, 'capped_side'), expected);
});

test('kill -9 in the middle of a replay: the next console goes on where it was', async () => {
  const random = seededRandom(9);
  for (let round = 0; round < 3; round += 1) await workOn(`b${round}`, random, 1500);
  const expected = await describeDatabase(client, 'work');
  const parameters = { set: base, what: 'mongo', until: await sliced(), databases: 'work' };
  const dataFolder = await servers.newFolder('data');
  const child = startConsoleToKill(servers.lifetime, { ...target, dataFolder }, 'backup.restore', parameters);
  await killWhen(child, async () => (await journalOf(dataFolder)).includes('"replay-further"'));
  const next = await consoleAfter(servers.lifetime, { ...target, dataFolder });
  assert.ok(next.interrupted, 'the run is known as interrupted');
  await takeWay(next.bench.engine, next.interrupted, 'resume');
  assertDone(await next.bench.engine.settled(next.interrupted));
  assert.doesNotMatch(await journalOf(dataFolder), /"replay-point","data":null/, 'it did not begin anew');
  const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
  const side = databases.map(({ name }) => name).find((name) => name.startsWith('work__restore_'))!;
  assert.deepEqual(await describeDatabase(client, side), expected);
});

/** Of the only run there is. */
async function journalOf(dataFolder: string): Promise<string> {
  const [runId] = await readdir(runsFolder(dataFolder)).catch((): string[] => []);
  return runId === undefined ? '' : readFile(journalFile(dataFolder, runId), 'utf8').catch(() => '');
}
