import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPartsProgress } from './parts-progress.ts';
import { createProgressMeter, type ReportedProgress } from './progress.ts';

function told(): { readonly last: () => ReportedProgress; readonly report: (progress: ReportedProgress) => void } {
  let last: ReportedProgress | undefined;
  return { last: () => last!, report: (progress) => void (last = progress) };
}

test('the whole is what has ended and what is under way; only the latter is named', () => {
  const { last, report } = told();
  const progress = createPartsProgress({ report, unit: 'bytes', total: 100, items: 'documents' });
  progress.begin('shop.orders', 60);
  progress.begin('shop.items', null);
  progress.add('shop.orders', 30, 3);
  progress.add('shop.items', 10, 1);
  assert.deepEqual([last().done, last().total], [40, 100]);
  assert.deepEqual(last().parts, [
    { name: 'shop.orders', done: 30, total: 60, items: { done: 3, unit: 'documents' } },
    { name: 'shop.items', done: 10, total: null, items: { done: 1, unit: 'documents' } },
  ]);
  progress.end('shop.items');
  assert.equal(last().done, 40);
  assert.deepEqual(
    last().parts?.map(({ name }) => name),
    ['shop.orders'],
  );
});

test('a part that begins again is not counted twice', () => {
  const { last, report } = told();
  const progress = createPartsProgress({ report, unit: 'bytes', total: 100 });
  progress.begin('a', 50);
  progress.add('a', 40);
  progress.begin('a', 50);
  progress.add('a', 10);
  assert.equal(last().done, 10);
});

test('more than was said before moves the total along', () => {
  const { last, report } = told();
  const progress = createPartsProgress({ report, unit: 'bytes', total: 10 });
  progress.begin('a', 5);
  progress.add('a', 20);
  assert.deepEqual([last().total, last().parts?.[0]?.total], [20, 20]);
});

test('each part has a rate and a time of its own', () => {
  const { last, report } = told();
  const meter = createProgressMeter();
  const progress = createPartsProgress({ report, unit: 'bytes', total: 4000 });
  progress.begin('slow', 1000);
  progress.begin('fast', 3000);
  meter(last(), 0);
  progress.add('slow', 100);
  progress.add('fast', 1000);
  const { parts } = meter(last(), 1000);
  assert.deepEqual(
    parts?.map(({ perSecond, remainingMs }) => [perSecond, remainingMs]),
    [
      [100, 9000],
      [1000, 2000],
    ],
  );
});
