// Getting at MongoDB: standalone servers, passwords, users with few rights, TLS, a wrong set name, servers that are silent.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMongoAccess } from '../../main/mongo/create-mongo-access.ts';
import type { MongoAccess, MongoReading } from '../../main/mongo/mongo-access.ts';
import { systemClock } from '../../main/system-clock.ts';
import type { AppError } from '../../shared/errors.ts';
import { Lifetime } from '../../shared/lifetime.ts';
import type { MongoTarget } from '../../shared/model/profile.ts';
import { mongoFigure } from '../../shared/model/mongo.ts';
import { silentServer, testCertificates, testKeyFile } from '../fixtures/faults.ts';
import { testServers } from '../fixtures/servers.ts';
import { waitFor } from '../fixtures/wait-for.ts';
import { writingMongo } from '../fixtures/writing-access.ts';

const SECRET = 'canary-7f3a-secret';
const servers = await testServers();

function accessTo(target: MongoTarget, password?: string): MongoAccess {
  return createMongoAccess({ target, password, lifetime: servers.lifetime.child('access'), clock: systemClock });
}

test('a standalone server is read as far as it goes, and all connections end with the lifetime', async () => {
  const server = await servers.mongod();
  const lifetime = new Lifetime('short');
  const access = createMongoAccess({ target: { seeds: [`127.0.0.1:${server.port}`] }, lifetime, clock: systemClock });
  const { summary, members, figures } = await access.read();
  assert.deepEqual(
    [summary.mode, summary.health, summary.name, summary.primary, summary.oplogWindowMs, summary.missing.length],
    ['standalone', 'healthy', '', null, null, 0],
  );
  assert.deepEqual(Object.keys(members), ['standalone']);
  assert.deepEqual([members['standalone']!.state, members['standalone']!.health], ['STANDALONE', 'healthy']);
  assert.ok(mongoFigure(figures['standalone'], 'connections')! > 0);
  await writingMongo(access, lifetime).client().db('shop').collection('orders').insertOne({ a: 1 });
  assert.equal((await access.readCollections())['shop.orders']?.documents, 1);
  await lifetime.dispose();
  await assert.rejects(access.read(), { code: 'cancelled' });
  const watcher = await server.connect();
  await waitFor(
    async () => {
      const operations = await watcher
        .db('admin')
        .aggregate([{ $currentOp: { allUsers: true, idleConnections: true } }])
        .toArray();
      return !operations.some((operation) => operation['appName'] === 'marsad');
    },
    { what: 'the connections are closed' },
  );
  await watcher.close();

  await assert.rejects(accessTo({ seeds: [`127.0.0.1:${server.port}`], replicaSet: 'rs' }).read(), {
    code: 'bad_request',
    message: /belongs to no replica set/,
  });
  const again = accessTo({ seeds: [`127.0.0.1:${server.port}`] });
  await again.read();
  await server.kill();
  await assert.rejects(again.read(), { code: 'unreachable' });
  await server.restart();
  await waitFor(async () => (await again.read()).summary.health === 'healthy', { what: 'the server is read again' });
});

test('signing in: wrong, missing and right passwords, an arbiter without users, users with few rights', async () => {
  const set = await servers.mongoSet({
    members: [{}, {}, { arbiterOnly: true }],
    keyFile: await testKeyFile(await servers.newFolder('key')),
    admin: { username: 'root', password: SECRET },
  });
  const target = { seeds: [...set.seeds], replicaSet: set.name, username: 'root' };
  for (const [attempt, password, words] of [
    [target, `${SECRET}-wrong`, /refused the user name or password/],
    // The primary alone: on its own machine, a member that has no users (yet) lets everybody in.
    [{ seeds: target.seeds.slice(0, 1), replicaSet: set.name }, undefined, /asks for a user and password/],
  ] as const) {
    await assert.rejects(accessTo(attempt, password).read(), (error: AppError) => {
      assert.equal(error.code, 'denied');
      assert.match(error.message, words);
      assert.doesNotMatch(JSON.stringify(error.toData()) + error.stack, /canary/);
      return true;
    });
  }

  const access = accessTo(target, SECRET);
  const states = ({ members }: MongoReading): string =>
    Object.values(members)
      .map(({ state, presence }) => `${state} ${presence}`)
      .join(', ');
  const whole = await waitFor(
    async () => {
      const reading = await access.read();
      return states(reading) === 'PRIMARY live, SECONDARY live, ARBITER live' && reading;
    },
    { what: 'all members are read, also by the secondary that must learn of the user first', timeoutMs: 20_000 },
  );
  assert.deepEqual(whole.summary.missing, []);

  const writing = writingMongo(access, servers.lifetime).client();
  const admin = writing.db('admin');
  const writeConcern = { w: 2 } as const;
  await admin.command({ createUser: 'reader', pwd: SECRET, roles: [{ role: 'read', db: 'shop' }], writeConcern });
  await writing.db('shop').collection('orders').insertOne({ a: 1 }, { writeConcern });
  const reader = accessTo({ ...target, username: 'reader' }, SECRET);
  const reading = await reader.read();
  const { summary } = reading;
  assert.equal(states(reading), 'PRIMARY live, SECONDARY live, ARBITER live', 'what anybody may know is still shown');
  assert.equal(summary.primary, 'test-rs/0');
  const privileges = summary.missing.map(({ privilege }) => privilege);
  for (const privilege of ['serverStatus', 'replSetGetStatus', 'replSetGetConfig'])
    assert.ok(privileges.includes(privilege));
  assert.ok(summary.missing.every(({ shows }) => shows !== ''));
  assert.equal((await reader.readCollections())['shop.orders']?.namespace, 'shop.orders');

  await admin.command({ createUser: 'watcher', pwd: SECRET, roles: ['clusterMonitor'], writeConcern });
  assert.deepEqual((await accessTo({ ...target, username: 'watcher' }, SECRET).read()).summary.missing, []);
});

test('a set behind TLS, by name; a set name that is wrong', async () => {
  const tls = await testCertificates(await servers.newFolder('tls'));
  const set = await servers.mongoSet({ members: [{}], tls });
  const seeds = [...set.seeds];
  const { summary } = await accessTo({ seeds, replicaSet: set.name, tls: { caFile: tls.caFile } }).read();
  assert.deepEqual([summary.primary, summary.health], ['test-rs/0', 'healthy']);
  const failing: readonly [MongoTarget, AppError['code'], RegExp][] = [
    [{ seeds, tls: {} }, 'unreachable', /certificate that this machine does not trust/],
    [{ seeds, tls: { caFile: tls.caFile, serverName: 'db.example' } }, 'unreachable', /another name/],
    [{ seeds, tls: { caFile: '/nowhere/absent.pem' } }, 'bad_request', /absent\.pem/],
    [{ seeds }, 'unreachable', /closed the connection/],
    [{ seeds, replicaSet: 'other', tls: { caFile: tls.caFile } }, 'bad_request', /belongs to the replica set test-rs/],
  ];
  for (const [target, code, words] of failing) {
    await assert.rejects(accessTo(target).read(), (error: AppError) => {
      assert.equal(error.code, code, error.message);
      assert.match(error.message, words);
      assert.ok(error.hint);
      return true;
    });
  }
});

test('a server that accepts and never answers costs its time and nobody else’s', async () => {
  const silent = await silentServer(servers.lifetime);
  const startMs = performance.now();
  await assert.rejects(accessTo({ seeds: [`127.0.0.1:${silent.port}`] }).read({ timeoutMs: 300 }), { code: 'timeout' });
  assert.ok(performance.now() - startMs < 3000);
  const server = await servers.mongod();
  const bothMs = performance.now();
  const both = accessTo({ seeds: [`127.0.0.1:${silent.port}`, `127.0.0.1:${server.port}`] });
  assert.equal((await both.read()).summary.health, 'healthy');
  assert.ok(performance.now() - bothMs < 3000, 'the seed that answers counts');
});

test('seeds that are wrong say why', async () => {
  await assert.rejects(accessTo({ seeds: ['127.0.0.1:1'] }).read(), {
    code: 'unreachable',
    message: /127\.0\.0\.1:1 refuses/,
  });
  await assert.rejects(accessTo({ seeds: ['no-such-host.invalid:27017'] }).read(), {
    code: 'unreachable',
    message: /name/,
  });
});
