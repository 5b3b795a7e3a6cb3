import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barParts } from './coverage-bar.ts';

const span = (from: string, to: string) => ({ from, to, sets: [], slices: [] });

test('spans and gaps share the line of time, in order', () => {
  const parts = barParts({
    spans: [span('100.1', '200.1'), span('300.1', '500.1')],
    gaps: [{ from: '200.1', to: '300.1', reason: 'missing' }],
  });
  assert.deepEqual(
    parts.map(({ kind, start, length }) => [kind, start, length]),
    [
      ['span', 0, 0.25],
      ['missing', 0.25, 0.25],
      ['span', 0.5, 0.5],
    ],
  );
});

test('a set that a gap begins at stands before the gap', () => {
  const parts = barParts({
    spans: [span('100.1', '100.1'), span('200.1', '300.1')],
    gaps: [{ from: '100.1', to: '200.1', reason: 'missing' }],
  });
  assert.deepEqual(
    parts.map(({ kind }) => kind),
    ['span', 'missing', 'span'],
  );
});

test('a moment alone can be seen, and stays inside the bar', () => {
  const parts = barParts({ spans: [span('100.1', '100.1'), span('200.1', '200.1')], gaps: [] });
  for (const { start, length } of parts) assert.ok(length > 0 && start >= 0 && start + length <= 1);
  assert.deepEqual(barParts({ spans: [span('100.1', '100.1')], gaps: [] })[0]?.length, 1);
  assert.deepEqual(barParts({ spans: [], gaps: [] }), []);
});
