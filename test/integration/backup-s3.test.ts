// A store in a bucket of a real S3 server: uploads and fetches cut in the middle and gone on with, and every failure told in words.
// What runbooks make of it is in backup-s3-runs.test.ts. Skips by name where the server cannot be had.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { appendFile, copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test, type TestContext } from 'node:test';
import { manifestText, NEW_MANIFEST } from '../../main/backup/manifest.ts';
import { createS3Store, type OpenS3Store } from '../../main/backup/stores/s3-store.ts';
import { systemClock } from '../../main/system-clock.ts';
import type { S3Store, StoreKeys } from '../../shared/model/profile.ts';
import { smallDisk, testCertificates } from '../fixtures/faults.ts';
import { s3Server, type S3Server } from '../fixtures/s3-server.ts';
import { testServers } from '../fixtures/servers.ts';

const SET = '2026-11-20T02-00-00Z-k3f9';
const PART_BYTES = 8 * 1024 * 1024;
const PARTS = 5;

const servers = await testServers();
let found: Awaited<ReturnType<typeof s3Server>>;

before(async () => {
  found = await s3Server(servers);
});

/** The server, or the test is skipped with the reason. */
function serverOf(context: TestContext): S3Server | null {
  if (!('unavailable' in found)) return found;
  context.skip(found.unavailable);
  return null;
}

async function openStore(target: S3Store, keys: StoreKeys): Promise<OpenS3Store & { readonly folder: string }> {
  const folder = await servers.newFolder('console');
  const store = createS3Store({
    target,
    keys,
    clock: systemClock,
    madeFolder: join(folder, 'made'),
    fetchedFolder: join(folder, 'fetched'),
  });
  servers.lifetime.add(store.close);
  return Object.assign(store, { folder });
}

/** A folder that looks like a set: an empty file, a small one, one of several parts. */
async function makeSet(): Promise<string> {
  const folder = join(await servers.newFolder('made'), SET);
  await mkdir(join(folder, 'mongo', 'shop'), { recursive: true });
  await writeFile(join(folder, 'mongo', 'shop', 'empty.bson.gz'), '');
  await writeFile(join(folder, 'mongo', 'shop', 'a b%2F.bson.gz'), 'small');
  await writeFile(join(folder, 'mongo', 'shop', 'large.bson.gz'), randomBytes(PART_BYTES * (PARTS - 1) + 7));
  await writeFile(
    join(folder, 'manifest.json'),
    manifestText({
      ...NEW_MANIFEST,
      tool: { name: 'marsad', version: '1.2.3' },
      id: SET,
      profileId: 'orders',
      operator: 'tester',
      parameters: {},
      startedMs: 1,
      finishedMs: 2,
      mongo: null,
      redis: null,
      files: [],
    }),
  );
  return folder;
}

const unfinishedIn = async (store: OpenS3Store): Promise<readonly string[]> =>
  (await store.read()).unfinished.map(({ name }) => name);

const work = () => ({ signal: new AbortController().signal });

test('a set that was cut in the middle of an upload is none, and the next try sends only what is missing', async (context) => {
  const server = serverOf(context);
  if (!server) return;
  const target = { ...server.target, prefix: 'cut' };
  const folder = await makeSet();
  const first = await openStore(target, server.keys);
  const cut = new AbortController();
  let sent = 0;
  const onBytes = (bytes: number): void => {
    sent += bytes;
    if (sent > PART_BYTES * 2) cut.abort(new Error('cut'));
  };
  await assert.rejects(first.put(SET, folder, { signal: cut.signal, onBytes }, null), /cut/);
  assert.deepEqual((await first.read()).sets, []);
  assert.deepEqual(await unfinishedIn(first), [SET]);

  const sentBefore = await server.count('UploadPart');
  assert.ok(sentBefore >= 2, `${sentBefore} parts were sent`);
  const second = await openStore(target, server.keys);
  await second.put(SET, folder, work(), null);
  assert.ok((await server.count('UploadPart')) < sentBefore + PARTS, 'parts that are there are not sent again');
  const reading = await second.read();
  assert.deepEqual(
    reading.sets.map(({ header }) => header.id),
    [SET],
  );
  assert.deepEqual(reading.unfinished, []);
  assert.equal(await second.incompleteness(SET), null);

  const fetched = await second.fetch(SET, work());
  for (const path of await readdir(join(folder, 'mongo', 'shop')))
    assert.deepEqual(
      await readFile(join(fetched, 'mongo', 'shop', path)),
      await readFile(join(folder, 'mongo', 'shop', path)),
    );
  await assert.rejects(second.removeUnfinished(SET), { code: 'bad_request' });
  await second.remove(SET);
  assert.deepEqual((await second.read()).sets, []);
});

test('a fetch that was cut goes on inside the file, and bytes that changed in the bucket are found', async (context) => {
  const server = serverOf(context);
  if (!server) return;
  const target = { ...server.target, prefix: 'fetch' };
  const store = await openStore(target, server.keys);
  const folder = await makeSet();
  await store.put(SET, folder, work(), null);
  const cut = new AbortController();
  let received = 0;
  const onBytes = (bytes: number): void => {
    received += bytes;
    if (received > PART_BYTES) cut.abort(new Error('cut'));
  };
  await assert.rejects(store.fetch(SET, { signal: cut.signal, onBytes }), /cut/);
  assert.equal(await store.folderOf(SET), null, 'what is not complete is not offered');
  await store.fetch(SET, work());
  assert.ok(await store.folderOf(SET));

  await store.dropFetched(SET);
  const object = join(server.folder, 'buckets', 'backups', 'fetch', SET, 'mongo', 'shop', 'large.bson.gz');
  const bytes = await readFile(object);
  bytes[PART_BYTES + 3]! ^= 1;
  await writeFile(object, bytes);
  await assert.rejects(store.fetch(SET, work()), {
    code: 'damaged',
    message: /large\.bson\.gz is not what was uploaded/,
  });
  await rm(object);
  assert.match((await store.incompleteness(SET)) ?? '', /large\.bson\.gz is missing/);
});

test('what is unfinished can be removed, with its parts', async (context) => {
  const server = serverOf(context);
  if (!server) return;
  const target = { ...server.target, prefix: 'removed' };
  const store = await openStore(target, server.keys);
  const cut = new AbortController();
  const folder = await makeSet();
  await assert.rejects(
    store.put(SET, folder, { signal: cut.signal, onBytes: () => cut.abort(new Error('cut')) }, null),
    /cut/,
  );
  store.expire();
  await store.removeUnfinished(SET);
  assert.deepEqual((await store.read()).unfinished, []);
});

test('what is wrong with a store is said with a way out', async (context) => {
  const server = serverOf(context);
  if (!server) return;
  const { target, keys } = server;
  const told = async (change: Partial<S3Store>, expected: object, withKeys = keys): Promise<void> => {
    const store = await openStore({ ...target, ...change }, withKeys);
    await assert.rejects(store.test(), (error: { hint?: string; message: string }) => {
      assert.ok((error.hint ?? '').length > 20, error.message);
      assert.ok(!JSON.stringify(error).includes(keys.secretAccessKey));
      assert.partialDeepStrictEqual({ ...error, code: (error as { code?: string }).code }, expected);
      return true;
    });
  };
  await told({}, { code: 'denied' }, { ...keys, secretAccessKey: 'wrong' });
  await told({}, { code: 'denied' }, { ...keys, accessKeyId: 'nobody' });
  await told({ bucket: 'no-such-bucket' }, { code: 'not_found' });
  await told({ endpoint: 'http://127.0.0.1:9' }, { code: 'unreachable' });
  await told({ caFile: '/no/such/file.pem' }, { code: 'not_found' });
  await told({ credentials: 'environment' }, { code: 'denied' });
});

test('credentials that are revoked in the middle end the upload with words, and nothing is listed', async (context) => {
  const server = serverOf(context);
  if (!server) return;
  const own = await s3Server(servers);
  if ('unavailable' in own) return;
  const folder = await makeSet();
  const { secretAccessKey } = own.keys;
  // The SDK reads the key for every signature: from the second part on it is one that the server does not know.
  const keys = { ...own.keys };
  const store = await openStore(own.target, keys);
  const onBytes = (): void => void (keys.secretAccessKey = 'rotated');
  await assert.rejects(store.put(SET, folder, { signal: new AbortController().signal, onBytes }, null), {
    code: 'denied',
    message: /does not accept the credentials/,
  });
  const right = await openStore(own.target, { ...own.keys, secretAccessKey });
  assert.deepEqual((await right.read()).sets, []);
  assert.deepEqual(await unfinishedIn(right), [SET]);
});

test('another certificate authority is refused, and accepted once its file is given', async (context) => {
  const server = serverOf(context);
  if (!server) return;
  const certificates = await testCertificates(await servers.newFolder('certificates'));
  const others = await testCertificates(await servers.newFolder('others'));
  const own = await s3Server(servers, { tls: certificates });
  if ('unavailable' in own) return;
  const caFile = join(await servers.newFolder('trusted'), 'ca.pem');
  await copyFile(certificates.caFile, caFile);
  const store = await openStore({ ...own.target, caFile }, own.keys);
  assert.match(await store.test(), /writable/);
  const changed = await openStore({ ...own.target, caFile: others.caFile }, own.keys);
  await assert.rejects(changed.test(), { code: 'denied', message: /certificate that is not trusted/ });
  await appendFile(others.caFile, await readFile(certificates.caFile));
  assert.match(await changed.test(), /writable/);
});

test('a full bucket is said to be full, and the set is not listed', async (context) => {
  const server = serverOf(context);
  if (!server) return;
  const disk = await smallDisk(servers.lifetime, join(await servers.newFolder('disk'), 'small'), 24 * 1024 * 1024);
  if ('unavailable' in disk) return context.skip(disk.unavailable);
  const own = await s3Server(servers, { root: disk.folder });
  if ('unavailable' in own) return;
  const store = await openStore(own.target, own.keys);
  await assert.rejects(store.put(SET, await makeSet(), work(), null), { code: 'limited', message: /is full/ });
  assert.deepEqual((await store.read()).sets, []);
});

test('object lock and storage class reach the bucket', async (context) => {
  const server = serverOf(context);
  if (!server) return;
  const own = await s3Server(servers, { withObjectLock: true });
  if ('unavailable' in own) return;
  const store = await openStore(
    { ...own.target, storageClass: 'STANDARD', objectLock: { mode: 'governance', days: 1 } },
    own.keys,
  );
  await store.put(SET, await makeSet(), work(), null);
  assert.equal(await store.incompleteness(SET), null);
  const lock = await own.lockOf(`${own.target.prefix}/${SET}/manifest.json`);
  assert.equal(lock, 'GOVERNANCE');
});
