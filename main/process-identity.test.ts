import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { commandLineOf, identityOf, isAlive, mayBeAlive, ownIdentity, signal } from './process-identity.ts';

test('a process is known by pid and start, and signalled only when both fit', async () => {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  const identity = identityOf(child.pid!)!;
  assert.equal(identity.pid, child.pid);
  assert.ok(isAlive(identity) && mayBeAlive(identity));
  assert.match(commandLineOf(child.pid!), /sleep 60/);

  const later = { ...identity, started: `${identity.started}1` };
  assert.equal(isAlive(later), false);
  assert.equal(mayBeAlive(later), false);
  signal(later, 'SIGKILL');
  assert.ok(isAlive(identity));

  signal(identity, 'SIGKILL');
  await once(child, 'exit');
  assert.equal(isAlive(identity), false);
  assert.equal(mayBeAlive(identity), false);
  assert.equal(identityOf(child.pid!), undefined);
  assert.equal(commandLineOf(child.pid!), '');
  signal(identity, 'SIGKILL');
});

test('where no start is known, a pid that is taken may be that process, and is never signalled', async () => {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  const unknown = { pid: child.pid!, started: '' };
  assert.equal(mayBeAlive(unknown), true);
  assert.equal(isAlive(unknown), false);
  signal(unknown, 'SIGKILL');
  assert.ok(isAlive(identityOf(child.pid!)!));
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.equal(mayBeAlive(unknown), false);
});

test('this process knows itself', () => {
  assert.ok(isAlive(ownIdentity()));
});
