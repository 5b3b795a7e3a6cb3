import assert from 'node:assert/strict';
import { test } from 'node:test';
import { array, assert as holds, nat, property, tuple } from 'fast-check';
import { lagBehind, NO_LAG_FIGURE, OffsetHistory } from './replication-lag.ts';

function history(...readings: readonly (readonly [number, number])[]): OffsetHistory {
  const offsets = new OffsetHistory();
  for (const [atMs, offset] of readings) offsets.add('stream', atMs, offset);
  return offsets;
}

test('a replica that has everything is not behind, however long the primary was idle', () => {
  assert.deepEqual(lagBehind(history([1000, 500], [9000, 500]), 500, 9001), { lagBytes: 0, lagMs: 0 });
});

test('a replica ahead of the reading of its primary is not behind', () => {
  assert.deepEqual(lagBehind(history([1000, 500]), 700, 1001), { lagBytes: 0, lagMs: 0 });
});

test('the moment between two readings is interpolated', () => {
  assert.deepEqual(lagBehind(history([1000, 0], [2000, 1000]), 750, 2000), { lagBytes: 250, lagMs: 250 });
  assert.deepEqual(lagBehind(history([1000, 0], [2000, 1000], [3000, 1000], [4000, 1400]), 1000, 4000), {
    lagBytes: 400,
    lagMs: 1000,
  });
});

test('a replica from before the first reading has bytes and no time', () => {
  assert.deepEqual(lagBehind(history([1000, 500]), 100, 1000), { lagBytes: 400, lagMs: null });
});

test('without a reading of the primary there is no figure', () => {
  assert.deepEqual(lagBehind(new OffsetHistory(), 100, 1000), NO_LAG_FIGURE);
});

test('a new stream forgets the old one', () => {
  const offsets = history([1000, 500], [2000, 600]);
  offsets.add('other', 3000, 550);
  assert.equal(offsets.reachedAt(520), null);
  assert.equal(offsets.reachedAt(550), 3000);
});

test('the history is bounded', () => {
  const offsets = new OffsetHistory(10);
  for (let tick = 0; tick < 1000; tick += 1) offsets.add('stream', tick * 1000, tick);
  assert.equal(offsets.reachedAt(900), null);
  assert.equal(offsets.reachedAt(999), 999_000);
});

test('whatever the readings: lag is never negative, and more behind is never more recent', () => {
  const readings = array(tuple(nat(5000), nat(100_000)), { minLength: 1, maxLength: 50 });
  holds(
    property(readings, nat(3_000_000), nat(3_000_000), (steps, one, other) => {
      const offsets = new OffsetHistory();
      let atMs = 0;
      let offset = 0;
      for (const [elapsed, written] of steps) offsets.add('stream', (atMs += elapsed + 1), (offset += written));
      const ahead = lagBehind(offsets, Math.max(one, other), atMs);
      const behind = lagBehind(offsets, Math.min(one, other), atMs);
      assert.ok(ahead.lagBytes !== null && behind.lagBytes !== null && ahead.lagBytes >= 0);
      assert.ok(behind.lagBytes >= ahead.lagBytes);
      if (behind.lagMs !== null) assert.ok(ahead.lagMs !== null && ahead.lagMs >= 0 && behind.lagMs >= ahead.lagMs);
    }),
  );
});
