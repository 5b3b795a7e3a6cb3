import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import type { FleetState } from '../../../shared/model/fleet.ts';
import { MONGO_FIGURES } from '../../../shared/model/mongo.ts';
import { REDIS_FIGURES } from '../../../shared/model/redis.ts';
import { largestLag, mongoLagRows, redisLagRows } from './lag-rows.ts';

const row = (names: readonly string[], figures: Record<string, number>): (number | null)[] =>
  names.map((name) => figures[name] ?? null);
const node = (id: string, port: number, fields: object): object => ({
  id,
  host: '127.0.0.1',
  port,
  role: 'replica',
  primary: 'p',
  presence: 'live',
  ranges: [],
  open: [],
  replicationLink: 'up',
  lastSeenMs: 5,
  ...fields,
});
const member = (id: number, fields: object): object => ({
  key: `rs/${id}`,
  memberId: id,
  host: 'db',
  port: 27017 + id,
  state: 'SECONDARY',
  presence: 'live',
  arbiter: false,
  syncSource: 'rs/0',
  lastSeenMs: 5,
  ...fields,
});

const fleet = {
  redisNodes: {
    p: node('p', 7000, { role: 'primary', primary: null, ranges: [{ from: 0, to: 16_383 }] }),
    fast: node('fast', 7001, {}),
    down: node('down', 7002, { presence: 'down' }),
    cut: node('cut', 7003, { replicationLink: 'down' }),
  },
  // A figure for a primary or a node that is down must never be shown, even if one arrived.
  redisFigures: { p: row(REDIS_FIGURES, { lagMs: 9 }), fast: row(REDIS_FIGURES, { lagMs: 40, lagBytes: 12 }) },
  mongo: { primary: 'rs/0' },
  mongoMembers: {
    'rs/0': member(0, { state: 'PRIMARY' }),
    'rs/1': member(1, {}),
    'rs/2': member(2, { arbiter: true, state: 'ARBITER' }),
    'rs/3': member(3, { state: 'RECOVERING' }),
  },
  mongoFigures: { 'rs/1': row(MONGO_FIGURES, { lagMs: 84 }) },
} as unknown as FleetState;

test('replicas have a lag; primaries and servers that are down have a reason', () => {
  deepEqual(
    redisLagRows(fleet).map(({ id, lagMs, reason }) => [id, lagMs, reason]),
    [
      ['p', null, 'primary'],
      ['fast', 40, null],
      ['down', null, 'down'],
      ['cut', null, 'linkDown'],
    ],
  );
});

test('members say why they have no lag', () => {
  deepEqual(
    mongoLagRows(fleet).map(({ lagMs, reason }) => lagMs ?? reason),
    ['primary', 84, 'arbiter', 'notReplicating'],
  );
});

test('the largest lag is found among those that have one', () => {
  equal(largestLag(redisLagRows(fleet))?.id, 'fast');
  equal(largestLag([]), null);
});
