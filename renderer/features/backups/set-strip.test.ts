import { test } from 'node:test';
import assert from 'node:assert/strict';
import { stripBars, summariseSets, trustOf } from './set-strip.ts';

const ok = { atMs: 5, ok: true, by: 'x', faults: [] };
const set = (id: string, finishedMs: number, more: object = {}) =>
  ({ id, finishedMs, sizeBytes: 100, verified: null, proven: null, drill: null, ...more }) as never;

test('damage found later outweighs an earlier proof', () => {
  const proven = { atMs: 1, by: 'x', tookMs: 1 };
  const drill = { ok: false, endedMs: 3 } as never;
  const none = { verified: null, proven: null, drill: null };
  assert.equal(trustOf(none), 'unverified');
  assert.equal(trustOf({ ...none, verified: ok }), 'verified');
  assert.equal(trustOf({ ...none, verified: ok, proven }), 'proven');
  assert.equal(trustOf({ ...none, verified: { ...ok, ok: false }, proven }), 'damaged');
  assert.equal(trustOf({ ...none, verified: ok, proven, drill }), 'damaged');
  assert.equal(trustOf({ ...none, verified: ok, proven: { ...proven, atMs: 4 }, drill }), 'proven');
});

test('bars run with time, end with the newest set, and the smallest is still seen', () => {
  const bars = stripBars(
    [set('b', 2, { sizeBytes: 1000 }), set('a', 1, { sizeBytes: 0 }), set('c', 3, { sizeBytes: 500 })],
    2,
  );
  assert.deepEqual(
    bars.map((bar) => [bar.id, bar.height]),
    [
      ['b', 1],
      ['c', 0.5],
    ],
  );
  assert.ok(stripBars([set('a', 1, { sizeBytes: 0 })])[0]!.height > 0);
});

test('a summary of nothing has no times', () => {
  assert.deepEqual(summariseSets([]), {
    count: 0,
    verified: 0,
    proven: 0,
    damaged: 0,
    totalBytes: 0,
    lastSetMs: null,
    lastProvenMs: null,
  });
  assert.equal(summariseSets([set('a', 7), set('b', 9, { verified: ok })]).lastSetMs, 9);
});
