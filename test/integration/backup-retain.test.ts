// Old sets go from a real folder and a real bucket, as the plan said and no others; where a store fails in the middle no set is
// there by half, and the rest goes the next time.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createS3Store } from '../../main/backup/stores/s3-store.ts';
import { writeVerification } from '../../main/backup/verification.ts';
import { systemClock } from '../../main/system-clock.ts';
import { say } from '../../shared/text.ts';
import { backupRetain } from '../../main/runbook/library/backup-retain.ts';
import type { Plan } from '../../shared/model/run.ts';
import { DAY_MS, emptySetId, makeEmptySet } from '../fixtures/empty-set.ts';
import { s3Server } from '../fixtures/s3-server.ts';
import { testServers } from '../fixtures/servers.ts';
import { assertDone, backupBench, inStore, type BackupBench } from './backup-bench.ts';

const PROVEN = { atMs: 1, by: 'tester', tookMs: 1 };

const servers = await testServers();

const makeSet = (storeFolder: string, daysAgo: number): Promise<string> => makeEmptySet(storeFolder, daysAgo, 'bench');

const listed = async ({ catalogue }: BackupBench): Promise<string[]> => (await catalogue.list()).map(({ id }) => id);

/** Everything the plan says, in English. */
function sentences({ title, changes, warnings }: Plan): string {
  const of = [title, ...changes.flatMap(({ now, after }) => [now, after]), ...warnings];
  return of.map((each) => say(backupRetain.texts.en, each)).join('\n');
}

test('what is past its time goes, with what was left unfinished; the last proven set, and what is being written, stay', async () => {
  const dataFolder = await servers.newFolder('data');
  const bench = await backupBench({ dataFolder, lifetime: servers.lifetime, keep: { days: 7 } });
  const ids = new Map<number, string>();
  for (const daysAgo of [0, 5, 8, 20, 30]) ids.set(daysAgo, await makeSet(bench.storeFolder, daysAgo));
  await writeVerification(join(bench.storeFolder, ids.get(20)!), { proven: PROVEN });
  const unfinished = async (daysAgo: number): Promise<string> => {
    const name = `${emptySetId(daysAgo)}.partial`;
    await mkdir(join(bench.storeFolder, name));
    await writeFile(join(bench.storeFolder, name, 'piece'), 'x');
    const at = new Date(Date.now() - daysAgo * DAY_MS);
    await utimes(join(bench.storeFolder, name, 'piece'), at, at);
    return name;
  };
  const old = await unfinished(9);
  const recent = await unfinished(2);

  const plan = await bench.engine.plan('bench', 'backup.retain', {});
  assert.equal(plan.effect, 'destroy');
  assert.deepEqual(
    plan.changes.map(({ where }) => where),
    [ids.get(30), ids.get(8), old].map((name) => `${bench.storeFolder}/${name}`),
  );
  assert.match(sentences(plan), /^Remove sets: 2, and what is unfinished: 1/);
  assert.match(sentences(plan), /in no other store: this restore point goes with it/);
  assert.match(sentences(plan), /older than 7 days/);
  assert.match(sentences(plan), /2 restore points are lost for good/);
  assert.match(sentences(plan), new RegExp(`${ids.get(20)} stays in here .* proven`));

  assertDone(await bench.run('backup.retain'));
  const left = [ids.get(0), ids.get(5), ids.get(20)];
  assert.deepEqual(await listed(bench), left);
  assert.deepEqual(await inStore(bench), [...left, recent].sort());
  const again = await bench.engine.plan('bench', 'backup.retain', {});
  assert.equal(say(backupRetain.texts.en, again.title), 'Nothing to remove: no set is past its time');
  assertDone(await bench.run('backup.retain'));
});

test('a store without a rule is not touched, and said to have none', async () => {
  const dataFolder = await servers.newFolder('data');
  const bench = await backupBench({ dataFolder, lifetime: servers.lifetime });
  await makeSet(bench.storeFolder, 900);
  for (const parameters of [{}, { store: 'here' }, { store: 'all' }])
    await assert.rejects(bench.engine.plan('bench', 'backup.retain', parameters), {
      code: 'bad_request',
      message: /no rule/,
    });
});

test('where the sets are others than when it was planned, nothing starts', async () => {
  const dataFolder = await servers.newFolder('data');
  const bench = await backupBench({ dataFolder, lifetime: servers.lifetime, keep: { count: 1 } });
  const [newest, older, oldest] = await Promise.all([1, 2, 3].map((daysAgo) => makeSet(bench.storeFolder, daysAgo)));
  const plan = await bench.engine.plan('bench', 'backup.retain', {});
  assert.equal(plan.changes.length, 2);
  await rm(join(bench.storeFolder, newest!), { recursive: true });
  const request = { profileId: 'bench', runbookId: 'backup.retain', parameters: {}, planHash: plan.hash };
  const start = bench.engine.start({ ...request, confirmation: '', reason: 'a test', production: false });
  await assert.rejects(start, { code: 'conflict' });
  assertDone(await bench.run('backup.retain'));
  assert.deepEqual(await listed(bench), [older]);
  assert.ok(!existsSync(join(bench.storeFolder, oldest!)));
});

test('of several stores only those with a rule are gone through', async () => {
  const dataFolder = await servers.newFolder('data');
  const archive = { kind: 'local' as const, id: 'archive', folder: join(dataFolder, 'archive') };
  const bench = await backupBench({ dataFolder, lifetime: servers.lifetime, keep: { days: 7 }, stores: [archive] });
  for (const daysAgo of [0, 30]) await makeSet(bench.storeFolder, daysAgo);
  await makeSet(archive.folder, 900);
  for (const store of ['all', 'here,archive']) {
    const { changes } = await bench.engine.plan('bench', 'backup.retain', { store });
    assert.deepEqual(
      changes.map(({ where }) => where.startsWith(`${bench.storeFolder}/`)),
      [true],
    );
  }
  await assert.rejects(bench.engine.plan('bench', 'backup.retain', { store: 'archive' }), {
    message: /archive keeps everything/,
  });
});

test('7 days here, 30 in a bucket: each store by its own rule; a right that is revoked in the middle leaves no half set', async (context) => {
  const server = await s3Server(servers);
  if ('unavailable' in server) return context.skip(server.unavailable);
  const target = { ...server.target, keep: { days: 30 } };
  const bucket = join(server.folder, 'buckets', 'backups', target.prefix);
  const dataFolder = await servers.newFolder('data');
  const made = await servers.newFolder('made');
  const ids = new Map<number, string>();
  const days = [0, 3, 10, 40, 50, 60];
  for (const daysAgo of days) ids.set(daysAgo, await makeSet(made, daysAgo));
  const [today, recent, here, , , first] = days.map((daysAgo) => ids.get(daysAgo)!);
  const manifestOf = (id: string): string => join(bucket, id, 'manifest.json');
  let isRevoked = false;
  const keys = {
    accessKeyId: server.keys.accessKeyId,
    /** Rotated away as soon as the first set is none any more. */
    get secretAccessKey() {
      return isRevoked && !existsSync(manifestOf(first!)) ? 'rotated' : server.keys.secretAccessKey;
    },
  };
  const seed = createS3Store({ target, keys, clock: systemClock, madeFolder: made, fetchedFolder: made });
  servers.lifetime.add(seed.close);
  const signal = new AbortController().signal;
  for (const id of ids.values()) await seed.put(id, join(made, id), { signal }, null);

  const bench = await backupBench({
    ...{ dataFolder, lifetime: servers.lifetime, keep: { days: 7 } },
    ...{ stores: [target], storeKeys: { offsite: keys } },
  });
  for (const daysAgo of [0, 3, 10]) await makeSet(bench.storeFolder, daysAgo);
  const plan = await bench.engine.plan('bench', 'backup.retain', {});
  assert.deepEqual(
    plan.changes.map(({ where }) => where),
    [
      `${bench.storeFolder}/${here}`,
      ...[60, 50, 40].map((daysAgo) => `s3://backups/${target.prefix}/${ids.get(daysAgo)}`),
    ],
  );
  assert.match(sentences(plan), /stays in offsite/);
  assert.match(sentences(plan), /3 restore points are lost for good/);

  isRevoked = true;
  const failed = await bench.run('backup.retain');
  assert.equal(failed.run.status, 'failed');
  assert.equal(failed.run.error?.code, 'denied');
  assert.match(failed.run.error?.message ?? '', /does not accept the credentials/);
  isRevoked = false;
  bench.catalogue.expire();
  assert.deepEqual(await listed(bench), [today, recent, here, ids.get(40), ids.get(50)]);

  assertDone(await bench.run('backup.retain', { unfinishedDays: '1' }));
  assert.deepEqual(await listed(bench), [today, recent, here]);
  assert.deepEqual(await inStore(bench), [recent, today].sort());
});

test('what an object lock keeps is said with its end, and what is free of it goes with every version', async (context) => {
  const server = await s3Server(servers, { withObjectLock: true });
  if ('unavailable' in server) return context.skip(server.unavailable);
  const target = { ...server.target, keep: { count: 1 }, objectLock: { mode: 'governance' as const, days: 1 } };
  const made = await servers.newFolder('made');
  const bench = await backupBench({
    ...{ dataFolder: await servers.newFolder('data'), lifetime: servers.lifetime, withoutLocal: true },
    ...{ stores: [target], storeKeys: { offsite: server.keys } },
  });
  const signal = new AbortController().signal;
  const put = async (daysAgo: number, isLocked: boolean): Promise<string> => {
    const { objectLock: _lock, ...unlocked } = target;
    const folders = { madeFolder: made, fetchedFolder: made };
    const store = createS3Store({
      ...{ target: isLocked ? target : unlocked, keys: server.keys, clock: systemClock, ...folders },
    });
    servers.lifetime.add(store.close);
    const id = await makeSet(made, daysAgo);
    await store.put(id, join(made, id), { signal }, null);
    return id;
  };
  const newest = await put(1, true);
  const locked = await put(2, true);
  const free = await put(3, false);
  const plan = await bench.engine.plan('bench', 'backup.retain', {});
  assert.deepEqual(
    plan.changes.map(({ where }) => where.split('/').at(-1)),
    [free],
  );
  assert.match(sentences(plan), new RegExp(`${locked} stays in offsite until .* object lock`));
  assertDone(await bench.run('backup.retain'));
  assert.deepEqual(await listed(bench), [newest, locked]);
  assert.equal(await server.versionsOf(`${target.prefix}/${free}/`), 0);
});

test('slices of the oplog go once no kept moment needs them; the last one stays', async () => {
  const dataFolder = await servers.newFolder('data');
  const bench = await backupBench({ dataFolder, lifetime: servers.lifetime, keep: { days: 7 } });
  await makeSet(bench.storeFolder, 0);
  const oplog = join(bench.storeFolder, 'oplog');
  const momentOf = (daysAgo: number): string => `${Math.floor((Date.now() - daysAgo * DAY_MS) / 1000)}.1`;
  const slice = (daysAgo: number): Promise<string> => {
    const figures = { term: 1, entries: 1, sizeBytes: 1, contentHash: 'x', previous: null, gap: null };
    const from = { version: '8', replicaSet: 'rs', readFrom: 'a:1', file: 'oplog/1.bson' };
    const range = { after: momentOf(daysAgo + 1), upTo: momentOf(daysAgo) };
    return makeEmptySet(oplog, daysAgo, 'bench', { oplog: { ...figures, ...from, ...range } });
  };
  const [, , recent, last] = await Promise.all([20, 10, 6, 1].map(slice));
  const plan = await bench.engine.plan('bench', 'backup.retain', {});
  assert.match(sentences(plan), /^Remove slices of the oplog: 2/);
  assertDone(await bench.run('backup.retain'));
  bench.catalogue.oplog.expire();
  assert.deepEqual(
    (await bench.catalogue.oplog.list()).map(({ id }) => id),
    [last, recent],
  );
});
