import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWriteGap } from './write-gap.ts';

test('the gap is the longest time between two acknowledged writes, whatever failed between', () => {
  const gap = createWriteGap();
  gap.acknowledge(10);
  gap.acknowledge(15);
  gap.fail(20);
  gap.fail(25);
  gap.acknowledge(115);
  gap.acknowledge(120);
  assert.deepEqual(gap.report(121), { acknowledged: 4, failed: 2, lost: 0, firstTroubleAtMs: 20, gapMs: 100 });
});

test('a late write is trouble too, and a gap that is still open counts', () => {
  const gap = createWriteGap();
  gap.acknowledge(0);
  gap.acknowledge(80);
  assert.equal(gap.report(80).firstTroubleAtMs, 50);
  gap.fail(90);
  assert.equal(gap.report(500).gapMs, 420);
});

test('with fewer than two acknowledged writes there is no gap to tell', () => {
  const gap = createWriteGap();
  gap.fail(5);
  gap.acknowledge(10);
  assert.equal(gap.report(12).gapMs, null);
});
