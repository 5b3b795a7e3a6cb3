// Servers that fail while a lease is held: elections, failovers, nodes that are lost or restart, a cluster without a majority.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMongoAccess } from '../../main/mongo/create-mongo-access.ts';
import { createRedisAccess } from '../../main/redis/create-redis-access.ts';
import { systemClock } from '../../main/system-clock.ts';
import { namesOf, open, refusal, twoConsoles } from '../fixtures/lease-consoles.ts';
import { testServers } from '../fixtures/servers.ts';
import { waitFor } from '../fixtures/wait-for.ts';

const servers = await testServers();

test('mongo: an election does not cost the lease', async () => {
  const set = await servers.mongoSet();
  const [ada, grace] = await twoConsoles(servers, { mongo: { seeds: set.seeds, replicaSet: set.name } });
  const access = createMongoAccess({
    target: { seeds: [...set.seeds], replicaSet: set.name },
    lifetime: servers.lifetime,
    clock: systemClock,
  });
  await open(ada, namesOf('mongo'));
  const before = (await access.read()).summary.primary!;
  const { members } = await access.read();
  const primary = set.members.find(({ port }) => port === members[before]!.port)!;
  await primary.kill();
  await waitFor(
    async () => {
      const { primary: now } = (await access.read()).summary;
      return now !== null && now !== before;
    },
    { timeoutMs: 30_000, what: 'another primary' },
  );
  await waitFor(async () => (await ada.ask({ do: 'write', area: 'mongo', value: 'after' })).error === null, {
    timeoutMs: 30_000,
    intervalMs: 500,
    what: 'the holder writes again',
  });
  assert.equal(refusal(await grace.ask({ do: 'open', names: namesOf('mongo') })).code, 'conflict');
  await ada.ask({ do: 'close' });
  await primary.restart();
});

test('mongo: a lease given back while there is no primary is free as soon as there is one, though its holder lives on', async () => {
  const set = await servers.mongoSet({ members: [{}] });
  const [ada, grace] = await twoConsoles(servers, { mongo: { seeds: set.seeds, replicaSet: set.name } });
  await open(ada, namesOf('mongo'));
  const [member] = set.members;
  await member!.kill();
  await ada.ask({ do: 'close' });
  await member!.restart();
  await waitFor(async () => (await grace.ask({ do: 'open', names: namesOf('mongo') })).error === null, {
    timeoutMs: 40_000,
    intervalMs: 1_000,
    what: 'the lease is free',
  });
  await grace.ask({ do: 'close' });
});

test('redis: a failover, a lost node and a cluster that is down do not cost the lease; without a majority there is none', async () => {
  const own = await servers.redisCluster({ primaries: 3, replicasPerPrimary: 1 });
  const [ada, grace] = await twoConsoles(servers, { redisSeeds: own.seeds });
  const access = createRedisAccess({
    target: { seeds: [...own.seeds] },
    lifetime: servers.lifetime,
    clock: systemClock,
  });
  await open(ada, namesOf('redis'));
  const { nodes } = await waitFor(
    async () => {
      const reading = await access.read();
      return reading.summary.health === 'healthy' && reading;
    },
    { timeoutMs: 20_000 },
  );
  const replica = Object.values(nodes).find(({ role }) => role === 'replica')!;
  await own.byId.get(replica.id)!.connect().call('CLUSTER', 'FAILOVER');
  await waitFor(async () => (await access.read()).nodes[replica.id]!.role === 'primary', { timeoutMs: 20_000 });
  assert.equal((await ada.ask({ do: 'held' })).error, null);
  // Nodes the lease is kept by: the first five in order.
  const voters = Object.keys(nodes).toSorted().slice(0, 5);
  const lostNode = own.byId.get(voters[0]!)!;
  await lostNode.kill();
  assert.equal((await ada.ask({ do: 'held' })).error, null);
  refusal(await grace.ask({ do: 'open', names: namesOf('redis') }));
  await own.byId.get(voters[1]!)!.kill();
  await ada.ask({ do: 'close' });
  await open(grace, namesOf('redis'));
  await grace.ask({ do: 'close' });
  await own.byId.get(voters[2]!)!.kill();
  const few = refusal(await ada.ask({ do: 'open', names: namesOf('redis') }));
  assert.equal(few.code, 'unreachable');
  assert.match(few.message, /Only 2 of 5 nodes/);
  const { remarks } = await open(ada, namesOf('redis'), 'three nodes are lost, the cluster must come back');
  assert.match(remarks.join(), /with 2 of 5 nodes/);
  await ada.ask({ do: 'close' });
});

test('redis: a voter that restarts is joined again, so that all may restart one after another', async () => {
  const own = await servers.redisCluster({ primaries: 3, replicasPerPrimary: 0 });
  const [ada] = await twoConsoles(servers, { redisSeeds: own.seeds });
  await open(ada, namesOf('redis'));
  const access = createRedisAccess({
    target: { seeds: [...own.seeds] },
    lifetime: servers.lifetime,
    clock: systemClock,
  });
  await access.read();
  for (const [id, node] of own.byId) {
    await node.kill();
    await node.restart();
    await waitFor(async () => (await access.leases.clients(id)).some(({ name }) => name.startsWith('marsad-lease:')), {
      timeoutMs: 20_000,
      what: 'the lease is on the restarted node again',
    });
  }
  const { error, value } = await ada.ask({ do: 'held' });
  assert.deepEqual([error, (value as { lost: unknown }).lost], [null, null]);
  await ada.ask({ do: 'close' });
});
