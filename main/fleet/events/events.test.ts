import { test } from 'node:test';
import assert from 'node:assert/strict';
import { AppError } from '../../../shared/errors.ts';
import { say } from '../../../shared/text.ts';
import { ENGLISH } from '../../../shared/texts/en.ts';
import type { FleetState } from '../../../shared/model/fleet.ts';
import {
  allRead,
  backupSet,
  backupsWith,
  memberKey,
  mongoReading,
  nodeId,
  redisReading,
  redisSummary,
  stateAfter,
} from '../../../test/fixtures/fleet-rows.ts';
import { event, EVENTS_KEPT, withEvents } from './event.ts';
import { eventsBetween } from './events-between.ts';

const healthy = stateAfter(allRead());

function sentences(before: FleetState, after: FleetState): string[] {
  return eventsBetween(before, after).map((one) => {
    const sentence = say(ENGLISH, one.title);
    assert.doesNotMatch(sentence, /[{}]|^event\./, 'a text or one of its values is missing');
    return sentence;
  });
}

/** Node 3 took over from node 0. */
const failedOver = redisReading(3, {
  0: { role: 'replica', primary: nodeId(3), ranges: [], presence: 'down' },
  3: { role: 'primary', primary: null, ranges: [{ from: 0, to: 5460 }], configEpoch: 7 },
});

test('two equal states: nothing happened', () => {
  assert.deepEqual(sentences(healthy, stateAfter(allRead(), healthy)), []);
});

test('the first reading is no news', () => {
  const empty = stateAfter({});
  assert.deepEqual(sentences(empty, stateAfter(allRead(), empty)), []);
});

test('a failover is told once, with both ends and the epoch, and not as moved slots', () => {
  assert.deepEqual(sentences(healthy, stateAfter(allRead(failedOver), healthy)), [
    'Redis node 127.0.0.1:7000 went down',
    'Shard 1 failed over: 127.0.0.1:7000 → 127.0.0.1:7003, config epoch 7',
  ]);
});

test('nodes that go, come back, leave and join', () => {
  const down = stateAfter(allRead(redisReading(3, { 4: { presence: 'down' } })), healthy);
  assert.deepEqual(sentences(healthy, down), ['Redis node 127.0.0.1:7004 went down']);
  assert.deepEqual(sentences(down, stateAfter(allRead(), down)), ['Redis node 127.0.0.1:7004 is back']);
  const gone = stateAfter(allRead(redisReading(3, { 4: { presence: 'gone' } })), healthy);
  assert.deepEqual(sentences(healthy, gone), ['Redis node 127.0.0.1:7004 left the cluster']);
  assert.deepEqual(sentences(gone, stateAfter(allRead(), gone)), ['Redis node 127.0.0.1:7004 joined']);
});

test('slots that move are counted by where they went', () => {
  const moved = redisReading(3, {
    0: { ranges: [{ from: 100, to: 5460 }] },
    1: {
      ranges: [
        { from: 0, to: 99 },
        { from: 5461, to: 10_922 },
      ],
    },
  });
  assert.deepEqual(sentences(healthy, stateAfter(allRead(moved), healthy)), [
    '100 slots moved: 127.0.0.1:7000 → 127.0.0.1:7001',
  ]);
});

test('an election is told with its term, and its state changes are not told again', () => {
  const elected = mongoReading(
    { 0: { state: 'SECONDARY' }, 1: { state: 'PRIMARY' } },
    { primary: memberKey(1), term: 2 },
  );
  assert.deepEqual(sentences(healthy, stateAfter(allRead(redisReading(), elected), healthy)), [
    '127.0.0.1:27018 was elected primary, term 2',
  ]);
  const recovering = mongoReading({ 2: { state: 'RECOVERING' } });
  assert.deepEqual(sentences(healthy, stateAfter(allRead(redisReading(), recovering), healthy)), [
    'MongoDB member 127.0.0.1:27019: SECONDARY → RECOVERING',
  ]);
});

test('a set without a primary, and one re-elected', () => {
  const without = stateAfter(
    allRead(redisReading(), mongoReading({ 0: { presence: 'down', state: 'DOWN' } }, { primary: null })),
    healthy,
  );
  assert.deepEqual(sentences(healthy, without), [
    'MongoDB member 127.0.0.1:27017 went down',
    'The replica set lost its primary 127.0.0.1:27017',
  ]);
  const elected = stateAfter(
    allRead(
      redisReading(),
      mongoReading({ 0: { presence: 'down', state: 'DOWN' } }, { primary: memberKey(2), term: 2 }),
    ),
    without,
  );
  assert.deepEqual(sentences(without, elected), ['127.0.0.1:27019 was elected primary, term 2']);
});

test('a console that is cut off says so once, and does not say that every server went down', () => {
  const failed = { kind: 'failed', error: new AppError('unreachable', 'no node answers') } as const;
  const cut = stateAfter({ redis: failed, mongo: failed }, healthy);
  assert.deepEqual(sentences(healthy, cut), [
    'Redis cannot be read any more: no node answers',
    'MongoDB cannot be read any more: no node answers',
  ]);
  assert.deepEqual(sentences(cut, stateAfter({ redis: failed, mongo: failed }, cut)), []);
  assert.deepEqual(sentences(cut, stateAfter(allRead(failedOver), cut)), [
    'Redis can be read again',
    'Shard 1 failed over: 127.0.0.1:7000 → 127.0.0.1:7003, config epoch 7',
    'MongoDB can be read again',
  ]);
});

test('the cluster refuses, and accepts again', () => {
  const refusing = stateAfter(allRead({ ...redisReading(), summary: redisSummary({ state: 'fail' }) }), healthy);
  assert.deepEqual(sentences(healthy, refusing), ['The Redis Cluster refuses requests']);
  assert.deepEqual(sentences(refusing, stateAfter(allRead(), refusing)), ['The Redis Cluster accepts requests again']);
});

test('a backup taken and verified', () => {
  const before = stateAfter(allRead(redisReading(), mongoReading(), backupsWith([])));
  const taken = stateAfter(
    allRead(redisReading(), mongoReading(), backupsWith([backupSet({ verified: null })])),
    before,
  );
  assert.deepEqual(sentences(before, taken), ['A backup was completed. Sets now: 1']);
  assert.deepEqual(sentences(taken, stateAfter(allRead(), taken)), ['A backup was verified']);
});

test('the newest 200 are kept', () => {
  let events = {};
  for (let n = 0; n < EVENTS_KEPT + 5; n += 1)
    events = withEvents(events, [event(n, 'redis', 'healthy', 'redis.reachable', 'all', {})]);
  assert.equal(Object.keys(events).length, EVENTS_KEPT);
  assert.equal(Object.keys(events)[0], '5-redis.reachable-all');
});
