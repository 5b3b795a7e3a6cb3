// Users and roles in a set: there and back with their passwords, by us and by mongorestore; and a user who may not read them.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { promisify } from 'node:util';
import { MongoClient } from 'mongodb';
import { findAccounts } from '../../main/backup/mongo/accounts.ts';
import { findProgram } from '../../main/lab/programs.ts';
import type { MongoSetHandle } from '../../main/lab/mongo-set.ts';
import type { BackupSet } from '../../shared/model/backup.ts';
import { testKeyFile } from '../fixtures/faults.ts';
import { testServers } from '../fixtures/servers.ts';
import { assertDone, backupBench, type BackupBench } from './backup-bench.ts';

const servers = await testServers();
const PASSWORD = 'of-the-clerk';
let mongo: MongoSetHandle;
let client: MongoClient;
let bench: BackupBench;
let set: BackupSet;

before(async () => {
  mongo = await servers.mongoSet({ members: [{}] });
  client = await mongo.connect();
  servers.lifetime.add(() => client.close());
  await client.db('shop').collection('orders').insertOne({ a: 1 });
  const privileges = [{ resource: { db: 'shop', collection: 'orders' }, actions: ['find'] }];
  await client.db('shop').command({ createRole: 'reader', privileges, roles: [] });
  await client.db('shop').command({ createUser: 'clerk', pwd: PASSWORD, roles: ['reader'] });
  await client.db('admin').command({ createUser: 'chief', pwd: 'of-the-chief', roles: ['root'] });
  bench = await backupBench({
    dataFolder: await servers.newFolder('data'),
    lifetime: servers.lifetime,
    mongo: { seeds: mongo.seeds, replicaSet: mongo.name },
  });
  set = await bench.take({ compression: 'gzip' });
});

async function signIn({ uri }: MongoSetHandle, password: string): Promise<void> {
  const clerk = new MongoClient(uri, { auth: { username: 'clerk', password }, authSource: 'shop' });
  try {
    await clerk.db('shop').collection('orders').findOne();
  } finally {
    await clerk.close();
  }
}

test('a set holds the accounts of user databases; all of them, or none, by choice', async () => {
  assert.equal(set.mongo?.accounts, 2);
  assert.deepEqual([set.mongo.databases, set.mongo.collections, set.mongo.documents], [['shop'], 1, 1]);
  assert.ok(set.mongo.momentMs !== null);
  assert.equal((await bench.take({ mongoAccounts: 'all' })).mongo?.accounts, 3);
  assert.equal((await bench.take({ mongoAccounts: 'none' })).mongo?.accounts, 0);
});

test('in place: those that are missing come back with their passwords, those that are there stay as they are', async () => {
  await client.db('shop').command({ dropUser: 'clerk' });
  await client.db('shop').command({ dropRole: 'reader' });
  await client.db('shop').command({ createUser: 'later', pwd: 'x', roles: [] });
  await assert.rejects(signIn(mongo, PASSWORD));
  assertDone(await bench.run('backup.restore', { set: set.id, mode: 'in-place', accounts: 'true' }));
  await signIn(mongo, PASSWORD);
  const { users } = await client.db('shop').command({ usersInfo: 1 });
  assert.deepEqual((users as { user: string }[]).map(({ user }) => user).sort(), ['clerk', 'later']);
  const { roles } = await client.db('shop').command({ rolesInfo: 'reader', showPrivileges: true });
  assert.equal(roles[0].privileges.length, 1);
  await client.db('shop').command({ updateUser: 'clerk', pwd: 'another' });
  assertDone(await bench.run('backup.restore', { set: set.id, mode: 'in-place', accounts: 'true' }));
  await signIn(mongo, 'another');
  const left = await client
    .db('admin')
    .listCollections({ name: /^marsad_/ })
    .toArray();
  assert.deepEqual(left, []);
});

test('beside, and from a set that holds none, they are refused', async () => {
  await assert.rejects(bench.run('backup.restore', { set: set.id, accounts: 'true' }), { code: 'bad_request' });
  const without = await bench.take({ mongoAccounts: 'none' });
  await assert.rejects(bench.run('backup.restore', { set: without.id, mode: 'in-place', accounts: 'true' }), {
    code: 'bad_request',
    message: /holds no users/,
  });
});

test('mongorestore gives them back as well', async (t) => {
  const tool = await findProgram('mongorestore', { mayFetch: false }).catch((error: Error) => error.message);
  if (typeof tool === 'string') return t.skip(tool);
  const target = await servers.mongoSet({ name: 'elsewhere', members: [{}] });
  const folder = join(await bench.catalogue.folderOf(set.id), 'mongo');
  await promisify(execFile)(tool.path, ['--gzip', '--stopOnError', '--uri', target.uri, folder]);
  await signIn(target, PASSWORD);
});

test('a user who may not read them is told so, and takes the backup without them', async () => {
  const keyFile = await testKeyFile(await servers.newFolder('key'));
  const guarded = await servers.mongoSet({
    name: 'guarded',
    members: [{}],
    keyFile,
    admin: { username: 'root', password: 'root' },
  });
  const root = await guarded.connect();
  servers.lifetime.add(() => root.close());
  await root.db('admin').command({ createUser: 'reader', pwd: 'reader', roles: ['readAnyDatabase'] });
  const reader = new MongoClient(guarded.uri, { auth: { username: 'reader', password: 'reader' } });
  servers.lifetime.add(() => reader.close());
  assert.equal(await findAccounts(reader, ['shop'], 'databases'), null);
  assert.equal((await findAccounts(root, ['shop'], 'all'))?.length, 2, 'users and the version; there are no roles');
});
