import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditEntry } from '../../../shared/model/audit.ts';
import { mergeEntries } from './merge-entries.ts';

const entries = (...numbers: number[]): AuditEntry[] =>
  numbers.map((number) => ({ number, hash: `h${number}` }) as AuditEntry);
const numbers = (found: { readonly entries: readonly AuditEntry[] }): number[] =>
  found.entries.map(({ number }) => number);

test('a first page read again keeps the older entries that were loaded', () => {
  const merged = mergeEntries(
    { entries: entries(9, 8, 7, 6, 5, 4), cursor: 3 },
    { entries: entries(10, 9, 8), cursor: 7 },
  );
  assert.deepEqual(numbers(merged), [10, 9, 8, 7, 6, 5, 4]);
  assert.equal(merged.cursor, 3);
});

test('nothing loaded, or another log: the page is all there is', () => {
  assert.deepEqual(
    numbers(mergeEntries({ entries: [], cursor: null }, { entries: entries(2, 1), cursor: null })),
    [2, 1],
  );
  const other = mergeEntries({ entries: entries(9, 8), cursor: 1 }, { entries: entries(1), cursor: null });
  assert.deepEqual([numbers(other), other.cursor], [[1], null]);
});
