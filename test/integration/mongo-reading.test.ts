// Reading a real MongoDB replica set: as the server says it, with a hidden delayed member and an arbiter, while a member is
// paused, through a step-down, a death and a reconfiguration; and its collections.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Document } from 'mongodb';
import type { MongodHandle } from '../../main/lab/mongod.ts';
import { createMongoAccess } from '../../main/mongo/create-mongo-access.ts';
import type { MongoReading } from '../../main/mongo/mongo-access.ts';
import { systemClock } from '../../main/system-clock.ts';
import { mongoFigure, type MongoFigure, type MongoMember } from '../../shared/model/mongo.ts';
import { testServers } from '../fixtures/servers.ts';
import { waitFor } from '../fixtures/wait-for.ts';
import { writingMongo } from '../fixtures/writing-access.ts';

const servers = await testServers();
const set = await servers.mongoSet({
  members: [{ priority: 2 }, {}, { arbiterOnly: true }, { delaySeconds: 5, votes: 0, hidden: true }],
});
const access = createMongoAccess({
  target: { seeds: [`localhost:${set.members[1]!.port}`], replicaSet: set.name },
  lifetime: servers.lifetime,
  clock: systemClock,
});

const writing = writingMongo(access, servers.lifetime);

function seen(what: string, shows: (reading: MongoReading) => boolean): Promise<MongoReading> {
  return waitFor(
    async () => {
      const reading = await access.read();
      return shows(reading) && reading;
    },
    { what, timeoutMs: 30_000, intervalMs: 200 },
  );
}
function figure(reading: MongoReading, key: string, name: MongoFigure): number | null {
  return mongoFigure(reading.figures[key], name);
}
function handleOf({ port }: MongoMember): MongodHandle {
  return set.members.find((member) => member.port === port)!;
}
async function admin(member: MongodHandle, command: Document): Promise<Document> {
  const client = await member.connect();
  try {
    return await client.db('admin').command(command);
  } finally {
    await client.close();
  }
}
const isWhole = ({ summary, members }: MongoReading): boolean =>
  summary.primary === 'test-rs/0' &&
  Object.values(members).every(({ presence, state }) => presence === 'live' && state !== 'DOWN');

test('a reading says what the set says', async () => {
  const reading = await seen('the whole set', isWhole);
  const { summary, members } = reading;
  const status = await admin(set.members[0]!, { replSetGetStatus: 1 });
  assert.deepEqual(
    [
      summary.mode,
      summary.name,
      summary.term,
      summary.configVersion,
      summary.voters,
      summary.votersUp,
      summary.electionTimeoutMs,
    ],
    ['replica-set', 'test-rs', status['term'], 1, 3, 3, 2000],
  );
  assert.deepEqual(summary.missing, []);
  assert.ok(summary.oplogWindowMs !== null && summary.oplogWindowMs >= 0 && summary.oplogSizeBytes! > 1_000_000);
  assert.equal(summary.oplogFull, false, 'a young oplog has dropped nothing: its window is no limit yet');
  for (const row of status['members'] as Document[]) {
    const member = members[`test-rs/${row['_id']}`]!;
    assert.equal(member.state, row['stateStr']);
    assert.equal(`${member.host}:${member.port}`, row['name']);
    assert.equal(member.version, summary.version);
  }
  const facts = Object.values(members).map((m) => [
    m.memberId,
    m.priority,
    m.votes,
    m.hidden,
    m.arbiter,
    m.delaySeconds,
  ]);
  assert.deepEqual(facts, [
    [0, 2, 1, false, false, 0],
    [1, 1, 1, false, false, 0],
    [2, 0, 1, false, true, 0],
    [3, 0, 0, true, false, 5],
  ]);
  const primary = members['test-rs/0']!;
  assert.match(primary.electionId ?? '', /^[0-9a-f]{24}$/);
  assert.ok(primary.electedMs! > Date.now() - 120_000);
  for (const key of ['test-rs/0', 'test-rs/2']) assert.equal(figure(reading, key, 'lagMs'), null, 'no lag for these');
  await seen('the sync sources', (later) => later.members['test-rs/1']!.syncSource === 'test-rs/0');
});

test('figures move with the work, lag is small, the delayed member is as late as it should be', async () => {
  await seen('the whole set', isWhole);
  const orders = writing.client().db('shop').collection('orders');
  let count = 0;
  const delayed = await seen('the configured delay', (reading) => {
    void orders.insertOne({ number: (count += 1) });
    const lagMs = figure(reading, 'test-rs/3', 'lagMs') ?? 0;
    return lagMs > 3000 && lagMs <= 6000 && (figure(reading, 'test-rs/0', 'insertsPerSecond') ?? 0) > 0;
  });
  assert.equal(delayed.members['test-rs/3']!.health, 'healthy', 'its delay is wanted');
  assert.ok(figure(delayed, 'test-rs/1', 'lagMs')! < 1000);
  assert.ok(figure(delayed, 'test-rs/0', 'connections')! > 0);
  assert.equal(figure(delayed, 'test-rs/0', 'cacheMaxBytes')! % 1_048_576, 0);
  assert.ok(figure(delayed, 'test-rs/0', 'appliedAtMs')! > Date.now() - 20_000);
});

test('collections with their sizes and indexes, without views', async () => {
  await seen('the whole set', isWhole);
  const shop = writing.client().db('shop');
  await shop.createCollection('big_orders', { viewOn: 'orders', pipeline: [] });
  const users = shop.collection('users');
  await users.insertMany([{ name: 'a' }, { name: 'b' }], { writeConcern: { w: 2 } });
  await users.createIndex({ name: 1 }, { unique: true });
  await users.createIndex({ seenAt: -1 }, { expireAfterSeconds: 3600, name: 'ttl' });
  const collections = await waitFor(async () => {
    const found = await access.readCollections();
    return found['shop.users']?.documents === 2 && found['shop.users'].indexes.length === 3 && found;
  });
  assert.deepEqual(Object.keys(collections).toSorted(), ['shop.orders', 'shop.users']);
  const rows = collections['shop.users']!;
  assert.ok(rows.dataBytes > 0 && rows.storageBytes > 0);
  assert.deepEqual(
    rows.indexes.map(({ name, key, unique, ttlSeconds, uses }) => [name, key, unique, ttlSeconds, uses]),
    [
      ['_id_', { _id: 1 }, true, null, 0],
      ['name_1', { name: 1 }, true, null, 0],
      ['ttl', { seenAt: -1 }, false, 3600, 0],
    ],
  );
});

test('a paused member is late, then down without a lag; the others are read as before', async () => {
  const { members } = await seen('the whole set', isWhole);
  const key = 'test-rs/1';
  const handle = handleOf(members[key]!);
  handle.pause();
  try {
    const late = await seen('the late member', (reading) => reading.members[key]!.presence === 'late');
    assert.equal(late.members[key]!.health, 'unknown');
    assert.match(late.members[key]!.trouble ?? '', /does not answer/);
    assert.equal(figure(late, key, 'connections'), null, 'never guessed');
    const startMs = performance.now();
    const next = await access.read();
    assert.ok(performance.now() - startMs < 500, 'nobody waits for it twice');
    assert.equal(next.members['test-rs/0']!.presence, 'live');
    const down = await seen('the member down', (reading) => reading.members[key]!.presence === 'down');
    assert.equal(figure(down, key, 'lagMs'), null);
    assert.equal(down.members[key]!.health, 'attention');
  } finally {
    handle.resume();
  }
  await seen('the member again', isWhole);
});

test('a step-down is seen: another primary, another term', async () => {
  const { summary } = await seen('the whole set', isWhole);
  await admin(set.members[0]!, { replSetStepDown: 10, secondaryCatchUpPeriodSecs: 5 }).catch(() => undefined);
  const after = await seen('the other primary', (reading) => reading.summary.primary === 'test-rs/1');
  assert.ok(after.summary.term > summary.term);
  assert.equal(after.members['test-rs/1']!.state, 'PRIMARY');
  assert.ok(after.members['test-rs/1']!.electionId);
  assert.equal(after.members['test-rs/0']!.electionId, null);
  await admin(set.members[0]!, { replSetFreeze: 0 });
  await seen('the preferred primary again', isWhole);
});

test('a killed primary is down at once and stays on screen; with no primary there is no lag', async () => {
  const { members } = await seen('the whole set', isWhole);
  const handle = handleOf(members['test-rs/0']!);
  await handle.kill();
  const down = await seen('the dead primary', (reading) => reading.members['test-rs/0']!.presence === 'down');
  assert.match(down.members['test-rs/0']!.trouble ?? '', /refuses connections|closed the connection/);
  assert.equal(figure(down, 'test-rs/0', 'lagMs'), null);
  const none = await seen(
    'the set without a primary, or its next one',
    ({ summary }) => summary.primary !== 'test-rs/0',
  );
  if (none.summary.primary === null) {
    assert.equal(none.summary.health, 'critical');
    assert.ok(Object.keys(none.members).every((key) => figure(none, key, 'lagMs') === null));
  }
  const over = await seen('the next primary', ({ summary }) => summary.primary === 'test-rs/1');
  assert.deepEqual([over.summary.votersUp, over.summary.health], [2, 'attention']);
  assert.equal(over.members['test-rs/0']!.state, 'DOWN');

  // Another console that starts now sees the same, dead member included.
  const late = createMongoAccess({
    target: { seeds: [...set.seeds], replicaSet: set.name },
    lifetime: servers.lifetime.child('late'),
    clock: systemClock,
  });
  const first = await late.read();
  assert.deepEqual([first.members['test-rs/0']!.presence, first.summary.primary], ['down', 'test-rs/1']);
  await handle.restart();
  await seen('the set whole again', isWhole);
});

test('a member that is removed stays as gone', async () => {
  await seen('the whole set', isWhole);
  const { config } = await admin(set.members[0]!, { replSetGetConfig: 1 });
  const members = (config.members as Document[]).filter((member) => member['_id'] !== 3);
  await admin(set.members[0]!, { replSetReconfig: { ...config, version: config.version + 1, members } });
  const after = await seen('the member gone', (reading) => reading.members['test-rs/3']?.presence === 'gone');
  assert.equal(after.members['test-rs/3']!.health, 'unknown');
  assert.equal(after.summary.configVersion, config.version + 1);
  assert.throws(() => access.member('test-rs/3'), { code: 'not_found' });
  assert.ok(access.member('test-rs/1'));
});
