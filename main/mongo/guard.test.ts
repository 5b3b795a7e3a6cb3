import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Binary, Long, ObjectId, Timestamp, type Document } from 'mongodb';
import { reads } from './guard.ts';

const WRITING_PIPELINE = [{ $match: {} }, { $out: 'other' }];
const nested = (stage: Document): Document[] => [
  {
    $lookup: {
      from: 'other',
      as: 'joined',
      pipeline: [{ $facet: { one: [{ $unionWith: { coll: 'c', pipeline: [stage] } }] } }],
    },
  },
];

const READ: readonly Document[] = [
  { hello: 1, client: { driver: {} }, speculativeAuthenticate: { saslStart: 1, payload: new Binary(Buffer.of(1)) } },
  { ismaster: 1, topologyVersion: { processId: new ObjectId(), counter: Long.ONE } },
  { saslContinue: 1 },
  { ping: 1 },
  { serverStatus: 1 },
  { replSetGetStatus: 1 },
  { find: 'orders', filter: { at: { $gt: new Date() }, name: /x/i, id: new ObjectId() } },
  { find: 'orders', readConcern: { level: 'snapshot', atClusterTime: new Timestamp({ t: 1, i: 1 }) } },
  { getMore: Long.ONE, collection: 'orders' },
  { killCursors: 'orders', cursors: [Long.ONE] },
  { count: 'orders', query: {} },
  { distinct: 'orders', key: 'a' },
  { aggregate: 'orders', pipeline: [{ $match: { a: 1 } }, { $group: { _id: null, n: { $sum: 1 } } }], cursor: {} },
  { aggregate: 1, pipeline: [{ $currentOp: {} }] },
  { aggregate: 'orders', pipeline: nested({ $match: {} }) },
  { listCollections: 1 },
  { listIndexes: 'orders' },
  { endSessions: [] },
  { explain: { find: 'orders' }, verbosity: 'queryPlanner' },
  { profile: -1 },
];

const CHANGES: readonly Document[] = [
  { insert: 'orders', documents: [] },
  { update: 'orders', updates: [] },
  { delete: 'orders', deletes: [] },
  { findAndModify: 'orders', update: {} },
  { findandmodify: 'orders', update: {} },
  { bulkWrite: 1, ops: [] },
  { aggregate: 'orders', pipeline: WRITING_PIPELINE },
  { aggregate: 'orders', pipeline: [{ $merge: { into: 'other' } }] },
  { aggregate: 'orders', pipeline: nested({ $merge: 'other' }) },
  { aggregate: 'orders', pipeline: new Map([['0', { $out: 'x' }]]) },
  { aggregate: 'orders', pipeline: [{ $match: {}, toBSON: () => ({ $out: 'x' }) }] },
  { aggregate: 'orders', pipeline: [Object.create({ toBSON: () => ({ $out: 'x' }) })] },
  { find: 'orders', toBSON: () => ({ drop: 'orders' }) },
  { find: 'orders', filter: { $where: 'while (true) {}' } },
  { find: 'orders', filter: { $expr: { $function: { body: 'x', args: [], lang: 'js' } } } },
  { aggregate: 'orders', pipeline: [{ $group: { _id: 1, x: { $accumulator: {} } } }] },
  { mapReduce: 'orders', map: 'x', reduce: 'y', out: 'z' },
  { mapReduce: 'orders', map: 'x', reduce: 'y', out: { inline: 1 } },
  { explain: { aggregate: 'orders', pipeline: WRITING_PIPELINE } },
  { explain: { delete: 'orders', deletes: [] } },
  { explain: 'orders' },
  { profile: 2 },
  { create: 'orders' },
  { createIndexes: 'orders', indexes: [] },
  { dropIndexes: 'orders', index: '*' },
  { collMod: 'orders' },
  { drop: 'orders' },
  { dropDatabase: 1 },
  { renameCollection: 'a.b', to: 'a.c' },
  { createUser: 'x', pwd: 'y', roles: [] },
  { setParameter: 1, x: 1 },
  { setFeatureCompatibilityVersion: '6.0' },
  { replSetStepDown: 60 },
  { replSetReconfig: {} },
  { replSetFreeze: 1 },
  { shutdown: 1 },
  { fsync: 1 },
  { killOp: 1, op: 7 },
  { reIndex: 'orders' },
  { validate: 'orders' },
  { commitTransaction: 1 },
  { noSuchCommand: 1 },
  { Find: 'orders' },
  {},
];

test('what reads passes', () => {
  for (const command of READ) assert.equal(reads(command), true, Object.keys(command)[0]);
});

test('whatever changes a server, runs JavaScript on it, or is not known, is refused', () => {
  for (const command of CHANGES) assert.equal(reads(command), false, JSON.stringify(command));
});

test('only the first field is the name of the command', () => {
  assert.equal(reads({ drop: 'orders', find: 'orders' }), false);
  assert.equal(reads(new Map([['find', 'orders']]) as unknown as Document), false);
});
