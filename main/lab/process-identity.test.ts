import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { commandLineOf, identityOf, isAlive, signal } from './process-identity.ts';

test('a process is known by pid and start time, and signalled only when both fit', async () => {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  const identity = identityOf(child.pid!)!;
  assert.equal(identity.pid, child.pid);
  assert.ok(isAlive(identity));
  assert.match(commandLineOf(child.pid!), /sleep 60/);

  const later = { ...identity, startTime: `${identity.startTime}1` };
  assert.equal(isAlive(later), false);
  signal(later, 'SIGKILL');
  assert.ok(isAlive(identity));

  signal(identity, 'SIGKILL');
  await once(child, 'exit');
  assert.equal(isAlive(identity), false);
  assert.equal(identityOf(child.pid!), undefined);
  assert.equal(commandLineOf(child.pid!), '');
  signal(identity, 'SIGKILL');
});
