import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assert as holds, property, string } from 'fast-check';
import { attachedReplicas, keyspaceOf, numberOf, parseInfo } from './parse-info.ts';

const REPLY = [
  '# Replication',
  'role:master',
  'slave0:ip=10.0.0.2,port=7003,state=online,offset=1400,lag=1',
  'slave1:ip=2001:db8::1,port=7004,state=wait_bgsave,offset=0,lag=0,type=replica',
  'executable:/opt/redis:7/redis-server',
  'maxmemory:0',
  'broken',
  '',
  '# Keyspace',
  'db0:keys=120,expires=20,avg_ttl=5',
  'db3:keys=1,expires=1,avg_ttl=0,subexpiry=0',
].join('\r\n');

test('fields, with colons in their values', () => {
  const info = parseInfo(REPLY);
  assert.equal(info.get('role'), 'master');
  assert.equal(info.get('executable'), '/opt/redis:7/redis-server');
  assert.deepEqual([numberOf(info, 'maxmemory'), numberOf(info, 'role'), numberOf(info, 'absent')], [0, null, null]);
});

test('replicas attached to a primary', () => {
  assert.deepEqual(attachedReplicas(parseInfo(REPLY)), [
    { host: '10.0.0.2', port: 7003, state: 'online', offset: 1400 },
    { host: '2001:db8::1', port: 7004, state: 'wait_bgsave', offset: 0 },
  ]);
});

test('keys of all databases together', () => {
  assert.deepEqual(keyspaceOf(parseInfo(REPLY)), { keys: 121, keysWithTtl: 21 });
});

test('no reply makes it throw', () => {
  holds(
    property(string({ unit: 'binary' }), (noise) => {
      const info = parseInfo(`${noise}\nslave0:${noise}\ndb0:${noise}`);
      attachedReplicas(info);
      const { keys, keysWithTtl } = keyspaceOf(info);
      assert.ok(keys >= 0 && keysWithTtl >= 0);
    }),
  );
});
