// mongo.failover on a real replica set: with a chosen successor, with none, and the ways that are refused.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitFor } from '../fixtures/wait-for.ts';
import { testServers } from '../fixtures/servers.ts';
import { assertDone, readingOf, runbookBench } from './runbook-bench.ts';

const servers = await testServers();
const set = await servers.mongoSet({ members: [{}, {}, {}, { hidden: true, priority: 0, votes: 0 }] });
const bench = await runbookBench({
  dataFolder: await servers.newFolder('data'),
  lifetime: servers.lifetime,
  mongo: { seeds: set.seeds, replicaSet: set.name },
});

async function roles() {
  const { members, summary } = await bench.context.mongo!.read();
  const electable = Object.values(members).filter((member) => member.priority > 0);
  return {
    members,
    primary: summary.primary!,
    secondaries: electable.filter((member) => member.state === 'SECONDARY'),
  };
}

/** The last election is long enough ago, and everybody follows. */
async function settled(successor: string): Promise<void> {
  await waitFor(async () => !(await bench.plan('mongo.failover', { successor })).blocked, {
    timeoutMs: 40_000,
    what: 'the set is quiet',
  });
}

test('the chosen successor is elected, clients wait shortly, nothing acknowledged is lost and nothing is left', async () => {
  const before = await roles();
  const chosen = before.secondaries.at(-1)!;
  await settled(chosen.key);
  const plan = await bench.plan('mongo.failover', { successor: chosen.key });
  const commands = plan.steps.find((step) => step.id === 'step-down')!.commands.map(({ command }) => command);
  assert.ok(
    commands.includes('db.adminCommand({"replSetStepDown":60,"secondaryCatchUpPeriodSecs":10})'),
    commands.join('\n'),
  );
  assert.equal((await roles()).primary, before.primary, 'planning changes nothing');

  const state = await bench.run('mongo.failover', { successor: chosen.key });
  assertDone(state);
  await waitFor(async () => (await roles()).primary === chosen.key);
  const figures = Object.entries(state.measures).map(([name, { value }]) => `${name} ${value}`);
  console.log(`failover: ${figures.join(', ')}; whole run ${state.run.endedMs! - state.run.startedMs} ms`);
  assert.equal(state.measures['lost']!.value, 0);
  assert.ok(state.measures['writeGap']!.value < 10_000);
  const own = await bench.context.mongo!.client().db('marsad').listCollections({}, { nameOnly: true }).toArray();
  assert.deepEqual(
    own.map(({ name }) => name).filter((name) => name !== 'leases'),
    [],
    'the probe leaves no collection',
  );
});

test('who can never be elected, a stranger, the primary itself, and an election just over are refused', async () => {
  const { members, primary } = await roles();
  const hidden = Object.values(members).find((member) => member.hidden)!;
  const plan = await bench.plan('mongo.failover', { successor: hidden.key });
  assert.deepEqual(readingOf(plan, 'successor'), { ok: false, key: 'successor.notElectable' });
  assert.equal(plan.blocked, true);
  assert.equal(readingOf(plan, 'calm').key, 'calm.fresh');
  await assert.rejects(bench.plan('mongo.failover', { successor: primary }), { code: 'bad_request' });
  await assert.rejects(bench.plan('mongo.failover', { successor: 'nobody:1' }), { code: 'not_found' });
});

test('without a successor the set elects one', async () => {
  const before = await roles();
  await waitFor(async () => !(await bench.plan('mongo.failover')).blocked, {
    timeoutMs: 40_000,
    what: 'the set is quiet',
  });
  assertDone(await bench.run('mongo.failover'));
  assert.notEqual((await roles()).primary, before.primary);
});

test('without a majority, or with nobody to take over, it is blocked', async () => {
  const { secondaries } = await roles();
  const handles = secondaries.map((member) => set.members.find(({ port }) => port === member.port)!);
  for (const handle of handles) handle.pause();
  try {
    const plan = await waitFor(async () => {
      const now = await bench.plan('mongo.failover', { successor: secondaries[0]!.key });
      return now.blocked && !readingOf(now, 'successor').ok && now;
    });
    assert.equal(readingOf(plan, 'successor').key, 'successor.notReady');
  } finally {
    for (const handle of handles) handle.resume();
  }
});
