// A session over a real replica set: what it shows, an election, a member killed.

import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import type { FleetState } from '../../shared/model/fleet.ts';
import { say } from '../../shared/text.ts';
import { ENGLISH } from '../../shared/texts/en.ts';
import type { Session } from '../../main/fleet/session.ts';
import type { MongoSetHandle } from '../../main/lab/mongo-set.ts';
import { testFleet, type TestFleet } from '../fixtures/fleets.ts';
import { testServers } from '../fixtures/servers.ts';
import { waitFor } from '../fixtures/wait-for.ts';

const servers = await testServers();
let set: MongoSetHandle;
let fleet: TestFleet;
let session: Session;
let stop: () => void;

before(async () => {
  set = await servers.mongoSet();
  const client = await set.connect();
  await client
    .db('shop')
    .collection<{ _id: number }>('orders')
    .insertMany(Array.from({ length: 100 }, (_, n) => ({ _id: n })));
  await client.close();
  fleet = await testFleet();
  await fleet.fleet.saveProfile(
    {
      id: 'shop',
      name: 'Shop',
      environment: 'lab',
      colour: '#336699',
      mongo: { seeds: [...set.seeds], replicaSet: set.name },
      stores: [],
    },
    {},
    false,
  );
  session = await fleet.fleet.connect('shop', {});
  stop = session.fleet.subscribe(() => {});
});
after(async () => {
  stop?.();
  await fleet?.dispose();
  assert.deepEqual(fleet?.reports, []);
});

const state = (): FleetState => session.fleet.get().state;
const sentences = (): string[] => Object.values(state().events).map(({ title }) => say(ENGLISH, title));

test('all three members are live, one is primary, and the collections follow', async () => {
  await waitFor(() => Object.keys(state().problems).length === 0 && state().clock.tick > 1, { what: 'a calm set' });
  const members = Object.values(state().mongoMembers);
  assert.deepEqual(
    members.map(({ presence }) => presence),
    ['live', 'live', 'live'],
  );
  assert.deepEqual(members.map((member) => member.state).sort(), ['PRIMARY', 'SECONDARY', 'SECONDARY']);
  assert.equal(state().mongo?.health, 'healthy');
  const orders = await waitFor(() => state().mongoCollections['shop.orders'], {
    timeoutMs: 45_000, // they are read every 30 s, and from a secondary, which may have had none yet
    what: 'the collections',
  });
  assert.equal(orders.documents, 100);
});

test('an election is told with the new primary and its term', async () => {
  const old = state().mongo!;
  const primary = await set.primary();
  const client = await primary.connect();
  await client
    .db('admin')
    .command({ replSetStepDown: 30, secondaryCatchUpPeriodSecs: 5 })
    .catch(() => undefined); // it may cut this very connection
  await client.close();
  await waitFor(
    () => state().mongo?.primary !== null && state().mongo!.term > old.term && state().mongo!.primary !== old.primary,
    {
      timeoutMs: 20_000,
      what: 'another primary',
    },
  );
  assert.ok(
    sentences().some((one) => one.endsWith(`was elected primary, term ${state().mongo!.term}`)),
    sentences().join('\n'),
  );
});

test('a killed secondary is a problem, and costs the set its spare', async () => {
  await waitFor(() => Object.keys(state().problems).length === 0, { what: 'a calm set', timeoutMs: 20_000 });
  const secondary = Object.values(state().mongoMembers).find((member) => member.state === 'SECONDARY')!;
  await set.members.find((member) => member.port === secondary.port)!.kill();
  await waitFor(
    () => state().problems[`mongo.member-down/${secondary.key}`] && state().problems['mongo.no-spare-voter'],
    { what: 'both problems', timeoutMs: 20_000 },
  );
  assert.equal(state().mongoMembers[secondary.key]!.presence, 'down');
  assert.equal(state().mongoFigures[secondary.key]?.[0] ?? null, null, 'no lag of a member that is down');
  assert.equal(state().mongo?.health, 'attention');
  assert.ok(sentences().includes(`MongoDB member 127.0.0.1:${secondary.port} went down`));
});
