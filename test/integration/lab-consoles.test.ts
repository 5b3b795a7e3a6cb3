// Whose lab it is: consoles that share one, are killed, keep it or cancel its start, and what each of them leaves behind.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { joinLab, labStatus, startLab, stopLab } from '../../main/lab/lab.ts';
import { labFolder, readRecord, writeRecord } from '../../main/lab/lab-folder.ts';
import type { LabProgress } from '../../main/lab/progress.ts';
import { startRedisNode } from '../../main/lab/redis-node.ts';
import { identityOf, isAlive } from '../../main/process-identity.ts';
import { allGone, labOptions, openConsole, processesOf, withRedis } from '../fixtures/lab-consoles.ts';
import { testServers } from '../fixtures/servers.ts';
import { waitFor } from '../fixtures/wait-for.ts';

const servers = await testServers();

test('two consoles at once share one keeper; killed with -9, the last one takes everything along', async () => {
  const { folder, ...options } = await labOptions(servers);
  const redisOnly = { ...options, mongoPorts: [] };
  const [first, second] = [openConsole(redisOnly), openConsole(redisOnly)];
  const [a, b] = await Promise.all([first.ready, second.ready]);
  assert.deepEqual([a.joined, b.joined].sort(), [false, true]);
  assert.deepEqual(a.profile, b.profile);
  assert.ok(first.progress.length > 5 && second.progress.length > 5, 'both saw the progress');
  const pids = await processesOf(folder);

  first.process.kill('SIGKILL');
  await once(first.process, 'exit');
  assert.ok((await labStatus(options.paths)).running);

  second.process.kill('SIGKILL');
  await waitFor(() => allGone(pids) && !existsSync(folder), { timeoutMs: 15_000, what: 'everything is gone' });
});

test('after a kill -9 of the keeper the next start clears its leftovers and nothing else', async () => {
  const { folder, ...options } = await labOptions(servers);
  const foreign = await servers.redisNode();
  await startLab({ ...options, mongoPorts: [], keep: true });
  const record = (await readRecord(folder))!;
  process.kill(record.keeper.pid, 'SIGKILL');
  await waitFor(() => !isAlive(record.keeper));
  assert.equal((await labStatus(options.paths)).running, false);

  // Where the system cannot end children with their parent, servers stay behind: one that fits in every point, and one
  // whose pid the record names but which is somebody else's.
  const left = await startRedisNode({ folder: join(folder, 'redis-left') });
  const row = (server: { pid: number; port: number; name: string }) => ({
    ...identityOf(server.pid)!,
    kind: 'redis' as const,
    name: server.name,
    port: server.port,
  });
  await writeRecord(folder, {
    ...record,
    servers: [...record.servers, row(left), row(foreign), { ...row(foreign), started: '1', name: 'reused pid' }],
  });

  const lab = await startLab({ ...options, redisPorts: [] });
  assert.equal(lab.joined, false);
  assert.equal(left.running, false);
  assert.ok(foreign.running);
  assert.equal(await withRedis(foreign.port, (client) => client.ping()), 'PONG');
  assert.ok(allGone(record.servers.map(({ pid }) => pid)));
  await lab.leave();
  assert.equal(existsSync(folder), false);
});

test('a kept lab outlives its console and ends with stop', async () => {
  const { folder, ...options } = await labOptions(servers);
  const console = openConsole({ ...options, mongoPorts: [], keep: true, load: 'off' });
  await console.ready;
  console.process.kill('SIGKILL');
  await once(console.process, 'exit');
  const joined = await joinLab(options.paths);
  assert.equal(joined?.joined, true);
  await joined.leave();
  const status = await labStatus(options.paths);
  assert.deepEqual([status.running, status.load], [true, 'off']);
  const pids = await processesOf(folder);
  assert.equal(await stopLab(options.paths), true);
  assert.ok(allGone(pids));
  assert.equal(existsSync(folder), false);
});

test('a program that cannot be had is one clear line, and the rest runs', async () => {
  const options = await labOptions(servers);
  const console = openConsole(options, { MARSAD_MONGOD: '/nowhere/mongod' });
  const { profile } = await console.ready;
  assert.equal(profile.mongo, undefined);
  assert.equal(profile.redis?.seeds.length, 6);
  const failures = console.progress.filter((line) => line.state === 'fail');
  assert.equal(failures.length, 1);
  assert.match(failures[0]!.detail, /MARSAD_MONGOD names \/nowhere\/mongod/);
  console.process.stdin!.write('leave\n');
  await once(console.process, 'exit');
  assert.equal(existsSync(options.folder), false);
});

test('a start that is cancelled leaves nothing', async () => {
  const { folder, ...options } = await labOptions(servers);
  const cancel = new AbortController();
  const onProgress = (line: LabProgress): void => {
    if (line.part === 'redis-nodes' && line.state === 'done') cancel.abort();
  };
  await assert.rejects(startLab({ ...options, keep: true, signal: cancel.signal, onProgress }), { code: 'cancelled' });
  assert.equal(existsSync(folder), false);
});

test('a folder that holds something else is refused and stays as it is', async () => {
  const cache = await servers.newFolder('cache');
  const folder = labFolder({ cache });
  await mkdir(folder);
  await writeFile(join(folder, 'letter.txt'), 'keep me');
  await assert.rejects(startLab({ paths: { cache } }), { code: 'bad_request' });
  assert.equal(await readFile(join(folder, 'letter.txt'), 'utf8'), 'keep me');
});
