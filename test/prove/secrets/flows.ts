// Every flow that touches a secret, one after the other, with wrong ones and right ones. Each either works as it should or throws.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportedDocument, RunState } from '../../../shared/model/run.ts';
import type { FleetState } from '../../../shared/model/fleet.ts';
import type { Secrets } from '../../../shared/model/profile.ts';
import { keyIdOf } from '../../../main/backup/keys/recovery-text.ts';
import { waitFor } from '../../fixtures/wait-for.ts';
import type { Canaries } from './canaries.ts';
import type { SecretsWorld } from './world.ts';

const MAIN = join(import.meta.dirname, '../../../main/cli/main.ts');

export interface Heard {
  /** Lines the command line wrote. */
  readonly outputs: string[];
  readonly documents: ExportedDocument[];
}

export type Flow = (world: SecretsWorld, canaries: Canaries, heard: Heard) => Promise<void>;

const right = (canaries: Canaries): Secrets => ({
  redisPassword: canaries['Redis password'].value,
  mongoPassword: canaries['MongoDB password'].value,
});
const wrong = (canaries: Canaries): Secrets => ({
  redisPassword: canaries['wrong Redis password'].value,
  mongoPassword: canaries['wrong MongoDB password'].value,
});

export const FLOWS: Readonly<Record<string, Flow>> = {
  'wrong passwords are refused': async (world, canaries, { outputs }) => {
    const { client, profile } = world;
    const secrets = wrong(canaries);
    const tried = await client.call('profiles.test', { profile, secrets });
    assert.deepEqual([tried.redis?.ok, tried.mongo?.ok], [false, false]);
    await assert.rejects(client.call('profiles.save', { profile, secrets, keepSecrets: true }), {
      code: 'unsupported',
    });
    await client.call('profiles.save', { profile, secrets, keepSecrets: false });
    await client.call('profiles.connect', { profileId: profile.id, secrets });
    const { trouble } = await fleetState(world, ({ trouble: now }) => now.redis !== null && now.mongo !== null);
    assert.match(trouble.redis?.message ?? '', /password|user/i);
    assert.match(trouble.mongo?.message ?? '', /password|user/i);
    await assert.rejects(
      client.call('runbooks.plan', { profileId: profile.id, runbookId: 'mongo.failover', parameters: {} }),
    );
    await client.call('profiles.disconnect', { profileId: profile.id });
    assert.notEqual(await marsad(world, secrets, outputs, 'run', 'backup.take'), 0);
  },

  'right passwords read, back up, verify and change': async (world, canaries, { documents }) => {
    const { client, profile } = world;
    const secrets = right(canaries);
    await client.call('profiles.connect', { profileId: profile.id, secrets });
    await fleetState(
      world,
      ({ trouble, redis, mongo }) =>
        trouble.redis === null && trouble.mongo === null && redis !== null && mongo !== null,
    );
    for (const [runbookId, parameters] of [
      ['backup.take', { what: 'all' }],
      ['backup.check-daily', {}],
      ['mongo.reindex', { namespace: 'shop.orders' }],
    ] as const) {
      const { run } = await runToEnd(world, runbookId, parameters);
      assert.equal(run.status, 'done', `${runbookId}: ${JSON.stringify(run.error)}`);
      for (const format of ['markdown', 'pdf'] as const)
        documents.push(await client.call('runs.report', { runId: run.id, format }));
    }
    assert.ok(Array.isArray((await client.call('leases.list', { profileId: profile.id })).leases));
  },

  'sets are encrypted by a passphrase and by a key, and opened again': async (
    world,
    canaries,
    { outputs, documents },
  ) => {
    const { client, profile } = world;
    const backupKey = canaries['backup key'].value;
    const settings = [
      { encryption: 'passphrase' },
      { encryption: 'key', keyId: keyIdOf(Buffer.from(canaries['backup key in hexadecimal'].value, 'hex')) },
    ] as const;
    await assert.rejects(client.call('backupKeys.import', { name: 'canary', recoveryText: backupKey }), {
      code: 'unsupported',
    });
    for (const backup of settings) {
      const save = (secrets: Secrets): Promise<unknown> =>
        client.call('profiles.save', { profile: { ...profile, backup }, secrets, keepSecrets: false });
      await client.call('profiles.disconnect', { profileId: profile.id });
      const wrongOnes = { backupPassphrase: canaries['wrong backup passphrase'].value, backupKey: `${backupKey}0` };
      const opening = { backupPassphrase: canaries['backup passphrase'].value, backupKey };
      await save({ ...right(canaries), ...opening });
      await client.call('profiles.connect', { profileId: profile.id, secrets: { ...right(canaries), ...opening } });
      const { run, outputs: made } = await runToEnd(world, 'backup.take', { what: 'redis' });
      assert.equal(run.status, 'done', JSON.stringify(run.error));
      documents.push(await client.call('runs.report', { runId: run.id, format: 'markdown' }));
      const verify = ['run', 'backup.verify', `set=${made['set']}`];
      assert.equal(await marsad(world, { ...right(canaries), ...opening }, outputs, ...verify), 0, outputs.join(''));
      assert.notEqual(await marsad(world, { ...right(canaries), ...wrongOnes }, outputs, ...verify), 0);
    }
    await client.call('profiles.disconnect', { profileId: profile.id });
    await client.call('profiles.save', { profile, secrets: right(canaries), keepSecrets: false });
    await client.call('profiles.connect', { profileId: profile.id, secrets: right(canaries) });
  },

  'a command of a runbook file sees no secret': async (world) => {
    const { client, profile } = world;
    const source = [
      'runbook: own.environment',
      'title: What a command sees',
      'summary: Prints its environment.',
      'area: operations',
      'steps:',
      '  - id: environment',
      '    title: The environment of a command',
      '    command:',
      '      argv: [/usr/bin/env]',
      '      changes: false',
      '',
    ].join('\n');
    await client.call('runbookFiles.save', { fileName: 'environment.yaml', source, replaces: null });
    await waitFor(async () => (await client.call('runbooks.list', {})).some(({ id }) => id === 'own.environment'));
    const { run } = await runToEnd(world, 'own.environment', {});
    assert.equal(run.status, 'done', JSON.stringify(run.error));
    assert.equal(profile.localCommands, true);
  },

  'results are sent by mail and webhook': async (world, canaries) => {
    const { client, mailPort, webhookUrl, heard } = world;
    await client.call('notifications.save', {
      settings: {
        desktop: false,
        webhook: { url: webhookUrl, secretHeader: 'X-Token' },
        email: {
          host: '127.0.0.1',
          port: mailPort,
          security: 'none',
          username: 'marsad',
          from: 'marsad@example.org',
          to: ['dba@example.org'],
        },
      },
      secrets: { webhookSecret: canaries['webhook secret'].value, smtpPassword: canaries['mail password'].value },
    });
    await client.call('notifications.test', { channel: 'webhook' });
    await client.call('notifications.test', { channel: 'email' });
    assert.ok(heard.posts.length > 0 && heard.mails.length > 0);
    await client.call('notifications.save', {
      settings: { desktop: false, webhook: null, email: null },
      secrets: { smtpPassword: canaries['wrong MongoDB password'].value },
    });
  },

  'a schedule runs and tells': async (world) => {
    const { client, profile } = world;
    const schedule = await client.call('schedules.save', {
      id: null,
      schedule: {
        name: 'Nightly',
        profileId: profile.id,
        runbookId: 'backup.check-daily',
        parameters: {},
        cron: '0 2 * * *',
        timeZone: 'UTC',
        missed: 'skip',
        enabled: true,
        notify: { on: 'always', channels: [] },
      },
    });
    await client.call('schedules.runNow', { id: schedule.id });
    await client.call('schedules.units', { kind: 'systemd' });
    await client.call('schedules.units', { kind: 'cron' });
  },

  'a second person approves': async ({ client, profile }, canaries, { documents }) => {
    const passphrase = canaries['passphrase of the approval key'].value;
    await client.call('approvals.createKey', { passphrase });
    const request = { profileId: profile.id, runbookId: 'mongo.reindex', parameters: { namespace: 'shop.orders' } };
    const plan = await client.call('runbooks.plan', request);
    const asked = await client.call('approvals.request', { ...request, planHash: plan.hash, reason: 'a proof' });
    documents.push(asked);
    // One's own request is not one's to sign; the passphrase has been through all the same.
    const sign = { request: asked.content, hours: 1, reason: 'a proof', passphrase };
    await client.call('approvals.sign', sign).then(
      (signed) => documents.push(signed),
      (error: unknown) => assert.match(String(error), /own|person/i),
    );
  },

  'an incident is led and told': async ({ client, profile }, _canaries, { documents }) => {
    const { incidentId } = await client.call('incidents.open', {
      profileId: profile.id,
      title: 'Proof',
      severity: 'SEV3',
    });
    await client.call('incidents.note', { incidentId, text: 'looked at' });
    for (const format of ['markdown', 'pdf'] as const)
      documents.push(await client.call('incidents.report', { incidentId, format }));
    await client.call('incidents.close', { incidentId });
  },

  'the audit log is read and exported': async ({ client }, _canaries, { documents }) => {
    assert.equal((await client.call('audit.verify', {})).ok, true);
    for (const format of ['json', 'csv', 'pdf'] as const) documents.push(await client.call('audit.export', { format }));
  },

  'the command line reads and backs up': async (world, canaries, { outputs }) => {
    const secrets = right(canaries);
    assert.equal(await marsad(world, secrets, outputs, 'fleet'), 0, outputs.join(''));
    assert.equal(
      await marsad(world, secrets, outputs, 'run', 'backup.take', 'what=all', '--json'),
      0,
      outputs.join(''),
    );
  },
};

/** The first state of the fleet for which it holds. */
function fleetState({ client, profile }: SecretsWorld, isWanted: (state: FleetState) => boolean): Promise<FleetState> {
  return new Promise((resolve, reject) => {
    const stop = client.watch(
      'fleet.watch',
      { profileId: profile.id },
      {
        onState(state) {
          if (!isWanted(state)) return;
          queueMicrotask(() => stop());
          resolve(state);
        },
        onEnd: (error) => reject(error ?? new Error('the stream ended')),
      },
    );
  });
}

async function runToEnd(
  { client, profile }: SecretsWorld,
  runbookId: string,
  parameters: Readonly<Record<string, string>>,
): Promise<RunState> {
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
        onState(state) {
          if (state.run.endedMs === null) return;
          queueMicrotask(() => stop());
          resolve(state);
        },
        onEnd: (error) => reject(error ?? new Error('the stream ended')),
      },
    );
  });
}

/** The command line with a password file; what it says is kept. */
async function marsad(
  { servers, folder, profile }: SecretsWorld,
  secrets: Secrets,
  outputs: string[],
  ...words: readonly string[]
): Promise<number | null> {
  const file = join(await servers.newFolder('passwords'), 'passwords.json'); // outside what is searched
  await writeFile(file, JSON.stringify(secrets), { mode: 0o600 });
  const child = spawn(process.execPath, [MAIN, ...words, '--profile', profile.id, '--password-file', file], {
    env: {
      ...process.env,
      MARSAD_LAB_DIR: join(folder, 'no-lab'),
      XDG_CONFIG_HOME: join(folder, 'config'),
      XDG_DATA_HOME: join(folder, 'data'),
      XDG_CACHE_HOME: join(folder, 'cache'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => outputs.push(bytes.toString()));
  return new Promise((resolve) => child.once('close', resolve));
}
