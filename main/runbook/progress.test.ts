import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createProgressMeter } from './progress.ts';

const at = (done: number, total: number | null = 1000) => ({ done, total, unit: 'bytes' as const, detail: null });

test('there is no rate before there is a span to measure it over', () => {
  const meter = createProgressMeter();
  assert.equal(meter(at(0), 0).perSecond, null);
  assert.equal(meter(at(10), 100).perSecond, null);
  const later = meter(at(100), 1000);
  assert.equal(later.perSecond, 100);
  assert.equal(later.remainingMs, 9000);
});

test('the rate follows a change of speed', () => {
  const meter = createProgressMeter();
  for (let second = 0; second <= 20; second += 1) meter(at(second * 100, 100_000), second * 1000);
  let last = meter(at(2000, 100_000), 20_000);
  for (let second = 21; second <= 40; second += 1)
    last = meter(at(2000 + (second - 20) * 1000, 100_000), second * 1000);
  assert.equal(last.perSecond, 1000);
});

test('without a total, or standing still, no time is promised', () => {
  const meter = createProgressMeter();
  meter(at(0, null), 0);
  assert.equal(meter(at(500, null), 1000).remainingMs, null);
  const still = createProgressMeter();
  still(at(5), 0);
  assert.equal(still(at(5), 5000).remainingMs, null);
});

test('starting over starts the rate over', () => {
  const meter = createProgressMeter();
  meter(at(0), 0);
  meter(at(900), 1000);
  assert.equal(meter(at(0), 1100).perSecond, null);
});
