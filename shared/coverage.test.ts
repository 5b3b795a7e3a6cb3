// What can be restored, from what is there: spans, gaps, and the set a restore would begin at.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { baseSet as set, sliceChain as chain } from '../test/fixtures/slices.ts';
import { answerFor, coverageOf } from './coverage.ts';
import type { Slice } from './model/coverage.ts';

const spansOf = (...given: Parameters<typeof coverageOf>): readonly (readonly [string, string])[] =>
  coverageOf(...given).spans.map(({ from, to }) => [from, to]);

test('a set alone covers its own moment, and nothing else', () => {
  const coverage = coverageOf([set('a', '10.1')], []);
  assert.deepEqual(spansOf([set('a', '10.1')], []), [['10.1', '10.1']]);
  assert.equal(answerFor(coverage, '10.1').possible, true);
  assert.deepEqual(answerFor(coverage, '10.2'), { possible: false, before: '10.1', after: null });
  assert.deepEqual(answerFor(coverage, '9.9'), { possible: false, before: null, after: '10.1' });
});

test('slices carry on from a set; the last set before the moment is taken, with the slices from there', () => {
  const sets = [set('a', '10.1'), set('b', '30.5')];
  const slices = chain('s', '10.1', '20.1', '30.5', '40.1');
  const coverage = coverageOf(sets, slices.toReversed());
  assert.deepEqual(spansOf(sets, slices), [['10.1', '40.1']]);
  assert.deepEqual(coverage.gaps, []);
  const answers = ['15.0', '30.4', '30.5', '35.0', '40.1'].map((moment) => {
    const answer = answerFor(coverage, moment);
    return answer.possible && [answer.point.set.id, ...answer.point.slices.map(({ id }) => id)];
  });
  // The slice that ends at the set's moment comes along: a transaction may begin in it.
  assert.deepEqual(answers, [['a', 's1'], ['a', 's1', 's2'], ['b'], ['b', 's2', 's3'], ['b', 's2', 's3']]);
  assert.equal(answerFor(coverage, '40.2').possible, false);
});

test('a slice that is missing, or is not the one it was, leaves a gap until the next set', () => {
  const sets = [set('a', '10.1'), set('b', '35.1')];
  const slices = chain('s', '10.1', '20.1', '30.1', '40.1');
  const gap = { from: '20.1', to: '35.1', reason: 'missing' };
  const without = slices.filter(({ id }) => id !== 's2');
  assert.deepEqual(coverageOf(sets, without).gaps, [gap]);
  const swapped = slices.map((slice) => (slice.id === 's2' ? { ...slice, link: 'another' } : slice));
  assert.deepEqual(coverageOf(sets, swapped).gaps, [{ ...gap, from: '30.1' }]);
  assert.deepEqual(answerFor(coverageOf(sets, without), '25.0'), { possible: false, before: '20.1', after: '35.1' });
});

test('a chain that begins anew says why; one without a set in it covers nothing', () => {
  const first = chain('s', '10.1', '20.1');
  const [anew] = chain('t', '50.1', '60.1');
  const sets = [set('a', '10.1'), set('b', '50.1')];
  const { gaps } = coverageOf(sets, [...first, { ...anew!, gap: 'outrun' }]);
  assert.deepEqual(gaps, [{ from: '20.1', to: '50.1', reason: 'outrun' }]);
  assert.deepEqual(spansOf([set('a', '10.1')], [...first, anew!]), [['10.1', '20.1']]);
  assert.deepEqual(coverageOf(sets, first).gaps[0]?.reason, 'not-saved');
});

test('two that go on from the same slice: the one that leads further counts', () => {
  const [first, second, third] = chain('s', '10.1', '20.1', '30.1', '40.1');
  const other: Slice = { ...second!, id: 'x', link: 'link x', upTo: '25.1' };
  const coverage = coverageOf([set('a', '10.1')], [first!, second!, third!, other]);
  assert.deepEqual(
    coverage.spans.map(({ slices }) => slices.map(({ id }) => id)),
    [['s1', 's2', 's3']],
  );
});

test('increments are numbers, not text', () => {
  const coverage = coverageOf([set('a', '10.9')], chain('s', '10.9', '10.10'));
  assert.equal(answerFor(coverage, '10.10').possible, true);
});
