// Stores that fail in the middle of a copy, for real: cut off, with another certificate authority, full, with revoked keys.
// Each is told in words of its own, nothing by half is listed as a set, and once it is mended the same set goes on.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { appendFile, copyFile, mkdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { manifestText, NEW_MANIFEST } from '../../main/backup/manifest.ts';
import { createS3Store } from '../../main/backup/stores/s3-store.ts';
import { systemClock } from '../../main/system-clock.ts';
import type { UnfinishedSet } from '../../shared/model/backup.ts';
import type { RunState } from '../../shared/model/run.ts';
import { smallDisk, testCertificates } from '../fixtures/faults.ts';
import { s3Server, type S3Server, type S3ServerOptions } from '../fixtures/s3-server.ts';
import { testServers } from '../fixtures/servers.ts';
import { waitFor } from '../fixtures/wait-for.ts';
import { assertDone, backupBench, type BackupBench, type BackupBenchOptions } from './backup-bench.ts';

const SET = '2026-11-20T02-00-00Z-k3f9';
const PART_BYTES = 8 * 1024 * 1024;
const PARTS = 4;
const KEYS = 20_000;

const servers = await testServers();
const work = () => ({ signal: new AbortController().signal });

async function bucket(context: TestContext, options: S3ServerOptions = {}): Promise<S3Server | null> {
  const server = await s3Server(servers, options);
  if (!('unavailable' in server)) return server;
  context.skip(server.unavailable);
  return null;
}

/** One file of several parts, and a manifest. */
async function makeSet(): Promise<string> {
  const folder = join(await servers.newFolder('made'), SET);
  await mkdir(join(folder, 'mongo'), { recursive: true });
  await writeFile(join(folder, 'mongo', 'large'), randomBytes(PART_BYTES * PARTS));
  const manifest = {
    ...NEW_MANIFEST,
    ...{
      tool: { name: 'marsad' as const, version: '1.2.3' },
      id: SET,
      profileId: 'bench',
      operator: 'tester',
      parameters: {},
    },
    ...{ startedMs: 1, finishedMs: 2, mongo: null, redis: null, files: [] },
  } as const;
  await writeFile(join(folder, 'manifest.json'), manifestText({ ...manifest, files: [] }));
  return folder;
}

const tells =
  (code: string, message: RegExp, hint: RegExp) =>
  (error: { code?: string; message: string; hint?: string }): boolean => {
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    assert.match(error.hint ?? '', hint);
    return true;
  };

test('a bucket that is cut off, and comes back with another authority: each is said, and the upload goes on where it was', async (context) => {
  const tls = await testCertificates(await servers.newFolder('certificates'));
  const server = await bucket(context, { tls });
  if (!server) return;
  const caFile = join(await servers.newFolder('trusted'), 'ca.pem');
  await copyFile(tls.caFile, caFile);
  const folder = await servers.newFolder('console');
  const store = createS3Store({
    ...{ target: { ...server.target, caFile }, keys: server.keys, clock: systemClock },
    ...{ madeFolder: join(folder, 'made'), fetchedFolder: join(folder, 'fetched') },
  });
  servers.lifetime.add(store.close);
  const set = await makeSet();
  let killed: Promise<void> | undefined;
  const onBytes = (): void => void (killed ??= server.kill('SIGKILL'));
  await assert.rejects(
    store.put(SET, set, { ...work(), onBytes }, null),
    tells('unreachable', /cannot be reached/, /uploaded so far is kept/),
  );
  await killed;

  const others = await testCertificates(await servers.newFolder('others'));
  await copyFile(others.certFile, tls.certFile);
  await copyFile(others.keyFile, tls.keyFile);
  await server.restart();
  const untrusted = tells('denied', /certificate that is not trusted/, /authority was changed/);
  await assert.rejects(store.put(SET, set, work(), null), untrusted);
  await assert.rejects(store.read(), untrusted);

  await appendFile(caFile, await readFile(others.caFile));
  store.expire();
  const { sets, unfinished } = await store.read();
  assert.deepEqual([sets, unfinished.map(({ name }) => name)], [[], [SET]]);
  const sent = await server.count('UploadPart');
  await store.put(SET, set, work(), null);
  assert.ok((await server.count('UploadPart')) - sent < PARTS, 'parts that are there are not sent again');
  assert.equal(await store.incompleteness(SET), null);
});

/** A console with a Redis of some MB. */
async function redisBench(options: Partial<BackupBenchOptions>): Promise<BackupBench> {
  const redis = await servers.redisNode();
  const node = redis.connect();
  servers.lifetime.add(() => node.disconnect());
  await node.mset(Array.from({ length: KEYS }, (_, key) => [`key:${key}`, randomBytes(100).toString('hex')]).flat());
  const dataFolder = await servers.newFolder('data');
  return backupBench({ dataFolder, lifetime: servers.lifetime, redisSeeds: [`127.0.0.1:${redis.port}`], ...options });
}

function assertFailed({ run }: RunState, code: string, message: RegExp, hint: RegExp): void {
  assert.equal(run.status, 'failed');
  tells(code, message, hint)({ ...run.error!, hint: run.error?.hint ?? '' });
}

/** What the only store of a console that is no folder of its own holds by half; it holds no set. */
async function leftIn({ catalogue }: BackupBench, storeId: string): Promise<UnfinishedSet> {
  catalogue.expire();
  const { stores, sets } = await catalogue.read();
  assert.deepEqual(
    Object.values(sets).filter(({ copies }) => copies.some(({ store }) => store === storeId)),
    [],
  );
  const [left, ...others] = stores[storeId]?.unfinished ?? [];
  assert.deepEqual(others, []);
  assert.equal(left?.goesOnBy, 'backup.copy');
  return left;
}

async function fillTo(folder: string, freeBytes: number): Promise<() => Promise<void>> {
  const { bavail, bsize } = await statfs(folder);
  const filler = join(folder, 'filler');
  await writeFile(filler, Buffer.alloc(bavail * bsize - freeBytes));
  return () => rm(filler);
}

test('a bucket without room, then with a revoked key: the set that was made stays here until it is there', async (context) => {
  const disk = await smallDisk(servers.lifetime, join(await servers.newFolder('disk'), 'small'), 24 * 1024 * 1024);
  if ('unavailable' in disk) return context.skip(disk.unavailable);
  const server = await bucket(context, { root: disk.folder });
  if (!server) return;
  // The SDK reads the key for every signature.
  const keys = { ...server.keys };
  const bench = await redisBench({ stores: [server.target], withoutLocal: true, storeKeys: { offsite: keys } });
  const free = await fillTo(disk.folder, 400_000);
  assertFailed(await bench.run('backup.take'), 'limited', /is full or over its quota/, /then copy again/);
  const { setId } = await leftIn(bench, 'offsite');

  await free();
  const runId = await bench.start('backup.copy', { set: setId, to: 'offsite' });
  await waitFor(() => bench.engine.run(runId).get().state.steps['copy']?.status === 'running', { intervalMs: 1 });
  keys.secretAccessKey = 'rotated';
  assertFailed(
    await bench.engine.settled(runId),
    'denied',
    /does not accept the credentials/,
    /rotated or deleted key/,
  );
  keys.secretAccessKey = server.keys.secretAccessKey;
  assert.equal((await leftIn(bench, 'offsite')).setId, setId);

  assertDone(await bench.run('backup.copy', { set: setId, to: 'offsite' }));
  assertDone(await bench.run('backup.verify', { set: setId }));
  const { stores } = await bench.catalogue.read();
  assert.deepEqual(stores['offsite']?.unfinished, []);
});

test('a second folder without room: the copy stops before it is full, can be removed, and goes through with room', async (context) => {
  const disk = await smallDisk(servers.lifetime, join(await servers.newFolder('disk'), 'second'), 24 * 1024 * 1024);
  if ('unavailable' in disk) return context.skip(disk.unavailable);
  const bench = await redisBench({ stores: [{ kind: 'local', id: 'second', folder: disk.folder }] });
  const set = await bench.take();
  const free = await fillTo(disk.folder, 1_500_000);
  const copy = () => bench.run('backup.copy', { set: set.id, to: 'second' });
  assertFailed(await copy(), 'limited', /has no room for this: .* 1\.3 MB stay free .*copying/, /Free space/);
  const left = await leftIn(bench, 'second');
  await bench.catalogue.removeUnfinished('second', left.name);
  assert.deepEqual((await bench.catalogue.read()).stores['second']?.unfinished, []);
  await free();
  assertDone(await copy());
  assert.equal((await bench.catalogue.list())[0]?.copies.length, 2);
});
