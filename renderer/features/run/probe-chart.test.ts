import { test } from 'node:test';
import assert from 'node:assert/strict';
import type { ProbePoint } from '../../../shared/model/run.ts';
import { heightOf, inOrder, probeChart } from './probe-chart.ts';

const steady = (fromMs: number, toMs: number, everyMs = 10): ProbePoint[] =>
  Array.from({ length: Math.ceil((toMs - fromMs) / everyMs) }, (_, n) => [fromMs + n * everyMs, 0.4] as const);

test('nothing probed is no chart', () => {
  assert.equal(probeChart([], null), null);
});

test('before the hand-over the last two seconds are shown, counted from the start of the run', () => {
  const chart = probeChart(steady(0, 6_000), null)!;
  assert.equal(chart.toMs - chart.fromMs, 2_000);
  assert.equal(chart.handOverShare, null);
  assert.equal(chart.bars.length, chart.barCount);
});

test('the axis reaches from before the hand-over to after the last failed write, as far as the disturbance was long', () => {
  const points = [...steady(0, 3_000), [3_000, null], [3_020, null], ...steady(3_040, 9_000)] as ProbePoint[];
  const chart = probeChart(points, 2_990)!;
  assert.deepEqual([chart.fromMs, chart.toMs], [-1_000, 1_030]);
  const longGap = [...steady(0, 3_000), [8_000, null], ...steady(8_010, 12_000)] as ProbePoint[];
  const long = probeChart(longGap, 2_990)!;
  assert.deepEqual([long.fromMs, long.toMs], [-2_000, 7_010]);
  assert.equal(chart.failed, 2);
  assert.equal(chart.readings, points.length);
  assert.ok(Math.abs(chart.handOverShare! - 1_000 / 2_030) < 1e-9);
});

test('a bar keeps the slowest write and counts the failed ones; time without a probe has no bar', () => {
  const points: ProbePoint[] = [
    [1_000, 0.5],
    [1_001, 38],
    [1_002, null],
    [1_900, 0.5],
  ];
  const chart = probeChart(points, 1_000)!;
  const first = chart.bars[0]!;
  assert.deepEqual([first.index, first.latencyMs, first.failed], [0, 38, 1]);
  assert.equal(chart.bars.length, 2);
  assert.equal(chart.slowestMs, 38);
});

test('a failover of a tenth of a second is drawn that wide, not lost in an empty second', () => {
  const points: ProbePoint[] = [
    [57, 1.6],
    [78, null],
    [110, 0.8],
  ];
  const chart = probeChart(points, 57)!;
  assert.equal(chart.toMs - chart.fromMs, 200);
  assert.equal(chart.barCount, 24);
  assert.equal(chart.bars.length, 3);
});

test('the scale is logarithmic, ends at a power of ten and never leaves the picture', () => {
  const chart = probeChart([[0, 38]], null)!;
  assert.equal(chart.scale.topMs, 100);
  assert.deepEqual(chart.scale.linesMs, [1, 10, 100]);
  assert.equal(heightOf(100, chart.scale), 1);
  assert.equal(heightOf(5_000, chart.scale), 1);
  assert.equal(heightOf(0, chart.scale), 0);
  assert.ok(heightOf(10, chart.scale) > heightOf(1, chart.scale));
});

test('points come in the order of time, whatever their keys', () => {
  assert.deepEqual(inOrder({ '10': [5, 1], '9': [2, null] }), [
    [2, null],
    [5, 1],
  ]);
});
