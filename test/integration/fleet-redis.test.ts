// A session over a real cluster: what it shows, what it costs, and what it says when something breaks.

import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { FLEET_TABLES, type FleetState } from '../../shared/model/fleet.ts';
import { say } from '../../shared/text.ts';
import { ENGLISH } from '../../shared/texts/en.ts';
import { shardsOf } from '../../shared/model/redis.ts';
import { apply, type Patch } from '../../shared/patch.ts';
import type { Session } from '../../main/fleet/session.ts';
import type { RedisClusterHandle } from '../../main/lab/redis-cluster.ts';
import type { RedisNodeHandle } from '../../main/lab/redis-node.ts';
import { testFleet, type TestFleet } from '../fixtures/fleets.ts';
import { testServers } from '../fixtures/servers.ts';
import { waitFor } from '../fixtures/wait-for.ts';

const servers = await testServers();
let cluster: RedisClusterHandle;
let fleet: TestFleet;
let session: Session;

before(async () => {
  cluster = await servers.redisCluster();
  fleet = await testFleet();
  await fleet.fleet.saveProfile(
    {
      id: 'shop',
      name: 'Shop',
      environment: 'lab',
      colour: '#336699',
      redis: { seeds: [cluster.seeds[0]!] },
      stores: [],
    },
    {},
    false,
  );
  session = await fleet.fleet.connect('shop', {});
});
after(async () => {
  await fleet?.dispose();
  assert.deepEqual(fleet?.reports, []);
});

const state = (): FleetState => session.fleet.get().state;
const sentences = (): string[] => Object.values(state().events).map(({ title }) => say(ENGLISH, title));

/** Watches while `work` runs. */
async function watching<Result>(work: () => Promise<Result>): Promise<Result> {
  const stop = session.fleet.subscribe(() => {});
  try {
    return await work();
  } finally {
    stop();
  }
}

/** How often the node has answered INFO, not counting this question. */
async function infoCalls(node: RedisNodeHandle): Promise<number> {
  const client = node.connect();
  try {
    const stats = String(await client.call('INFO', 'commandstats'));
    return Number(/cmdstat_info:calls=(\d+)/.exec(stats)?.[1] ?? 0);
  } finally {
    client.disconnect();
  }
}

test('one reading shows all six nodes live, every slot owned, and no problem', async () => {
  const reading = await session.reading();
  const nodes = Object.values(reading.redisNodes);
  assert.equal(nodes.length, 6);
  assert.deepEqual([...new Set(nodes.map(({ presence }) => presence))], ['live']);
  assert.equal(reading.redis?.slotsCovered, 16_384);
  assert.equal(shardsOf(reading.redisNodes).length, 3);
  assert.deepEqual(Object.keys(reading.problems), []);
  assert.deepEqual(Object.keys(reading.events), []);
  assert.equal(reading.redis?.health, 'healthy');
});

test('patches lead a watcher to the same state, and an idle tick costs at most 2 kB', async (context) => {
  const start = session.fleet.get();
  let copy = start.state;
  let rev = start.rev;
  const sizes: number[] = [];
  const stop = session.fleet.subscribe((next, patch: Patch) => {
    assert.equal(next, rev + 1);
    rev = next;
    copy = apply(copy, JSON.parse(JSON.stringify(patch)) as Patch);
    sizes.push(Buffer.byteLength(JSON.stringify({ t: 'patch', id: 1, rev: next, patch })));
  });
  try {
    await waitFor(() => sizes.length >= 12, { what: 'twelve ticks' });
  } finally {
    stop();
  }
  assert.deepEqual(copy, JSON.parse(JSON.stringify(session.fleet.get().state)));
  const idle = sizes.slice(2).sort((a, b) => a - b);
  context.diagnostic(`idle tick of six nodes: median ${idle[Math.floor(idle.length / 2)]} B, largest ${idle.at(-1)} B`);
  assert.ok(idle.at(-1)! <= 2000, `${idle.at(-1)} B`);
  assert.deepEqual(session.fleet.tables, FLEET_TABLES);
});

test('nobody watches: nothing is polled; two watchers share one poll', async () => {
  const node = cluster.nodes[1]!;
  const tickBefore = (await watching(() => session.reading())).clock.tick;
  const callsAtRest = await infoCalls(node);
  await new Promise((resolve) => setTimeout(resolve, 1000)); // the absence of something can only be seen over a time
  assert.ok((await infoCalls(node)) - callsAtRest <= 1, 'polled although nobody watches'); // 1: the question before
  assert.equal(state().clock.tick, tickBefore);

  const callsBefore = await infoCalls(node);
  const stops = [
    session.fleet.subscribe(() => {}),
    session.fleet.subscribe(() => {}),
    session.history('redis-lag', '5m').subscribe(() => {}),
  ];
  await waitFor(() => state().clock.tick >= tickBefore + 8, { what: 'eight ticks' });
  for (const stop of stops) stop();
  const ticks = state().clock.tick - tickBefore;
  const calls = (await infoCalls(node)) - callsBefore - 1;
  assert.ok(calls <= ticks + 1, `${calls} INFO in ${ticks} ticks`);
});

test('the lag chart has a point for every replica', async () => {
  const chart = session.history('redis-lag', '5m');
  const stop = chart.subscribe(() => {});
  await waitFor(
    () => Object.values(chart.get().state.points).some((point) => point.slice(1).every((value) => value !== null)),
    { what: 'a whole point' },
  );
  stop();
  assert.equal(chart.get().state.columns.length, 3);
});

test('a manual failover is told as an event, with both ends', async () => {
  await watching(async () => {
    await session.reading();
    const shard = shardsOf(state().redisNodes)[0]!;
    const replica = shard.replicas[0]!;
    const client = cluster.byId.get(replica.id)!.connect();
    await client.call('CLUSTER', 'FAILOVER');
    client.disconnect();
    await waitFor(() => sentences().some((one) => one.startsWith('Shard 1 failed over')), {
      what: 'the failover event',
    });
    const event = sentences().find((one) => one.startsWith('Shard 1 failed over'));
    assert.match(event!, new RegExp(`127.0.0.1:${shard.primary.port} → 127.0.0.1:${replica.port}, config epoch \\d+`));
    await waitFor(() => Object.keys(state().problems).length === 0, { what: 'calm after the failover' });
  });
});

test('a killed primary is a critical problem that resolves when its replica has taken over', async () => {
  await watching(async () => {
    await session.reading();
    const shard = shardsOf(state().redisNodes)[1]!;
    await cluster.byId.get(shard.primary.id)!.kill();
    const problem = await waitFor(() => state().problems[`redis.primary-down/${shard.primary.id}`], {
      what: 'the problem',
    });
    assert.equal(problem.health, 'critical');
    assert.deepEqual(problem.runbook, { id: 'redis.failover', parameters: { replica: shard.replicas[0]!.id } });
    assert.equal(state().redis?.health, 'critical');
    const seenMs = state().redisNodes[shard.primary.id]!.lastSeenMs;
    await waitFor(() => !state().problems[`redis.primary-down/${shard.primary.id}`], {
      timeoutMs: 30_000,
      what: 'the replica to take over',
    });
    await waitFor(() => sentences().some((one) => one.startsWith('Shard 2 failed over')), {
      what: 'the failover event',
    });
    const old = await waitFor(() => state().problems[`redis.node-down/${shard.primary.id}`], {
      what: 'the old primary as a node that is down',
    });
    assert.equal(old.health, 'attention');
    assert.equal(state().redisNodes[shard.primary.id]!.presence, 'down');
    assert.equal(state().redisNodes[shard.primary.id]!.lastSeenMs, seenMs, 'the time it was last seen stands still');
  });
});
