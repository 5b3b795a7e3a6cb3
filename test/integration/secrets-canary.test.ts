// Passwords that can be found again: through every flow with wrong and right ones, on Redis with ACL and TLS and MongoDB with
// SCRAM and TLS. Afterwards they must be in no file, frame, argument or line of output.

import { after, before, it } from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createApp, type App } from '../../main/app.ts';
import type { Host } from '../../main/host.ts';
import { createLog } from '../../main/log.ts';
import { createNodeHost } from '../../main/node-host.ts';
import { systemClock } from '../../main/system-clock.ts';
import type { FleetState } from '../../shared/model/fleet.ts';
import type { Profile, Secrets } from '../../shared/model/profile.ts';
import type { RunState } from '../../shared/model/run.ts';
import { createPipe } from '../../shared/pipe-wire.ts';
import { createRpcClient, type RpcClient } from '../../shared/rpc-client.ts';
import { testCertificates, testKeyFile } from '../fixtures/faults.ts';
import { testServers } from '../fixtures/servers.ts';
import { waitFor } from '../fixtures/wait-for.ts';

/** Every password holds it, among characters that mean something in URIs, JSON and shells. */
const MARK = 'c4n4ry';
const RIGHT: Secrets = { redisPassword: `${MARK}-r%40d"is`, mongoPassword: `${MARK}:m/ngo@'s` };
const WRONG: Secrets = { redisPassword: `${MARK}-wr%00ng`, mongoPassword: `${MARK}:wr/ng@host` };
const IN_BASE64 = [0, 1, 2].map((before) =>
  Buffer.from(' '.repeat(before) + MARK)
    .toString('base64')
    .slice(Math.ceil((before * 8) / 6), Math.floor(((before + MARK.length) * 8) / 6)),
);
const MAIN = join(import.meta.dirname, '../../main/cli/main.ts');

const servers = await testServers();
const folder = await servers.newFolder('console');
const frames: string[] = [];
const outputs: string[] = [];
let profile: Profile;
let app: App;
let client: RpcClient;

before(async () => {
  const tls = await testCertificates(await servers.newFolder('tls'));
  const keyFile = await testKeyFile(await servers.newFolder('key'));
  const [node, set] = await Promise.all([
    servers.redisNode({ tls, users: [{ name: 'console', password: RIGHT.redisPassword!, rules: '~* &* +@all' }] }),
    servers.mongoSet({ members: [{}], tls, keyFile, admin: { username: 'console', password: RIGHT.mongoPassword! } }),
  ]);
  const mongo = await set.connect();
  await mongo
    .db('shop')
    .collection('orders')
    .insertMany([{ total: 1 }, { total: 2 }]);
  await mongo.close();
  profile = {
    id: 'guarded',
    name: 'Guarded',
    environment: 'staging',
    colour: '#aa3344',
    redis: { seeds: [`localhost:${node.port}`], username: 'console', tls: { caFile: tls.caFile } },
    mongo: { seeds: [...set.seeds], replicaSet: set.name, username: 'console', tls: { caFile: tls.caFile } },
    stores: [{ kind: 'local', id: 'store', folder: join(folder, 'store') }],
  };
  const host: Host = {
    ...createNodeHost('browser'),
    paths: {
      settings: join(folder, 'config', 'marsad'),
      data: join(folder, 'data', 'marsad'),
      cache: join(folder, 'cache', 'marsad'),
    },
  };
  await mkdir(join(folder, 'store'));
  app = await createApp({ host, clock: systemClock, log: createLog(host.paths) });
  const { client: end, server } = createPipe();
  app.serve(server);
  end.onFrame((text) => frames.push(text));
  client = createRpcClient(end);
});

after(() => app.dispose());

/** The first state of the fleet for which it holds. */
async function fleetState(isWanted: (state: FleetState) => boolean): Promise<FleetState> {
  let stop = (): void => {};
  try {
    return await new Promise((resolve, reject) => {
      stop = client.watch(
        'fleet.watch',
        { profileId: profile.id },
        {
          onState: (state) => isWanted(state) && resolve(state),
          onEnd: (error) => reject(error ?? new Error('the stream ended')),
        },
      );
    });
  } finally {
    stop();
  }
}

async function run(runbookId: string, parameters: Record<string, string> = {}): Promise<RunState> {
  const request = { profileId: profile.id, runbookId, parameters };
  const { hash } = await client.call('runbooks.plan', request);
  const { runId } = await client.call('runbooks.start', {
    ...request,
    planHash: hash,
    confirmation: '',
    reason: 'a canary',
  });
  return new Promise((resolve, reject) => {
    const stop = client.watch(
      'run.watch',
      { runId },
      {
        onState: (state) => {
          if (state.run.endedMs === null) return;
          stop();
          resolve(state);
        },
        onEnd: (error) => reject(error ?? new Error('the stream ended')),
      },
    );
  });
}

/** The command line with a password file; what it says is kept. */
async function marsad(secrets: Secrets, ...words: readonly string[]): Promise<number | null> {
  const file = join(await servers.newFolder('passwords'), 'passwords.json'); // outside what is searched
  await writeFile(file, JSON.stringify(secrets), { mode: 0o600 });
  const env = { ...process.env, MARSAD_LAB_DIR: join(folder, 'no-lab') };
  for (const [name, part] of [
    ['CONFIG', 'config'],
    ['DATA', 'data'],
    ['CACHE', 'cache'],
  ])
    Object.assign(env, { [`XDG_${name}_HOME`]: join(folder, part!) });
  const child = spawn(process.execPath, [MAIN, ...words, '--profile', profile.id, '--password-file', file], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => outputs.push(bytes.toString()));
  return new Promise((resolve) => child.once('close', resolve));
}

it('wrong passwords are refused, by both servers, in words', async () => {
  const tried = await client.call('profiles.test', { profile, secrets: WRONG });
  assert.equal(tried.redis?.ok, false);
  assert.equal(tried.mongo?.ok, false);
  await assert.rejects(client.call('profiles.save', { profile, secrets: WRONG, keepSecrets: true }), {
    code: 'unsupported',
  });
  await client.call('profiles.save', { profile, secrets: WRONG, keepSecrets: false });
  await client.call('profiles.connect', { profileId: profile.id, secrets: WRONG });
  const { trouble } = await fleetState(({ trouble: now }) => now.redis !== null && now.mongo !== null);
  assert.match(trouble.redis?.message ?? '', /password|user/i);
  assert.match(trouble.mongo?.message ?? '', /password|user/i);
  await client
    .call('runbooks.plan', { profileId: profile.id, runbookId: 'backup.take', parameters: {} })
    .catch(() => undefined);
  await client.call('profiles.disconnect', { profileId: profile.id });
  assert.notEqual(await marsad(WRONG, 'run', 'backup.take'), 0);
});

it('right passwords read, back up and verify', async () => {
  const tried = await client.call('profiles.test', { profile, secrets: RIGHT });
  assert.deepEqual([tried.redis?.ok, tried.mongo?.ok], [true, true], JSON.stringify(tried));
  await client.call('profiles.connect', { profileId: profile.id, secrets: RIGHT });
  await fleetState(
    ({ trouble, redis, mongo }) => trouble.redis === null && trouble.mongo === null && redis !== null && mongo !== null,
  );
  const taken = await run('backup.take', { what: 'all' });
  assert.equal(taken.run.status, 'done', JSON.stringify(taken.run.error));
  await client.call('runs.report', { runId: taken.run.id, format: 'markdown' });
  const sets = (await readdir(join(folder, 'store'))).filter((name) => !name.startsWith('.'));
  assert.ok(sets.length > 0);
  assert.equal(await marsad(RIGHT, 'fleet'), 0, outputs.join(''));
  assert.equal(await marsad(RIGHT, 'run', 'backup.take', 'what=all', '--json'), 0, outputs.join(''));
});

it(
  'while they are in use, no process has them among its arguments',
  { skip: process.platform !== 'linux' },
  async () => {
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      assert.ok(!isTold(words), words.slice(0, 100));
    }
  },
);

it('no frame to the page and no line of output tells them', () => {
  assert.ok(frames.length > 10 && outputs.length > 0);
  for (const text of [...frames, ...outputs]) assert.ok(!isTold(text), text.slice(0, 400));
});

it('no file holds them: settings, journals, audit log, log, backup sets', async () => {
  await waitFor(() =>
    readFile(join(folder, 'data', 'marsad', 'audit', 'audit.jsonl'), 'utf8').then((text) => text.includes('run.end')),
  );
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const names = files.map(({ name }) => name);
  for (const wanted of ['profiles.json', 'audit.jsonl', 'journal.jsonl', 'manifest.json'])
    assert.ok(names.includes(wanted), `${wanted} of ${names.join(' ')}`);
  for (const { parentPath, name } of files) {
    const bytes = await readFile(join(parentPath, name));
    assert.ok(!isTold(bytes.toString('latin1')), join(parentPath, name));
  }
});

/** As it is, or in base64 at any offset: the characters that the mark alone decides. */
function isTold(text: string): boolean {
  return text.includes(MARK) || IN_BASE64.some((shape) => text.includes(shape));
}
