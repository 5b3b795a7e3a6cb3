import { test } from 'node:test';
import assert from 'node:assert/strict';
import { axisTicks } from './axis-ticks.ts';

test('ticks are round, begin at nothing and reach the highest figure', () => {
  assert.deepEqual(axisTicks(21), [0, 5, 10, 15, 20, 25]);
  assert.deepEqual(axisTicks(1_200), [0, 500, 1_000, 1_500]);
  assert.deepEqual(axisTicks(490), [0, 100, 200, 300, 400, 500]);
  assert.deepEqual(axisTicks(1), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(axisTicks(100), [0, 20, 40, 60, 80, 100]);
});

test('an axis of nothing still is one', () => {
  assert.deepEqual(axisTicks(0), [0, 1]);
  assert.deepEqual(axisTicks(Number.NaN), [0, 1]);
});
