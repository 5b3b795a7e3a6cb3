import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseClients } from '../redis/lease-connection.ts';
import { isRunOfAnother, leaseNameOf, rivalOf, runConnectionName } from './redis-lease-names.ts';

const holder = { operator: 'Ada ع', host: 'host-7', pid: 4711, runId: '2026-11-20T06-40-00Z-k3f9', runbookId: 'a.b' };
const name = leaseNameOf({ state: 'lease', scopes: ['change', 'content'], token: 'tok-1', fence: '17', holder });
const client = (text: string) => ({ id: '7', name: text, idleMs: 0 });

test('a name of a lease holds no blank, and gives back whom it names', () => {
  assert.doesNotMatch(name, /\s/);
  assert.deepEqual(rivalOf(client(name), ['content'], 'tok-2'), {
    state: 'lease',
    scopes: ['change', 'content'],
    token: 'tok-1',
    fence: '17',
    holder,
  });
});

test('no rival: oneself, another scope, another client', () => {
  const content = leaseNameOf({ state: 'claim', scopes: ['content'], token: 'tok-1', fence: '0', holder });
  assert.equal(rivalOf(client(name), ['change'], 'tok-1'), undefined);
  assert.equal(rivalOf(client(content), ['change'], 'tok-2'), undefined);
  assert.equal(rivalOf(client('web-7'), ['change'], 'tok-2'), undefined);
});

test('a name that holds no holder excludes all the same', () => {
  const rival = rivalOf(client('marsad-lease:change:tok-9:3:bm90IGpzb24'), ['change'], 'tok-2');
  assert.deepEqual([rival?.holder.operator, rival?.fence], ['?', '3']);
});

test('connections of a run are told from those of another', () => {
  const run = runConnectionName(['change', 'content'], 'tok-1');
  assert.equal(isRunOfAnother(client(run), ['content'], 'tok-2'), true);
  assert.equal(isRunOfAnother(client(run), ['content'], 'tok-1'), false);
  assert.equal(isRunOfAnother(client(runConnectionName(['change'], 'tok-1')), ['content'], 'tok-2'), false);
});

test('CLIENT LIST: those with a name, and how long the server has not heard from them', () => {
  const list = [
    `id=3 addr=127.0.0.1:5 laddr=127.0.0.1:6 fd=8 name=${name} age=30 idle=16 flags=N db=0 cmd=client|setname user=default`,
    'id=4 addr=[::1]:5 laddr=[::1]:6 fd=9 name= age=3 idle=0 flags=N db=0 cmd=info user=default',
    '',
  ].join('\n');
  assert.deepEqual(parseClients(list), [{ id: '3', name, idleMs: 16_000 }]);
});
