// redis.failover on a real cluster: planned, with a stopwatch, and the ways that are refused.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RedisReading } from '../../main/redis/redis-access.ts';
import { waitFor } from '../fixtures/wait-for.ts';
import { testServers } from '../fixtures/servers.ts';
import { assertDone, readingOf, runbookBench } from './runbook-bench.ts';

const servers = await testServers();
const cluster = await servers.redisCluster();
const bench = await runbookBench({
  dataFolder: await servers.newFolder('data'),
  lifetime: servers.lifetime,
  redisSeeds: cluster.seeds,
});
const redis = bench.context.redis!;

/** A replica that a plain failover would take now, of the shard with the given place in slot order. */
async function healthyReplica(shard: number): Promise<{ readonly replica: string; readonly primary: string }> {
  return waitFor(async () => {
    const { nodes } = await redis.read();
    const primary = owners({ nodes })[shard]!;
    const replica = Object.values(nodes).find((node) => node.primary === primary.id);
    if (!replica || (await bench.plan('redis.failover', { replica: replica.id })).blocked) return false;
    return { replica: replica.id, primary: primary.id };
  });
}

function owners({ nodes }: Pick<RedisReading, 'nodes'>) {
  return Object.values(nodes)
    .filter((node) => node.role === 'primary' && node.ranges.length > 0)
    .sort((a, b) => a.ranges[0]!.from - b.ranges[0]!.from);
}

test('a plain failover moves the shard, measures what clients saw, and can be failed back', async () => {
  const { replica, primary } = await healthyReplica(0);
  const plan = await bench.plan('redis.failover', { replica });
  assert.equal(plan.blocked, false, JSON.stringify(plan.steps, null, 1));
  assert.match(
    plan.steps.find((step) => step.id === 'failover')!.commands[0]!.command,
    /^redis-cli -h 127\.0\.0\.1 -p \d+ CLUSTER FAILOVER$/,
  );
  assert.equal((await redis.read()).nodes[replica]?.role, 'replica', 'planning changes nothing');

  const state = await bench.run('redis.failover', { replica });
  assertDone(state);
  await waitFor(async () => (await redis.read()).nodes[primary]?.primary === replica, {
    what: 'the asked node has heard',
  });
  assert.equal((await redis.read()).nodes[replica]?.role, 'primary');
  for (const name of ['accepted', 'promotion', 'agreement', 'writeGap', 'lost']) assert.ok(state.measures[name], name);
  assert.equal(state.measures['lost']!.value, 0);
  assert.ok(state.measures['acknowledged']!.value > 2);
  assert.ok(Object.keys(state.probe).length > 0);
  const figures = Object.entries(state.measures).map(([name, { value }]) => `${name} ${value}`);
  console.log(`failover: ${figures.join(', ')}; whole run ${state.run.endedMs! - state.run.startedMs} ms`);
  assert.match(
    (await bench.engine.report(state.run.id, 'markdown')).content,
    /Longest time without an acknowledged write/,
  );
  const keys = await Promise.all(cluster.nodes.map((node) => count(node.port)));
  assert.deepEqual(
    keys,
    keys.map(() => 0),
    'the probe leaves no key',
  );

  const back = (await healthyReplica(0)).replica;
  // Right away it is blocked until the voters have heard of the first failover, and planned anew until all nodes have.
  await waitFor(
    async () => {
      const views = await Promise.all([...cluster.byId.keys()].map((id) => redis.viewOf(id)));
      return views.every((view) => view.find((node) => node.id === back)?.primary === replica);
    },
    { what: 'every node knows the new replica' },
  );
  assertDone(await bench.run('redis.failover', { replica: back }));
});

async function count(port: number): Promise<number> {
  const { nodes } = await redis.read();
  const node = Object.values(nodes).find((candidate) => candidate.port === port)!;
  return Number(await redis.command(node.id, ['DBSIZE']));
}

test('what cannot work is refused: a primary, a stranger, a mode harsher than needed', async () => {
  const { replica, primary } = await healthyReplica(1);
  await assert.rejects(bench.plan('redis.failover', { replica: primary }), {
    code: 'bad_request',
    message: /is a primary/,
  });
  await assert.rejects(bench.plan('redis.failover', { replica: 'nobody' }), { code: 'not_found' });
  await assert.rejects(bench.plan('redis.failover', { replica, mode: 'hard' }), { code: 'bad_request' });
  const force = await bench.plan('redis.failover', { replica, mode: 'force' });
  assert.deepEqual(readingOf(force, 'primary'), { ok: false, key: 'primary.forceNeedless' });
  const takeover = await bench.plan('redis.failover', { replica, mode: 'takeover' });
  assert.deepEqual(readingOf(takeover, 'primary'), { ok: false, key: 'primary.takeoverNeedless' });
  await assert.rejects(bench.run('redis.failover', { replica, mode: 'force' }), { code: 'blocked' });
});

test('with the primary dead plain is blocked and offers FORCE, which works; without a majority only TAKEOVER does', async () => {
  const { replica, primary } = await healthyReplica(0);
  // As an operator does who wants no automatic failover: then only a forced one helps.
  // On every node: who is a replica is not known to all so soon after the failovers above.
  for (const id of cluster.byId.keys())
    await redis.command(id, ['CONFIG', 'SET', 'cluster-replica-no-failover', 'yes']);
  await cluster.byId.get(primary)!.kill();
  await waitFor(async () => (await redis.read()).nodes[primary]?.flags.includes('fail'), {
    timeoutMs: 20_000,
    what: 'the primary is marked',
  });

  const plain = await bench.plan('redis.failover', { replica });
  assert.deepEqual(readingOf(plain, 'primary'), { ok: false, key: 'primary.offerForce' });
  await assert.rejects(bench.run('redis.failover', { replica }), { code: 'blocked' });
  const forced = await bench.run('redis.failover', { replica, mode: 'force' });
  assertDone(forced);
  assert.equal((await redis.read()).nodes[replica]?.role, 'primary');

  // Two of the three primaries go: nobody can vote any more.
  const others = owners(await redis.read()).filter((node) => node.id !== replica);
  const lost = others[0]!;
  const orphan = Object.values((await redis.read()).nodes).find((node) => node.primary === lost.id)!;
  await Promise.all([cluster.byId.get(lost.id)!.kill(), cluster.byId.get(replica)!.kill()]);
  await waitFor(
    async () =>
      readingOf(await bench.plan('redis.failover', { replica: orphan.id }), 'primary').key === 'primary.offerTakeover',
    { timeoutMs: 20_000, what: 'TAKEOVER is offered' },
  );
  const force = await bench.plan('redis.failover', { replica: orphan.id, mode: 'force' });
  assert.equal(readingOf(force, 'quorum').ok, false);
  // Half of the nodes are gone: whether most of those that keep the lease are among them, their ids decide.
  const parameters = { replica: orphan.id, mode: 'takeover' };
  const taken = await bench.run('redis.failover', parameters, { reason: 'two of three primaries are dead' });
  assertDone(taken);
  assert.equal((await redis.read()).nodes[orphan.id]?.role, 'primary');
});
