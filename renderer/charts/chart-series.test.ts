import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import type { HistoryState } from '../../shared/model/fleet.ts';
import { latest, rowsOf } from './chart-series.ts';

const history: HistoryState = {
  columns: [
    { subject: 'a', figure: 'lagMs' },
    { subject: 'b', figure: 'lagMs' },
  ],
  points: { '2': [2000, 7, null], '1': [1000, 5, 6], '9': [9000, 1, 2] },
};

test('rows come in time order, only what was asked for, and a pause breaks the line', () => {
  deepEqual(rowsOf(history, [{ subject: 'b', figure: 'lagMs' }], '5m'), [
    { atMs: 1000, s0: 6 },
    { atMs: 2000, s0: null },
    { atMs: 2001, s0: null },
    { atMs: 9000, s0: 2 },
  ]);
});

test('a series that is not there has no figures', () => {
  equal(
    rowsOf(history, [{ subject: 'gone', figure: 'lagMs' }], '5m').every((row) => row.s0 === null),
    true,
  );
});

test('the latest figure is the one of the newest point, not of the last row', () => {
  equal(latest(history, { subject: 'a', figure: 'lagMs' }), 1);
  equal(latest(history, { subject: 'a', figure: 'none' }), null);
  equal(latest(undefined, { subject: 'a', figure: 'lagMs' }), null);
});
