// Restore drills on real servers: what is proven, what is found, and that nothing of a drill stays whatever ends it.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { before as beforeAll, test } from 'node:test';
import { promisify } from 'node:util';
import type { Document } from 'mongodb';
import { readRecord } from '../../main/lab/lab-folder.ts';
import { documentText, readDocument } from '../../main/backup/manifest.ts';
import { isAlive, type ProcessIdentity } from '../../main/process-identity.ts';
import { firstState } from '../../main/rehearsal/first-state.ts';
import type { IncidentState } from '../../shared/model/incident.ts';
import { runRunbook, startConsole } from '../fixtures/console.ts';
import type { BackupSet } from '../../shared/model/backup.ts';
import { smallDisk } from '../fixtures/faults.ts';
import { testServers } from '../fixtures/servers.ts';
import { waitFor } from '../fixtures/wait-for.ts';
import { assertDone, backupBench, type BackupBench, type BackupBenchOptions } from './backup-bench.ts';
import { drilledServers } from './backup-drilled-servers.ts';

const servers = await testServers();
let target: Pick<BackupBenchOptions, 'mongo' | 'redisSeeds'>;
let bench: BackupBench;
let set: BackupSet;

beforeAll(async () => {
  ({ target } = await drilledServers(servers));
  bench = await backupBench({ dataFolder: await servers.newFolder('data'), lifetime: servers.lifetime, ...target });
  set = await bench.take();
});

async function leftOf({ storeFolder }: BackupBench): Promise<readonly string[]> {
  const names = await readdir(join(storeFolder, '..', 'cache', 'scratch')).catch(() => []);
  return names.filter((name) => !name.endsWith('.lock'));
}

/** A manifest, right by itself, of other documents than those in the files. */
async function falsify(folder: string): Promise<void> {
  const manifest = (await readDocument(folder)) as { mongo: { collections: Document[] } };
  for (const name of ['orders', 'users', 'system.users']) {
    const collection = manifest.mongo.collections.find((each) => each['name'] === name)!;
    collection['contentHash'] = '0'.repeat(64);
  }
  await writeFile(join(folder, 'manifest.json'), documentText(manifest));
}

function notesOf({ timeline }: Pick<IncidentState, 'timeline'>): readonly unknown[] {
  return Object.values(timeline).filter(({ kind }) => kind === 'note');
}

test('a drill proves a set: everything back, compared, timed, and nothing of it left', async () => {
  const state = await bench.run('backup.drill', { set: 'newest' });
  assertDone(state);
  const [found] = await bench.catalogue.list();
  const { drill, proven, redis: keys, mongo } = found!;
  assert.ok(drill && proven);
  assert.equal(drill.ok, true);
  assert.equal(drill.differences, 0);
  assert.equal(drill.runId, state.run.id);
  assert.equal(drill.compared.documents, mongo!.documents);
  assert.equal(drill.compared.collections, mongo!.collections);
  assert.equal(drill.compared.accounts, 1);
  assert.equal(drill.compared.keys, keys!.keys);
  assert.ok(drill.compared.families >= 10, String(drill.compared.families));
  assert.ok(drill.restoredMs > 0 && drill.restoredMs <= drill.endedMs - drill.startedMs);
  assert.equal(proven.tookMs, drill.restoredMs);
  assert.equal(state.measures['restore']?.value, drill.restoredMs);
  assert.deepEqual(await leftOf(bench), []);
});

test('a set that is not what it says is found out and named; the console opens an incident and tells', async () => {
  const dataFolder = await servers.newFolder('false');
  const own = await backupBench({ dataFolder, lifetime: servers.lifetime, ...target });
  const { id } = await own.take({ what: 'mongo' });
  const { id: another } = await own.take({ what: 'mongo' });
  await falsify(await own.catalogue.folderOf(id));
  await falsify(await own.catalogue.folderOf(another));
  const stores = [{ kind: 'local' as const, id: 'here', folder: own.storeFolder }];
  const console = await startConsole({
    ...{ lifetime: servers.lifetime, folder: dataFolder, profile: { stores } },
    mongo: { seeds: target.mongo!.seeds, name: target.mongo!.replicaSet! },
  });
  const told: string[] = [];
  const listener = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => told.push(chunk.toString())).on('end', () => response.end());
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  servers.lifetime.add(() => void listener.close());
  const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/`;
  await console.app.call('notifications.save', {
    settings: { desktop: false, webhook: { url, secretHeader: 'X-Test' }, email: null },
    secrets: {},
  });
  await assert.rejects(runRunbook(console, 'backup.drill', { set: id }), {
    message:
      /restored, is not what was saved: shop\.orders has other documents; shop\.users has other documents; admin\.system\.users has/,
  });
  const found = (await own.catalogue.list()).find((each) => each.id === id);
  assert.equal(found?.drill?.ok, false);
  assert.equal(found.proven, null);
  assert.doesNotMatch(JSON.stringify(found.drill), /orders|users/);
  assert.deepEqual(await leftOf(own), []);
  const seen = { what: 'it stands in an incident', timeoutMs: 10_000, signal: new AbortController().signal };
  const { incidents } = await firstState(
    console.app,
    'incidents.watch',
    {},
    { ...seen, holds: (state) => Object.keys(state.incidents).length > 0 },
  );
  const [incident] = Object.values(incidents);
  assert.deepEqual([incident?.profileId, incident?.severity, incident?.closedMs], ['test', 'SEV2', null]);
  await assert.rejects(runRunbook(console, 'backup.drill', { set: another }), { message: /is not what was saved/ });
  const { timeline } = await firstState(
    console.app,
    'incident.watch',
    { incidentId: incident!.id },
    { ...seen, holds: (state) => notesOf(state).length > 0 },
  );
  assert.equal(notesOf({ timeline }).length, 1, 'the second one is noted in the incident that is open');
  await waitFor(() => told.length === 2, { what: 'both are told' });
  assert.match(told[0]!, /"result":"failed"/);
});

test('an encrypted set is drilled with its passphrase, and not without', async () => {
  const options = { lifetime: servers.lifetime, ...target };
  const dataFolder = await servers.newFolder('sealed');
  const sealed = await backupBench({ ...options, dataFolder, passphrase: 'three words and more' });
  const { id } = await sealed.take({ what: 'redis' });
  assertDone(await sealed.run('backup.drill', { set: id }));
  assert.equal((await sealed.catalogue.list())[0]?.drill?.ok, true);
  const without = await backupBench({ ...options, dataFolder });
  await assert.rejects(without.run('backup.drill', { set: id }), { code: 'denied' });
});

test('a console that is killed takes the servers of its drill along', async () => {
  const dataFolder = await servers.newFolder('killed');
  const options = { dataFolder, storeFolder: bench.storeFolder, ...target };
  const child = spawn(
    process.execPath,
    [
      join(import.meta.dirname, 'backup-child.ts'),
      JSON.stringify(options),
      'backup.drill',
      JSON.stringify({ set: set.id }),
    ],
    { stdio: 'ignore' },
  );
  const scratch = join(dataFolder, 'cache', 'scratch');
  const processes = await waitFor(
    async () => {
      const names = (await readdir(scratch).catch(() => [])).filter((name) => !/turn|lock$/.test(name));
      const record = names[0] === undefined ? undefined : await readRecord(join(scratch, names[0]));
      return record?.servers.length === 2 ? ([record.keeper, ...record.servers] as ProcessIdentity[]) : undefined;
    },
    { what: 'the servers of the drill are up' },
  );
  child.kill('SIGKILL');
  await waitFor(() => (processes.some((each) => isAlive(each)) ? undefined : true), { what: 'they are gone' });
  await waitFor(async () => ((await readdir(scratch)).some((name) => !name.endsWith('.lock')) ? undefined : true), {
    what: 'their folder is gone',
  });
});

test('a disk that fills up stops a drill, which says nothing of the set', async (t) => {
  const dataFolder = await servers.newFolder('full');
  const disk = await smallDisk(servers.lifetime, join(dataFolder, 'cache'), 260 * 1024 * 1024);
  if ('unavailable' in disk) return t.skip(disk.unavailable);
  const full = await backupBench({
    ...{ dataFolder, lifetime: servers.lifetime, storeFolder: bench.storeFolder },
    ...target,
  });
  const before = (await full.catalogue.list())[0];
  const runId = await full.start('backup.drill', { set: set.id });
  const stepOf = () => full.engine.run(runId).get().state.steps['drill'];
  await waitFor(() => stepOf()?.status === 'running', { what: 'the drill begins' });
  const filler = join(disk.folder, 'filler');
  await promisify(execFile)('fallocate', ['-l', '200M', filler]);
  const { run } = await full.engine.settled(runId);
  assert.equal(run.status, 'failed');
  assert.equal(run.error?.code, 'limited');
  assert.match(run.error.message, /drill was stopped/);
  assert.deepEqual((await full.catalogue.list())[0], before);
  assert.deepEqual(await leftOf(full), []);
  await assert.rejects(full.run('backup.drill', { set: set.id }), { code: 'blocked', message: /are needed/ });
});
