import { test } from 'node:test';
import assert from 'node:assert/strict';
import { splitMeasures } from './measures.ts';

const measure = (value: number) => ({ label: { key: 'x' }, value, unit: 'ms' }) as const;

test('a failover keeps the places of its two figures from the start; the others are rows', () => {
  const early = splitMeasures({ accepted: measure(2) }, true);
  assert.deepEqual(
    early.large.map(({ name, measure: found }) => [name, found]),
    [
      ['writeGap', null],
      ['lost', null],
    ],
  );
  const late = splitMeasures({ accepted: measure(2), writeGap: measure(38), lost: measure(0) }, true);
  assert.deepEqual(
    late.large.map(({ measure: found }) => found?.value),
    [38, 0],
  );
  assert.deepEqual(
    late.rows.map(({ name }) => name),
    ['accepted'],
  );
});

test('other runbooks show what they measured, large', () => {
  const { large, rows } = splitMeasures({ size: measure(5) }, false);
  assert.deepEqual([large.length, rows.length], [1, 0]);
});
