import { test } from 'node:test';
import assert from 'node:assert/strict';
import type { HistoryState } from '../../../shared/model/fleet.ts';
import { seriesOf } from './history-series.ts';

const COLUMNS = [
  { subject: 'rs/0', figure: 'opsPerSecond' },
  { subject: 'rs/1', figure: 'opsPerSecond' },
  { subject: 'cluster', figure: 'queriesPerSecond' },
];

test('columns of a figure are added up in the order of time; without any figure there is a gap', () => {
  const history: HistoryState = {
    columns: COLUMNS,
    points: { b: [200_000, null, null, 7], a: [50_000, 1, 2, 9], c: [350_000, 5, null, 1] },
  };
  assert.deepEqual(seriesOf(history, 'opsPerSecond'), [3, null, 5]);
  assert.deepEqual(seriesOf(history, 'queriesPerSecond'), [9, 7, 1]);
});

test('a young line keeps its place in the window', () => {
  const history: HistoryState = { columns: COLUMNS, points: { a: [0, 1, 1, 0], b: [60_000, 2, 2, 0] } };
  assert.deepEqual(seriesOf(history, 'opsPerSecond'), [null, null, null, null, 2, 4]);
});

test('without a history there is no line', () => {
  assert.deepEqual(seriesOf(undefined, 'opsPerSecond'), []);
});
