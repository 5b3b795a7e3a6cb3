import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOutvoted, nextInTurn } from './cluster-view.ts';

const well = { epoch: 6, nodes: 6 };

test('a node that was reset is outvoted, one of many that agree is not', () => {
  assert.equal(isOutvoted({ epoch: 0, nodes: 1 }, [well, well, well, { epoch: 0, nodes: 1 }]), true);
  assert.equal(isOutvoted(well, [well, well, { epoch: 0, nodes: 1 }]), false);
});

test('the first to know a new epoch is believed, the last not to is not', () => {
  const newer = { epoch: 7, nodes: 6 };
  assert.equal(isOutvoted(newer, [newer, well, well]), false);
  assert.equal(isOutvoted(well, [newer, newer, well]), true);
});

test('alone, a node is believed', () => {
  assert.equal(isOutvoted(well, [well]), false);
});

test('every node is asked in its turn', () => {
  assert.deepEqual(
    [null, 'a', 'b', 'c', 'bb'].map((previous) => nextInTurn(['c', 'a', 'b'], previous)),
    ['a', 'b', 'c', 'a', 'c'],
  );
  assert.equal(nextInTurn([], 'a'), undefined);
});
