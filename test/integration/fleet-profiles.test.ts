// Profiles over real servers: passwords from where they should come, read-only where it should be, the lab's coming and going.

import { test, type TestContext } from 'node:test';
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { ProfileRow } from '../../shared/contract/fleet.ts';
import type { AppError } from '../../shared/errors.ts';
import type { Profile, S3Store } from '../../shared/model/profile.ts';
import { silentServer } from '../fixtures/faults.ts';
import { testFleet, type TestFleet, type TestFleetOptions } from '../fixtures/fleets.ts';
import { testServers } from '../fixtures/servers.ts';
import { waitFor } from '../fixtures/wait-for.ts';

const PASSWORD = 'canary-7f3a';
const servers = await testServers();
const node = await servers.redisNode({ users: [{ name: 'console', password: PASSWORD, rules: '~* &* +@all' }] });
const open = await servers.redisNode();

const guarded: Profile = {
  id: 'guarded',
  name: 'Guarded',
  environment: 'production',
  colour: '#aa0000',
  redis: { seeds: [`127.0.0.1:${node.port}`], username: 'console' },
  stores: [],
};
const plain: Profile = {
  id: 'plain',
  name: 'Plain',
  environment: 'lab',
  colour: '#00aa00',
  redis: { seeds: [`127.0.0.1:${open.port}`] },
  stores: [],
};

async function fleetFor(context: TestContext, options?: TestFleetOptions): Promise<TestFleet> {
  const made = await testFleet(options);
  context.after(async () => {
    await made.dispose();
    assert.deepEqual(made.reports, []);
  });
  return made;
}

const rowOf = ({ fleet }: TestFleet, id: string): ProfileRow | undefined => fleet.profiles.get().state.profiles[id];

/** Connections of other clients to the node. */
async function clientsOf(server: typeof open): Promise<number> {
  const client = server.connect();
  try {
    return (
      String(await client.call('CLIENT', 'LIST'))
        .trim()
        .split('\n').length - 1
    );
  } finally {
    client.disconnect();
  }
}

test('a password that is not known is asked for; one that is typed works and is kept nowhere', async (context) => {
  const made = await fleetFor(context);
  await made.fleet.saveProfile(guarded, {}, false);
  assert.deepEqual(rowOf(made, 'guarded')?.missingSecrets, ['redisPassword']);
  await assert.rejects(made.fleet.connect('guarded', {}), (error: AppError) => {
    assert.equal(error.code, 'denied');
    assert.equal(error.details?.['missing'], 'redisPassword');
    return true;
  });
  const session = await made.fleet.connect('guarded', { redisPassword: PASSWORD });
  assert.equal((await session.reading()).redis?.mode, 'standalone');
  assert.equal(made.keystore.size, 0);
  for (const file of await readdir(made.folder)) {
    assert.doesNotMatch(await readFile(join(made.folder, file), 'utf8'), new RegExp(PASSWORD));
  }
});

test('the backup passphrase is asked for, and everything else works without it', async (context) => {
  const made = await fleetFor(context);
  const sealing: Profile = { ...guarded, backup: { encryption: 'passphrase' } };
  await made.fleet.saveProfile(sealing, { redisPassword: PASSWORD }, true);
  assert.deepEqual(rowOf(made, 'guarded')?.missingSecrets, ['backupPassphrase']);
  const without = await made.fleet.connect('guarded', {});
  assert.equal((await without.reading()).redis?.mode, 'standalone');
  await assert.rejects(without.backups.keys.create('a'), { code: 'denied' });
  const session = await made.fleet.connect('guarded', { backupPassphrase: 'correct horse battery' });
  assert.ok(without.ended.aborted);
  assert.notEqual(await session.backups.keys.create('a'), null);
});

test('a kept password is in the keystore, is used, and goes with the profile', async (context) => {
  const made = await fleetFor(context);
  await made.fleet.saveProfile(guarded, { redisPassword: PASSWORD }, true);
  assert.deepEqual([...made.keystore], [['guarded/redisPassword', PASSWORD]]);
  assert.deepEqual(rowOf(made, 'guarded')?.missingSecrets, []);
  const session = await made.fleet.connect('guarded', {});
  assert.equal((await session.reading()).trouble.redis, null);
  await made.fleet.removeProfile('guarded');
  assert.equal(made.keystore.size, 0);
  assert.equal(rowOf(made, 'guarded'), undefined);
  assert.ok(session.ended.aborted);
});

test('keys of a store are kept beside passwords, one store at a time, and are not sent to another bucket', async (context) => {
  const made = await fleetFor(context);
  const bucketOf = (id: string, bucket: string): S3Store => ({
    kind: 's3',
    id,
    region: 'us-east-1',
    bucket,
    prefix: '',
    pathStyle: true,
    endpoint: 'http://127.0.0.1:9',
    credentials: 'keystore',
  });
  const keysOf = (name: string) => ({ accessKeyId: name, secretAccessKey: `${name}-canary` });
  const keptKeys = (): unknown => JSON.parse(made.keystore.get('guarded/stores') ?? 'null');
  const profile = { ...guarded, stores: [bucketOf('a', 'first'), bucketOf('b', 'second')] };
  await made.fleet.saveProfile(profile, { redisPassword: PASSWORD, stores: { a: keysOf('a') } }, true);
  await made.fleet.saveProfile(profile, { stores: { b: keysOf('b') } }, true);
  assert.deepEqual(keptKeys(), { a: keysOf('a'), b: keysOf('b') });
  const moved = { ...profile, stores: [bucketOf('a', 'elsewhere'), bucketOf('b', 'second')] };
  await made.fleet.saveProfile(moved, {}, true);
  assert.deepEqual(keptKeys(), { b: keysOf('b') });
  assert.equal(made.keystore.get('guarded/redisPassword'), PASSWORD);
  for (const file of await readdir(made.folder))
    assert.doesNotMatch(await readFile(join(made.folder, file), 'utf8'), /canary/);
  await made.fleet.removeProfile('guarded');
  assert.equal(made.keystore.size, 0);
});

test('without a keystore nothing is stored, and the reason is said', async (context) => {
  const made = await fleetFor(context, { hasKeystore: false });
  await assert.rejects(made.fleet.saveProfile(guarded, { redisPassword: PASSWORD }, true), {
    code: 'unsupported',
    hint: /no keystore/,
  });
  assert.equal(rowOf(made, 'guarded'), undefined);
});

test('a wrong password is told as such; the right one replaces the connection', async (context) => {
  const made = await fleetFor(context);
  await made.fleet.saveProfile(guarded, {}, false);
  const wrong = await made.fleet.connect('guarded', { redisPassword: 'nope-canary' });
  const state = await wrong.reading();
  assert.equal(state.trouble.redis?.code, 'denied');
  assert.doesNotMatch(JSON.stringify(state), /nope-canary/);
  assert.deepEqual(Object.keys(state.problems), ['redis.unreachable']);
  await waitFor(() => rowOf(made, 'guarded')?.connection === 'failed', { what: 'the profile to show it' });
  const right = await made.fleet.connect('guarded', { redisPassword: PASSWORD });
  assert.ok(wrong.ended.aborted);
  assert.equal((await right.reading()).trouble.redis, null);
  assert.equal(rowOf(made, 'guarded')?.connection, 'connected');
});

test('connecting twice is one session; disconnecting ends it and every connection', async (context) => {
  const made = await fleetFor(context);
  const before = await clientsOf(open);
  await made.fleet.saveProfile(plain, {}, false);
  const [one, two] = await Promise.all([made.fleet.connect('plain', {}), made.fleet.connect('plain', {})]);
  assert.equal(one, two);
  await one.reading();
  assert.ok((await clientsOf(open)) > before);
  const reading = one.reading();
  await Promise.all([assert.rejects(reading, { code: 'cancelled' }), made.fleet.disconnect('plain')]);
  assert.throws(() => made.fleet.session('plain'), { code: 'not_found', hint: /Connect/ });
  assert.equal(rowOf(made, 'plain')?.connection, 'idle');
  await waitFor(async () => (await clientsOf(open)) === before, { what: 'the connections to close' });
});

test('production starts read-only in every session, and leaving that takes its name', async (context) => {
  const made = await fleetFor(context);
  await made.fleet.saveProfile(guarded, { redisPassword: PASSWORD }, true);
  assert.equal(rowOf(made, 'guarded')?.readOnly, true);
  const session = await made.fleet.connect('guarded', {});
  assert.ok(session.isReadOnly());
  assert.throws(() => made.fleet.setReadOnly('guarded', false, 'guarded'), { code: 'bad_request', hint: /Guarded/ });
  assert.ok(session.isReadOnly());
  made.fleet.setReadOnly('guarded', false, 'Guarded');
  assert.equal(session.fleet.get().state.profile.readOnly, false);
  await waitFor(() => rowOf(made, 'guarded')?.readOnly === false);
  made.fleet.setReadOnly('guarded', true, '');
  assert.ok(session.isReadOnly());
  made.fleet.setReadOnly('guarded', false, 'Guarded');
  await made.fleet.disconnect('guarded');
  assert.ok((await made.fleet.connect('guarded', {})).isReadOnly());
});

test('a new name keeps the session, other servers end it', async (context) => {
  const made = await fleetFor(context);
  await made.fleet.saveProfile(plain, {}, false);
  const session = await made.fleet.connect('plain', {});
  await made.fleet.saveProfile({ ...plain, name: 'Renamed' }, {}, false);
  assert.equal(made.fleet.session('plain'), session);
  assert.equal(session.fleet.get().state.profile.name, 'Renamed');
  assert.equal(session.isReadOnly(), false);
  await made.fleet.saveProfile({ ...plain, environment: 'production' }, {}, false);
  assert.equal(session.isReadOnly(), true, 'what becomes production becomes read-only');
  await made.fleet.saveProfile({ ...plain, redis: { seeds: [`127.0.0.1:${node.port}`] } }, {}, false);
  assert.ok(session.ended.aborted);
});

test('the lab’s profile is there while the lab runs, cannot be changed, and is stored nowhere', async (context) => {
  const made = await fleetFor(context);
  made.setLab({ ...plain, id: 'lab', name: 'Lab' });
  const row = await waitFor(() => rowOf(made, 'lab'), { what: 'the lab' });
  assert.ok(row.fromLab);
  const session = await made.fleet.connect('lab', {});
  await assert.rejects(made.fleet.saveProfile({ ...plain, id: 'lab' }, {}, false), { code: 'conflict' });
  await assert.rejects(made.fleet.removeProfile('lab'), { code: 'conflict' });
  made.setLab(null);
  await waitFor(() => session.ended.aborted && rowOf(made, 'lab') === undefined, { what: 'the lab to go' });
  assert.deepEqual((await readdir(made.folder)).sort(), ['settings.json']);
});

test('a profile is tried before it is stored: what is there, or what is wrong', async (context) => {
  const made = await fleetFor(context);
  const good = await made.fleet.testProfile(guarded, { redisPassword: PASSWORD });
  assert.deepEqual([good.redis?.ok, good.mongo], [true, null]);
  assert.match(good.redis?.message ?? '', /^1 node, standalone, Redis 7/);
  const denied = await made.fleet.testProfile(guarded, { redisPassword: 'wrong' });
  assert.equal(denied.redis?.ok, false);
  const silent = await silentServer(servers.lifetime);
  const none = await made.fleet.testProfile({ ...plain, redis: { seeds: [`127.0.0.1:${silent.port}`] } }, {});
  assert.equal(none.redis?.ok, false);
  assert.ok((none.redis?.tookMs ?? 0) < 10_000);
  assert.equal(rowOf(made, 'guarded'), undefined);
});

test('a kept password is never sent to servers it was not typed for', async (context) => {
  const made = await fleetFor(context);
  await made.fleet.saveProfile(guarded, { redisPassword: PASSWORD }, true);
  assert.equal((await made.fleet.testProfile(guarded, {})).redis?.ok, true);
  const stolen: string[] = [];
  const thief = createServer((socket) => void socket.on('data', (bytes) => void stolen.push(bytes.toString('latin1'))));
  await new Promise<void>((resolve) => thief.listen(0, '127.0.0.1', resolve));
  context.after(() => thief.close());
  const elsewhere: Profile = {
    ...guarded,
    redis: { ...guarded.redis!, seeds: [`127.0.0.1:${(thief.address() as AddressInfo).port}`] },
  };
  assert.equal((await made.fleet.testProfile(elsewhere, {})).redis?.ok, false);
  await made.fleet.saveProfile(elsewhere, {}, true);
  assert.deepEqual(rowOf(made, 'guarded')?.missingSecrets, ['redisPassword']);
  await assert.rejects(made.fleet.connect('guarded', {}), { code: 'denied' });
  assert.ok(stolen.length > 0, 'the test did not reach the server');
  assert.doesNotMatch(stolen.join(), new RegExp(PASSWORD));
  assert.equal(made.keystore.size, 0);
});

test('an unknown profile is said to be unknown', async (context) => {
  const made = await fleetFor(context);
  await assert.rejects(made.fleet.connect('nobody', {}), { code: 'not_found' });
  assert.throws(() => made.fleet.session('nobody'), { code: 'not_found' });
});

test('a change of the interval counts at once', async (context) => {
  const made = await fleetFor(context, { pollIntervalMs: 60_000 });
  await made.fleet.saveProfile(plain, {}, false);
  const session = await made.fleet.connect('plain', {});
  const stop = session.fleet.subscribe(() => {});
  await waitFor(() => session.fleet.get().state.clock.tick === 1, { what: 'the first tick' });
  await made.settings.save({ pollIntervalMs: 250 });
  await waitFor(() => session.fleet.get().state.clock.tick >= 3, {
    what: 'ticks at the new interval',
    timeoutMs: 5000,
  });
  stop();
});
