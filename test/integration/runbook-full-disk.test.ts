// The disk of the console fills up in the middle of a run: what its acts left on the servers is cleaned up all the same.

import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { createAuditLog } from '../../main/audit/audit-log.ts';
import { createRunbookEngine } from '../../main/runbook/engine.ts';
import type { RunbookEngine } from '../../main/runbook/runbook-engine.ts';
import { defineRunbook, type RunbookContext } from '../../main/runbook/runbook.ts';
import { createRunbookLibrary } from '../../main/runbook/runbook-library.ts';
import { systemClock } from '../../main/system-clock.ts';
import type { Lifetime } from '../../shared/lifetime.ts';
import { text } from '../../shared/text.ts';
import { smallDisk } from '../fixtures/faults.ts';
import { testServers } from '../fixtures/servers.ts';

const servers = await testServers();

/** An act that changes something, then finds that its record cannot be written. */
function fillingRunbook(filler: string, told: string[]) {
  return defineRunbook({
    id: 'disk.fill',
    area: 'redis',
    effect: 'write',
    texts: { en: { title: 'Fill', summary: 's', act: 'Act' } },
    fields: [],
    parameters: z.strictObject({}),
    plan: async () => ({ title: text('title'), changes: [], warnings: [], wayBack: null, data: {} }),
    steps: () => [
      {
        kind: 'act',
        id: 'fill',
        title: text('act'),
        cancellable: false,
        observe: async () => 'not-done',
        act: async ({ record }) => {
          told.push('acted');
          await writeFile(filler, Buffer.alloc(1_000_000)).catch(() => undefined);
          await record('much', 'x'.repeat(100_000));
          return undefined;
        },
        cleanUp: async () => void told.push('cleaned'),
      },
    ],
  });
}

test('a full disk of the console does not keep a run from cleaning up the servers', async (t) => {
  const disk = await smallDisk(servers.lifetime, join(servers.folder, 'console'), 200_000);
  if ('unavailable' in disk) return t.skip(disk.unavailable);
  const told: string[] = [];
  const filler = join(disk.folder, 'filler');
  const open = (lifetime: Lifetime): Promise<RunbookEngine> =>
    createRunbookEngine({
      dataFolder: disk.folder,
      clock: systemClock,
      library: createRunbookLibrary(() => [fillingRunbook(filler, told)]),
      audit: createAuditLog({ folder: disk.folder, clock: systemClock }),
      operator: () => 'tester',
      lifetime,
      contextOf: (profileId, signal) =>
        ({
          profile: { id: profileId, name: 'Orders', environment: 'lab', colour: '#112233', stores: [] },
          clock: systemClock,
          signal,
        }) as unknown as RunbookContext,
    });
  const first = servers.lifetime.child('first console');
  const engine = await open(first);
  const { hash: planHash } = await engine.plan('lab', 'disk.fill', {});
  const request = { profileId: 'lab', runbookId: 'disk.fill', parameters: {}, planHash, confirmation: '', reason: '' };
  const runId = await engine.start({ ...request, production: false });
  const state = await engine.settled(runId);
  assert.deepEqual(told, ['acted', 'cleaned']);
  assert.equal(state.run.status, 'failed');
  assert.equal(state.run.error?.code, 'limited', JSON.stringify(state.run.error));
  assert.match(state.run.error.message, /journal of the run could not be written/);
  await rm(filler);
  await first.dispose();
});
