// A rehearsal on real servers: a lab shaped like the target is started, the runbook runs there, the plans are compared, and
// nothing is left, neither of the lab nor on the target.

import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { RehearsalState } from '../../shared/model/rehearsal.ts';
import { sayServer } from '../../shared/texts/server-texts.ts';
import { startConsole, type TestConsole } from '../fixtures/console.ts';
import { testServers } from '../fixtures/servers.ts';
import { waitFor } from '../fixtures/wait-for.ts';

const servers = await testServers();
const LIMIT_MS = 180_000;

function rehearsalEnd({ app }: TestConsole, rehearsalId: string): Promise<RehearsalState> {
  return new Promise((resolve, reject) => {
    const stop = app.watch(
      'rehearsal.watch',
      { rehearsalId },
      {
        onState: (state) => {
          if (state.rehearsal.status === 'running') return;
          stop();
          resolve(state);
        },
        onEnd: (error) => reject(error ?? new Error('the stream of the rehearsal ended')),
      },
    );
  });
}

/** What a person reads when it went otherwise than expected. */
function story({ rehearsal, phases, notes, differences, steps }: RehearsalState): string {
  const said = notes.map((note) => sayServer(note));
  return JSON.stringify({ rehearsal, phases, said, differences, steps }, null, 1);
}

function assertRehearsed(state: RehearsalState): void {
  assert.equal(state.rehearsal.status, 'done', story(state));
  assert.equal(state.rehearsal.result, 'done', story(state));
  assert.deepEqual(Object.values(state.differences), [], story(state));
  for (const phase of Object.values(state.phases)) assert.equal(phase.status, 'done', story(state));
}

async function assertNothingLeft({ host }: TestConsole): Promise<void> {
  const left = await readdir(join(host.paths.cache, 'rehearsals'));
  assert.deepEqual(left, [], 'the lab and its folder are gone');
}

test('redis.failover is rehearsed on three shards, and the target is left alone', { timeout: LIMIT_MS }, async () => {
  const cluster = await servers.redisCluster();
  const console = await startConsole({
    lifetime: servers.lifetime.child('redis'),
    folder: await servers.newFolder('redis-console'),
    redisSeeds: cluster.seeds,
  });
  const { app, profileId } = console;
  const replica = [...cluster.byId.keys()].at(-1)!;
  const plan = await waitFor(
    async () => {
      const made = await app.call('runbooks.plan', { profileId, runbookId: 'redis.failover', parameters: { replica } });
      return !made.blocked && made;
    },
    { timeoutMs: 30_000 },
  );
  const order = { profileId, runbookId: 'redis.failover', parameters: { replica } };
  const { rehearsalId } = await app.call('rehearsals.start', order);
  await assert.rejects(app.call('rehearsals.start', order), { code: 'conflict' });
  const state = await rehearsalEnd(console, rehearsalId);
  assertRehearsed(state);
  assert.ok(sayServer(state.notes[0]!).includes('3 shards, 6 nodes'), story(state));
  assert.ok(Object.keys(state.measures).length > 0, 'times were measured');
  await assertNothingLeft(console);
  const after = await app.call('runbooks.plan', order);
  assert.equal(after.hash, plan.hash, 'the target is as it was');
});

test('mongo.failover is rehearsed on a set of three', { timeout: LIMIT_MS }, async () => {
  const set = await servers.mongoSet();
  const console = await startConsole({
    lifetime: servers.lifetime.child('mongo'),
    folder: await servers.newFolder('mongo-console'),
    mongo: { seeds: set.seeds, name: set.name },
  });
  const { app, profileId } = console;
  const primary = (await set.primary()).port;
  await waitFor(
    async () => !(await app.call('runbooks.plan', { profileId, runbookId: 'mongo.failover', parameters: {} })).blocked,
    { timeoutMs: 40_000, what: 'the set is quiet' },
  );
  const order = { profileId, runbookId: 'mongo.failover', parameters: {} };
  const { rehearsalId } = await app.call('rehearsals.start', order);
  const state = await rehearsalEnd(console, rehearsalId);
  assertRehearsed(state);
  const wellKnown = /:(2701[789]|700[0-5])\b/;
  assert.doesNotMatch(JSON.stringify(state.labPlan), wellKnown, 'the demo’s ports are left to it');
  await assertNothingLeft(console);
  assert.equal((await set.primary()).port, primary, 'the target elected nobody');
});

test(
  'a rehearsal that is cancelled, and one that cannot be planned, leave nothing',
  { timeout: LIMIT_MS },
  async () => {
    const set = await servers.mongoSet();
    const console = await startConsole({
      lifetime: servers.lifetime.child('cancelled'),
      folder: await servers.newFolder('cancelled-console'),
      mongo: { seeds: set.seeds, name: set.name },
    });
    const { app, profileId } = console;
    const order = { profileId, runbookId: 'mongo.failover', parameters: {} };
    const { rehearsalId } = await app.call('rehearsals.start', order);
    await app.call('rehearsals.cancel', { rehearsalId });
    const state = await rehearsalEnd(console, rehearsalId);
    assert.equal(state.rehearsal.status, 'cancelled', story(state));
    await assertNothingLeft(console);
    await assert.rejects(
      app.call('rehearsals.start', { ...order, parameters: { primary: 'nobody' } }),
      { code: 'bad_request' },
      'what cannot be planned is refused before anything starts',
    );
  },
);
