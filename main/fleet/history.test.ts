import { test } from 'node:test';
import assert from 'node:assert/strict';
import { HISTORY_TABLES, type FleetState } from '../../shared/model/fleet.ts';
import { apply } from '../../shared/patch.ts';
import { allRead, memberKey, nodeId, redisFigures, redisReading, stateAfter } from '../../test/fixtures/fleet-rows.ts';
import { createHistory } from './history.ts';
import { createRing } from './history-ring.ts';

const lag = [{ subject: 'a', figure: 'lagMs' }];
const valuesOf = (ring: ReturnType<typeof createRing>): readonly (readonly (number | null)[])[] =>
  Object.values(ring.live.get().state.points);

test('a point is the mean of what was read in its span, at the start of the span', () => {
  const ring = createRing({ secondsPerPoint: 5, capacity: 10 });
  for (const [atMs, value] of [
    [10_000, 1],
    [11_000, 2],
    [12_000, null],
    [14_900, 6],
    [15_100, 7],
  ] as const) {
    ring.add(atMs, 1000, { columns: lag, values: [value] });
  }
  assert.deepEqual(valuesOf(ring), [
    [10_000, 3],
    [15_000, 7],
  ]);
});

test('no figure is null, never zero and never the last one', () => {
  const ring = createRing({ secondsPerPoint: 1, capacity: 10 });
  ring.add(1000, 1000, { columns: lag, values: [4] });
  ring.add(2000, 1000, { columns: lag, values: [null] });
  assert.deepEqual(valuesOf(ring), [
    [1000, 4],
    [2000, null],
  ]);
});

test('a time nobody watched is a gap; a tick that was merely late is none', () => {
  const ring = createRing({ secondsPerPoint: 1, capacity: 100 });
  for (const atMs of [1000, 2000, 4100, 60_000]) ring.add(atMs, 1000, { columns: lag, values: [1] });
  assert.deepEqual(valuesOf(ring), [
    [1000, 1],
    [2000, 1],
    [4000, 1],
    [5000, null],
    [60_000, 1],
  ]);
});

test('a ring holds its window and no more, and a tick costs one row', () => {
  const ring = createRing({ secondsPerPoint: 1, capacity: 300 });
  const patches: unknown[] = [];
  let copy = ring.live.get().state;
  for (let n = 1; n <= 400; n += 1) {
    if (n === 400) ring.live.subscribe((_, patch) => patches.push(patch));
    if (n === 400) copy = ring.live.get().state;
    ring.add(n * 1000, 1000, { columns: lag, values: [n] });
  }
  const { points } = ring.live.get().state;
  assert.equal(Object.keys(points).length, 300);
  assert.deepEqual(patches, [{ put: { points: { 400: [400_000, 400] } }, remove: { points: ['100'] } }]);
  assert.deepEqual(apply(copy, patches[0] as Parameters<typeof apply>[1]), ring.live.get().state);
  assert.deepEqual(ring.live.tables, HISTORY_TABLES);
});

test('a new column is null in the past; one that is gone stays while it has a past', () => {
  const ring = createRing({ secondsPerPoint: 1, capacity: 2 });
  const b = { subject: 'b', figure: 'lagMs' };
  ring.add(1000, 1000, { columns: lag, values: [1] });
  ring.add(2000, 1000, { columns: [...lag, b], values: [1, 2] });
  assert.deepEqual(valuesOf(ring), [
    [1000, 1, null],
    [2000, 1, 2],
  ]);
  ring.add(3000, 1000, { columns: [b], values: [3] });
  assert.deepEqual(ring.live.get().state.columns, [b, ...lag]);
  assert.deepEqual(valuesOf(ring), [
    [2000, 2, 1],
    [3000, 3, null],
  ]);
  ring.add(4000, 1000, { columns: [b], values: [4] });
  ring.add(5000, 1000, { columns: [b], values: [5] });
  assert.deepEqual(ring.live.get().state.columns, [b]);
  assert.deepEqual(valuesOf(ring), [
    [4000, 4],
    [5000, 5],
  ]);
});

test('a clock that goes back does not rewrite the past', () => {
  const ring = createRing({ secondsPerPoint: 1, capacity: 10 });
  ring.add(5000, 1000, { columns: lag, values: [5] });
  ring.add(3000, 1000, { columns: lag, values: [3] });
  assert.deepEqual(valuesOf(ring), [[5000, 5]]);
});

test('each chart has its columns in each window', () => {
  const history = createHistory();
  let state: FleetState = stateAfter(allRead());
  history.add(state);
  const reading = redisReading();
  state = stateAfter(
    allRead({ ...reading, figures: { ...reading.figures, [nodeId(4)]: redisFigures({ lagMs: 700 }) } }),
    state,
  );
  history.add(state);
  const at = Math.floor(state.clock.atMs / 1000) * 1000;

  const lags = history.of('redis-lag', '5m').get().state;
  assert.deepEqual(
    lags.columns,
    [3, 4, 5]
      .map(nodeId)
      .sort()
      .map((subject) => ({ subject, figure: 'lagMs' })),
  );
  assert.deepEqual(lags.points[at / 1000]?.toSorted(), [0, 0, 700, at].toSorted());

  const cluster = history.of('cache-cluster', '30m').get().state;
  const ops = cluster.columns.findIndex(({ subject, figure }) => subject === 'cluster' && figure === 'opsPerSecond');
  assert.equal(Object.values(cluster.points)[0]?.[ops + 1], 3 * 1235, 'primaries only');

  const mongo = history.of('mongo-ops', '2h').get().state;
  assert.deepEqual(
    mongo.columns.slice(0, 3),
    [0, 1, 2].map((n) => ({ subject: memberKey(n), figure: 'opsPerSecond' })),
  );
  assert.equal(history.of('mongo-lag', '5m').get().state.columns.length, 3);
  assert.equal(history.of('cache-nodes', '5m').get().state.columns.length, 9);
});
