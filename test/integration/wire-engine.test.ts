// The composed engine behind a wire: what a read-only profile refuses, and that no frame whatsoever brings it down.

import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { contract } from '../../shared/contract/index.ts';
import type { Profile } from '../../shared/model/profile.ts';
import { createPipe } from '../../shared/pipe-wire.ts';
import { createRpcClient, type RpcClient } from '../../shared/rpc-client.ts';
import { createApp, type App } from '../../main/app.ts';
import { createFileLog } from '../../main/log.ts';
import { createNodeHost } from '../../main/node-host.ts';
import { systemClock } from '../../main/system-clock.ts';
import { Lifetime } from '../../shared/lifetime.ts';

const CANARY = 'hunter2-canary';

let folder: string;
let app: App;
let client: RpcClient;
const lifetime = new Lifetime('test');

/** Nothing listens on these ports: what is refused here must be refused before anything is asked. */
const production: Profile = {
  id: 'shop',
  name: 'The shop',
  environment: 'production',
  colour: '#aa3344',
  redis: { seeds: ['127.0.0.1:1'], username: 'admin' },
  stores: [],
};

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marsad-engine-'));
  process.env['MARSAD_LAB_DIR'] = join(folder, 'lab');
  const host = {
    ...createNodeHost('browser'),
    paths: { settings: join(folder, 'settings'), data: join(folder, 'data'), cache: join(folder, 'cache') },
  };
  const log = createFileLog({ folder: join(folder, 'logs'), now: Date.now });
  app = await createApp({ host, clock: systemClock, log, lifetime });
  const { client: clientEnd, server } = createPipe();
  app.serve(server);
  client = createRpcClient(clientEnd);
  await client.call('profiles.save', { profile: production, secrets: {}, keepSecrets: false });
});

after(async () => {
  await app.dispose();
  assert.equal(lifetime.size, 0, 'nothing is left undisposed');
  delete process.env['MARSAD_LAB_DIR'];
  await rm(folder, { recursive: true });
});

const start = (runbookId: string) =>
  client.call('runbooks.start', {
    profileId: 'shop',
    runbookId,
    parameters: {},
    planHash: '',
    confirmation: 'The shop',
    reason: '',
  });

describe('a production profile', () => {
  it('asks for its password by name, and is not connected without', async () => {
    await assert.rejects(client.call('profiles.connect', { profileId: 'shop', secrets: {} }), {
      code: 'denied',
      message: /password/,
    });
    await assert.rejects(start('redis.failover'), { code: 'denied' });
  });

  it('starts read-only: what changes servers is refused, reading and verifying is not', async () => {
    await client.call('profiles.connect', { profileId: 'shop', secrets: { redisPassword: CANARY } });
    for (const runbook of ['redis.failover', 'mongo.failover', 'mongo.reindex', 'backup.restore', 'no.such']) {
      await assert.rejects(start(runbook), { code: 'denied', message: /The shop is read-only/ }, runbook);
    }
    await assert.rejects(client.call('backups.removeUnfinished', { profileId: 'shop', store: 'a', folder: 'b' }), {
      code: 'denied',
    });
    await assert.rejects(start('backup.verify'), (error: { code: string }) => error.code !== 'denied');
  });

  it('is unlocked by its name only, and that is in the audit log', async () => {
    const unlock = (confirmation: string) =>
      client.call('profiles.setReadOnly', { profileId: 'shop', readOnly: false, confirmation });
    await assert.rejects(unlock('shop'), { code: 'bad_request' });
    await assert.rejects(start('redis.failover'), { code: 'denied' });
    await unlock('The shop');
    await assert.rejects(start('redis.failover'), (error: { code: string }) => error.code !== 'denied');
    assert.match(await readFile(join(folder, 'data', 'audit', 'audit.jsonl'), 'utf8'), /"profile\.unlock"/);
  });

  it('that becomes another environment is in the audit log, and so is one that goes', async () => {
    const entries = async () =>
      (await readFile(join(folder, 'data', 'audit', 'audit.jsonl'), 'utf8'))
        .trim()
        .split('\n')
        .slice(-2)
        .map((line) => JSON.parse(line) as object);
    await client.call('profiles.save', {
      profile: { ...production, id: 'copy', environment: 'staging' },
      secrets: {},
      keepSecrets: false,
    });
    const saved = { action: 'profile.save', target: 'copy', subject: 'staging' };
    assert.partialDeepStrictEqual(await entries(), [
      { ...saved, result: 'started' },
      { ...saved, result: 'done' },
    ]);
    await client.call('profiles.remove', { id: 'copy' });
    assert.partialDeepStrictEqual(await entries(), [
      { action: 'profile.remove', result: 'started' },
      { target: 'copy', result: 'done' },
    ]);
    await assert.rejects(client.call('profiles.remove', { id: 'copy' }), { code: 'not_found' });
    assert.partialDeepStrictEqual(await entries(), [{ result: 'started' }, { target: 'copy', result: 'not_found' }]);
  });

  it('knows who took another name', async () => {
    const names = async (): Promise<(object | undefined)[]> => {
      const { entries } = await client.call('audit.search', { action: 'operator.rename' });
      return entries.map((entry) => ({
        who: entry.who,
        result: entry.result,
        before: entry.before,
        after: entry.after,
      }));
    };
    await client.call('settings.save', { operator: 'grace', theme: 'dark' });
    const [done, started] = await names();
    assert.partialDeepStrictEqual(done, { result: 'done', after: { operator: 'grace' } });
    assert.partialDeepStrictEqual(started, { ...done, result: 'started' });
    await client.call('settings.save', { operator: 'grace', theme: 'light' });
    await client.call('settings.save', { operator: '' });
    assert.partialDeepStrictEqual((await names())[0], { who: 'grace', before: { operator: 'grace' } });
    assert.equal((await names()).length, 4);
  });

  it('leaves its password in no file', async () => {
    for (const file of ['settings/profiles.json', 'data/audit/audit.jsonl', 'logs/marsad.log']) {
      const text = await readFile(join(folder, file), 'utf8').catch(() => '');
      assert.ok(!text.includes(CANARY), file);
    }
  });
});

describe('hostile frames', () => {
  const name = fc.oneof(fc.constantFrom(...Object.keys(contract), '__proto__', 'constructor'), fc.string());
  const frame = fc.oneof(
    fc.record({
      t: fc.constantFrom('call', 'open', 'cancel', 'close', 'ok', '__proto__'),
      id: fc.oneof(fc.nat(), fc.double(), fc.string()),
      name,
      input: fc.jsonValue(),
    }),
    fc.record({
      t: fc.constantFrom('call', 'open'),
      id: fc.nat(),
      name,
      input: fc.dictionary(
        fc.constantFrom('profileId', 'runId', 'slot', 'id', '__proto__', 'profile', 'secrets'),
        fc.jsonValue(),
      ),
    }),
    fc.jsonValue(),
  );

  it('are answered or ignored, and the engine goes on', async () => {
    for (const texts of fc.sample(
      fc.array(
        fc.oneof(
          frame.map((value) => JSON.stringify(value)),
          fc.string(),
        ),
        { minLength: 20, maxLength: 40 },
      ),
      150,
    )) {
      const { client: hostile, server } = createPipe();
      const answers: string[] = [];
      hostile.onFrame((text) => answers.push(text));
      app.serve(server);
      for (const text of texts) hostile.send(text);
      const { client: healthy, server: other } = createPipe();
      app.serve(other);
      assert.equal((await createRpcClient(healthy).call('app.info', {})).face, 'browser');
      hostile.close();
      healthy.close();
      for (const answer of answers)
        assert.doesNotMatch(answer, /"code":"internal"|\.ts:\d|node_modules/, texts.join('\n'));
    }
  });
});
