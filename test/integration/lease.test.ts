// Exclusion on real servers: two consoles in processes of their own, killed and paused; and what is refused on the wire.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { holdersOf } from '../../main/lease/holders.ts';
import type { LeaseName } from '../../main/lease/lease.ts';
import { createOpenRun } from '../../main/lease/open-run.ts';
import { createMongoAccess } from '../../main/mongo/create-mongo-access.ts';
import { createRedisAccess } from '../../main/redis/create-redis-access.ts';
import type { RunbookContext } from '../../main/runbook/runbook.ts';
import { systemClock } from '../../main/system-clock.ts';
import type { AppError } from '../../shared/errors.ts';
import {
  lossOf,
  namesOf,
  open,
  refusal,
  startLeaseConsole,
  twoConsoles,
  type LeaseConsole,
} from '../fixtures/lease-consoles.ts';
import { testServers } from '../fixtures/servers.ts';
import { waitFor } from '../fixtures/wait-for.ts';

const servers = await testServers();
const [cluster, set] = await Promise.all([servers.redisCluster(), servers.mongoSet()]);
const onRedis = { redisSeeds: cluster.seeds };
const onMongo = { mongo: { seeds: set.seeds, replicaSet: set.name } };
const BOTH = [
  ['redis', onRedis],
  ['mongo', onMongo],
] as const;

async function kill({ child }: LeaseConsole): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

const accesses = {
  redis: createRedisAccess({ target: { seeds: [...cluster.seeds] }, lifetime: servers.lifetime, clock: systemClock }),
  mongo: createMongoAccess({
    target: { seeds: [...set.seeds], replicaSet: set.name },
    lifetime: servers.lifetime,
    clock: systemClock,
  }),
};

/** Connections of runs on all nodes, as the nodes tell. */
async function runConnections(): Promise<readonly string[]> {
  const ids = await accesses.redis.leases.nodeIds();
  const clients = await Promise.all(
    ids.map(async (id) => (await accesses.redis.leases.clients(id)).map((client) => ({ ...client, node: id }))),
  );
  return clients
    .flat()
    .filter(({ name }) => name.startsWith('marsad-run:'))
    .map(({ id, node }) => `${node} ${id}`);
}

for (const [area, target] of BOTH) {
  test(`${area}: one holder at a time, who is named to the other; scopes apart; nothing stays behind`, async () => {
    const [ada, grace] = await twoConsoles(servers, target);
    const first = await open(ada, namesOf(area));
    const { code, message, details } = refusal(await grace.ask({ do: 'open', names: namesOf(area) }));
    assert.equal(code, 'conflict');
    assert.match(
      message,
      new RegExp(`${area}\\.change is held by ada on host-7 \\(run ada-1, test\\.hold, last seen \\d s ago\\)`),
    );
    assert.deepEqual(
      [details['lease'], details['owner'], details['runId'], details['takeOverPossible']],
      [`${area}.change`, 'ada on host-7', 'ada-1', false],
    );
    const alive = refusal(await grace.ask({ do: 'open', names: namesOf(area), takeOver: 'I want it' }));
    assert.equal(alive.code, 'conflict', 'a living owner keeps it');
    await open(grace, namesOf(area, 'content'));
    const both = refusal(await ada.ask({ do: 'open', names: namesOf(area, 'content') }));
    assert.equal(both.details['lease'], `${area}.content`);
    const { leases } = await holdersOf({ redis: null, mongo: null, [area]: accesses[area] });
    assert.deepEqual(leases.map(({ scope, holder }) => `${scope} ${holder.operator}`).toSorted(), [
      'change ada',
      'content grace',
    ]);
    assert.equal((await ada.ask({ do: 'write', area, value: '1' })).error, null);
    await grace.ask({ do: 'close' });
    await ada.ask({ do: 'close' });
    const second = await open(grace, namesOf(area));
    assert.ok(BigInt(second.leases[0]!.fence) > BigInt(first.leases[0]!.fence), 'the fence only rises');
    await grace.ask({ do: 'close' });
    assert.deepEqual((await holdersOf({ redis: null, mongo: null, [area]: accesses[area] })).leases, []);
    if (area === 'redis') {
      const keys = await Promise.all(cluster.nodes.map(async (node) => node.connect().dbsize()));
      assert.ok(
        keys.every((count) => count <= 1),
        'only the mark the test wrote',
      );
    }
  });

  test(`${area}: kill -9 of the holder frees it at once, without a reason`, async () => {
    const [ada, grace] = await twoConsoles(servers, target);
    await open(ada, namesOf(area, 'change', 'content'));
    await kill(ada);
    await open(grace, namesOf(area, 'change', 'content'));
    await grace.ask({ do: 'close' });
  });

  test(`${area}: a holder that was paused is replaced with a reason, and can write no more when it wakes`, async () => {
    const [ada, grace] = await twoConsoles(servers, target);
    await open(ada, namesOf(area));
    assert.equal((await ada.ask({ do: 'write', area, value: 'before' })).error, null);
    const hers = area === 'redis' ? await runConnections() : [];
    ada.child.kill('SIGSTOP');
    refusal(await grace.ask({ do: 'open', names: namesOf(area) }));
    const early = grace.ask({ do: 'open', names: namesOf(area), takeOver: 'her laptop is closed' });
    // Redis tells at once that she was heard a moment ago; MongoDB is watched until it is certain.
    const taken = await waitFor(
      async () => {
        const answer =
          area === 'mongo'
            ? await early
            : await grace.ask({ do: 'open', names: namesOf(area), takeOver: 'her laptop is closed' });
        return answer.error === null && (answer.value as Awaited<ReturnType<typeof open>>);
      },
      { timeoutMs: 40_000, intervalMs: 1000, what: 'the paused holder counts as silent' },
    );
    if (area === 'redis') {
      assert.ok(hers.length > 0, 'what she writes on has a name');
      const left = await runConnections();
      assert.ok(!left.some((id) => hers.includes(id)), 'her connections were ended on the servers');
    }
    assert.match(taken.remarks.join(), /taken over from ada on host-7 .*her laptop is closed/);
    assert.equal((await grace.ask({ do: 'write', area, value: 'grace' })).error, null);
    ada.child.kill('SIGCONT');
    const late = refusal(await ada.ask({ do: 'write', area, value: 'too late' }));
    assert.ok(['conflict', 'unreachable'].includes(late.code), `${late.code}: ${late.message}`);
    assert.match(await lossOf(ada), /The lease on \w+ was lost/);
    refusal(await ada.ask({ do: 'write', area, value: 'too late' }));
    assert.equal(
      (await grace.ask({ do: 'write', area, value: 'grace again' })).error,
      null,
      'the new holder is not touched',
    );
    await grace.ask({ do: 'close' });
    await ada.ask({ do: 'close' });
  });
}

test('redis: a standalone server, and one that nobody has ever written to', async () => {
  const node = await servers.redisNode();
  const [ada, grace] = await twoConsoles(servers, { redisSeeds: [`127.0.0.1:${node.port}`] });
  await open(ada, namesOf('redis'));
  refusal(await grace.ask({ do: 'open', names: namesOf('redis') }));
  await node.kill();
  await node.restart();
  assert.match(await lossOf(ada), /The lease on \w+ was lost/);
  await open(grace, namesOf('redis'));
  await grace.ask({ do: 'close' });
});

test('mongo: a standalone server', async () => {
  const server = await servers.mongod();
  const [ada, grace] = await twoConsoles(servers, { mongo: { seeds: [`127.0.0.1:${server.port}`] } });
  await open(ada, namesOf('mongo'));
  refusal(await grace.ask({ do: 'open', names: namesOf('mongo') }));
  await ada.ask({ do: 'close' });
  await open(grace, namesOf('mongo'));
  await grace.ask({ do: 'close' });
});

test('mongo: whoever only reads the content is refused beside a holder, and learns of one that came later', async () => {
  const lifetime = servers.lifetime.child('reader');
  const reader = await startLeaseConsole(lifetime, { name: 'reader', ...onMongo, isReadOnly: true });
  const writer = await startLeaseConsole(lifetime, { name: 'writer', ...onMongo });
  const reading: readonly LeaseName[] = [{ area: 'mongo', scope: 'content', writes: false }];
  await open(writer, namesOf('mongo', 'content'));
  refusal(await reader.ask({ do: 'open', names: reading, mayWrite: false }));
  await writer.ask({ do: 'close' });
  assert.equal((await reader.ask({ do: 'open', names: reading, mayWrite: false })).error, null);
  assert.equal((await reader.ask({ do: 'verify' })).error, null);
  await open(writer, namesOf('mongo', 'content'));
  await writer.ask({ do: 'close' });
  const moved = refusal(await reader.ask({ do: 'verify' }));
  assert.match(moved.message, /While this run read MongoDB/);
  await lifetime.dispose();
});

test('safe mode: a session’s accesses, a read-only profile and a dry run send nothing that changes a server', async () => {
  const { redis, mongo } = accesses;
  const { summary } = await redis.read();
  await mongo.read();
  const refused = { code: 'denied' } as const;
  const node = summary.askedNode;
  for (const command of [
    ['SET', 'a', '1'],
    ['EVAL', 'return redis.call("SET", "a", "1")', '0'],
    ['EVALSHA', 'abc', '0'],
    ['FCALL', 'f', '0'],
    ['SCRIPT', 'LOAD', 'return 1'],
    ['FUNCTION', 'FLUSH'],
    ['CONFIG', 'SET', 'maxmemory', '0'],
    ['CLUSTER', 'FAILOVER'],
    ['NO.SUCH.COMMAND'],
  ])
    await assert.rejects(redis.command(node, command), refused, command.join(' '));
  await assert.rejects(redis.pipeline(node, [['PING'], ['DEL', 'a']]), refused, 'not even beside what reads');
  await redis.command(node, ['RANDOMKEY']); // the server itself says that it reads
  assert.throws(() => redis.socketOptions(node), refused);
  assert.throws(() => redis.assertMayWrite(), refused);

  const orders = mongo.client().db('shop').collection('orders');
  const member = mongo.member((await mongo.read()).summary.primary!).db('shop');
  const attempts: readonly (() => Promise<unknown>)[] = [
    () => orders.insertOne({ a: 1 }),
    () => orders.updateMany({}, { $set: { a: 2 } }),
    () => orders.bulkWrite([{ deleteMany: { filter: {} } }]),
    () => orders.findOneAndDelete({}),
    () => orders.createIndex({ a: 1 }),
    () => orders.drop(),
    () => orders.aggregate([{ $out: 'other' }]).toArray(),
    () => orders.aggregate([{ $merge: { into: 'other' } }]).toArray(),
    () => orders.find({ $where: 'true' }).toArray(),
    () => member.command({ insert: 'orders', documents: [{ a: 1 }] }),
    () => member.admin().command({ replSetStepDown: 1 }),
    () => mongo.client().bulkWrite([{ name: 'insertOne', namespace: 'shop.orders', document: { a: 1 } }]),
    () =>
      mongo.client().withSession((session) => session.withTransaction(() => orders.insertOne({ a: 1 }, { session }))),
    () => mongo.leaseClient().db('shop').collection('orders').insertOne({ a: 1 }),
  ];
  for (const attempt of attempts) await assert.rejects(attempt, refused, String(attempt));
  assert.equal(await orders.countDocuments(), 0);
  assert.ok(!('marsad.leases' in (await mongo.readCollections())), 'the console’s own database is not shown');

  const lifetime = servers.lifetime.child('safe');
  const readOnly = await startLeaseConsole(lifetime, { name: 'ro', ...onRedis, isReadOnly: true });
  assert.equal(refusal(await readOnly.ask({ do: 'open', names: namesOf('redis') })).code, 'denied');
  const copying: readonly LeaseName[] = [{ area: 'redis', scope: 'content', writes: false }];
  assert.equal((await readOnly.ask({ do: 'open', names: copying, mayWrite: false })).error, null);
  assert.equal(refusal(await readOnly.ask({ do: 'write', area: 'redis', value: 'x' })).code, 'denied');
  await readOnly.ask({ do: 'close' });
  const dry = await startLeaseConsole(lifetime, { name: 'dry', ...onRedis, ...onMongo });
  assert.equal((await dry.ask({ do: 'open', names: [], mayWrite: false })).error, null);
  for (const area of ['redis', 'mongo'] as const)
    assert.equal(refusal(await dry.ask({ do: 'write', area, value: 'x' })).code, 'denied');
  await lifetime.dispose();
});

test('a user without the right to see or keep leases: what copies goes on and says so, what changes is refused by name', async () => {
  const node = await servers.redisNode();
  const client = node.connect();
  await client.call('ACL', 'SETUSER', 'copier', 'on', '>secret', '~*', '+@all', '-client');
  await client.call('CONFIG', 'SET', 'requirepass', 'other');
  const lifetime = servers.lifetime.child('copier');
  const redis = createRedisAccess({
    target: { seeds: [`127.0.0.1:${node.port}`], username: 'copier' },
    password: 'secret',
    lifetime,
    clock: systemClock,
  });
  const openRun = createOpenRun({
    contextOf: () => ({ profile: { name: 'Limited' }, redis, mongo: null }) as unknown as RunbookContext,
    isReadOnly: () => false,
  });
  const request = {
    profileId: 'limited',
    holder: { operator: 'ada', host: 'host-7', pid: process.pid, runId: 'r', runbookId: 'test.hold' },
    takeOver: null,
    signal: new AbortController().signal,
    onLost: () => undefined,
  };
  const copying = await openRun({
    ...request,
    names: [{ area: 'redis', scope: 'content', writes: false }],
    mayWrite: false,
  });
  assert.match(copying.remarks.join(), /No lease on Redis: .*does not let this user run CLIENT/);
  assert.equal(copying.context.redis!.socketOptions('standalone').connectionName, null);
  assert.equal(await copying.context.redis!.command('standalone', ['PING']), 'PONG');
  await copying.close();
  await assert.rejects(openRun({ ...request, names: namesOf('redis'), mayWrite: true }), (error: AppError) => {
    assert.equal(error.code, 'denied');
    assert.match(error.hint ?? '', /\+client/);
    return true;
  });
  client.disconnect();
  await lifetime.dispose();
});
