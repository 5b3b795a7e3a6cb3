import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anything, assert as holds, property } from 'fast-check';
import { readHello, readSetConfig, readSetStatus } from './read-set-status.ts';

const APPLIED = new Date('2026-11-20T06:43:37.326Z');

test('a set as its primary tells it', () => {
  const status = readSetStatus({
    set: 'rs',
    date: APPLIED,
    term: 6,
    members: [
      {
        _id: 0,
        name: 'a:1',
        health: 1,
        state: 1,
        stateStr: 'PRIMARY',
        lastAppliedWallTime: APPLIED,
        electionDate: APPLIED,
        self: true,
        configVersion: 4,
        syncSourceHost: '',
      },
      {
        _id: 1,
        name: 'b:1',
        health: 1,
        state: 2,
        stateStr: 'SECONDARY',
        optimeDate: new Date(1000),
        syncSourceHost: 'a:1',
      },
      {
        _id: 2,
        name: 'c:1',
        health: 0,
        state: 8,
        stateStr: '(not reachable/healthy)',
        lastHeartbeatMessage: 'Connection refused',
        optimeDate: new Date(0),
      },
    ],
  });
  assert.deepEqual([status.name, status.term, status.configVersion], ['rs', 6, 4]);
  assert.deepEqual(
    status.members.map(({ state, isUp, appliedAtMs, syncSourceHost, message }) => [
      state,
      isUp,
      appliedAtMs,
      syncSourceHost,
      message,
    ]),
    [
      ['PRIMARY', true, APPLIED.getTime(), null, null],
      ['SECONDARY', true, 1000, 'a:1', null],
      ['DOWN', false, null, null, 'Connection refused'],
    ],
  );
});

test('a configuration with old and new names of the delay', () => {
  const config = readSetConfig({
    config: {
      version: 3,
      settings: { electionTimeoutMillis: 10_000 },
      members: [
        { _id: 0, host: 'a:1', priority: 2, votes: 1 },
        { _id: 1, host: 'b:1', priority: 0, votes: 0, hidden: true, secondaryDelaySecs: 3600 },
        { _id: 2, host: 'c:1', priority: 0, arbiterOnly: true },
        { _id: 3, host: 'd:1', slaveDelay: 60 },
      ],
    },
  });
  assert.deepEqual([config.version, config.electionTimeoutMs], [3, 10_000]);
  assert.deepEqual(
    config.members.map((member) => [member.priority, member.votes, member.hidden, member.arbiter, member.delaySeconds]),
    [
      [2, 1, false, false, 0],
      [0, 0, true, false, 3600],
      [0, 1, false, true, 0],
      [1, 1, false, false, 60],
    ],
  );
});

test('hello tells a standalone server from a member', () => {
  assert.equal(readHello({ isWritablePrimary: true }).state, 'STANDALONE');
  assert.equal(readHello({ isreplicaset: true }).state, 'OTHER');
  assert.equal(readHello({ setName: 'rs', isWritablePrimary: true }).state, 'PRIMARY');
  assert.equal(readHello({ setName: 'rs', secondary: true }).state, 'SECONDARY');
  assert.equal(readHello({ setName: 'rs', arbiterOnly: true }).state, 'ARBITER');
  assert.deepEqual(readHello({ setName: 'rs', hosts: ['a:1'], passives: ['b:1'], arbiters: ['c:1'] }).hosts, [
    'a:1',
    'b:1',
    'c:1',
  ]);
});

test('whatever a server says, nothing throws', () => {
  holds(
    property(anything(), anything(), (value, other) => {
      const reply = {
        set: value,
        members: [value, other, { _id: 1, name: 'a:1', optimeDate: value, health: other }],
        date: other,
      };
      readSetStatus(reply);
      readSetConfig({ config: { members: [value, { _id: 1, host: 'a:1', priority: other }], version: value } });
      readHello({ hosts: value, electionId: other, setName: value });
    }),
  );
});
