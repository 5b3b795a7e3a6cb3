// A console that is closed while a run is at work: the run ends where that is safe, with its way to the servers, and gives its
// targets back.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMongoLease } from '../../main/lease/mongo-lease-document.ts';
import type { JournalEntry } from '../../main/runbook/journal.ts';
import { startConsole, type TestConsole } from '../fixtures/console.ts';
import { testServers } from '../fixtures/servers.ts';

const servers = await testServers();
const set = await servers.mongoSet({ members: [{}] });
const client = await set.connect();
servers.lifetime.add(() => client.close());
await client.db('shop').collection('orders').insertOne({ n: 1 });

for (const at of ['intent', 'end'] as const satisfies readonly JournalEntry['type'][]) {
  test(`closed at the entry “${at}” of a run, it leaves no lease behind`, async () => {
    const own = servers.lifetime.child('a console');
    const folder = await servers.newFolder('console');
    const closed = Promise.withResolvers<void>();
    const desk: TestConsole = await startConsole({
      lifetime: own,
      folder,
      mongo: { seeds: set.seeds, name: set.name },
      onJournal: async ({ type }, phase) => {
        if (type === at && phase === 'after') void own.dispose().then(closed.resolve, closed.reject);
      },
    });
    const request = { profileId: desk.profileId, runbookId: 'mongo.profiler', parameters: {} };
    const { hash } = await desk.app.call('runbooks.plan', request);
    const start = { ...request, planHash: hash, confirmation: '', reason: 'a test' };
    await desk.app.call('runbooks.start', start);
    await closed.promise;
    assert.equal((await readMongoLease(client, 'change'))?.holder, null);
  });
}
