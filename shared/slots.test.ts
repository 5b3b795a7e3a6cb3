import { test } from 'node:test';
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { countSlots, formatRanges, hashTagOf, hasSlot, SLOT_COUNT, slotOfKey, toRanges } from './slots.ts';

/** What CLUSTER KEYSLOT of Redis 7.0.15 answers. */
const KNOWN: readonly (readonly [string, number])[] = [
  ['', 0],
  ['a', 15495],
  ['foo', 12182],
  ['bar', 5061],
  ['hello', 866],
  ['product:1001', 181],
  ['session:9f3c', 3248],
  ['cart:{user:42}', 15880],
  ['{user:42}', 15880],
  ['user:42', 15880],
  ['a{}b', 13694],
  ['{}', 15257],
  ['foo{bar', 15278],
  ['foo}bar{baz}', 4813],
  ['{a}{b}', 15495],
  ['{{a}}', 10276],
  ['123456789', 12739],
  ['سلة', 11705],
  ['مرصد:{طلب}:1', 13470],
  ['🙂', 6396],
  ['key with space', 15749],
];

test('slots are those the server computes', () => {
  for (const [key, slot] of KNOWN) assert.equal(slotOfKey(key), slot, JSON.stringify(key));
});

test('keys of one hash tag share a slot; an empty tag counts as none', () => {
  assert.equal(slotOfKey('{user:1}:cart'), slotOfKey('user:1'));
  assert.equal(hashTagOf('{user:1}:cart'), 'user:1');
  assert.equal(hashTagOf('a{b}{c}'), 'b');
  assert.equal(hashTagOf('a{}{c}'), undefined);
  assert.equal(hashTagOf('a{b'), undefined);
  assert.equal(hashTagOf('plain'), undefined);
});

test('the slot of a key is the slot of its tag', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (key) => {
      const slot = slotOfKey(key);
      assert.ok(Number.isInteger(slot) && slot >= 0 && slot < SLOT_COUNT);
      const tag = hashTagOf(key);
      if (tag !== undefined) assert.equal(slot, slotOfKey(`{${tag}}`));
    }),
  );
});

test('text and its UTF-8 bytes have the same slot', () => {
  for (const key of ['سلة', '购物车', 'é', '🙂'])
    assert.equal(slotOfKey(key), slotOfKey(new TextEncoder().encode(key)));
});

test('ranges are the fewest, hold the same slots and count them', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 60 })), (slots) => {
      const ranges = toRanges(slots);
      const unique = new Set(slots);
      assert.equal(countSlots(ranges), unique.size);
      for (let slot = 0; slot <= 60; slot += 1) assert.equal(hasSlot(ranges, slot), unique.has(slot));
      for (const [index, range] of ranges.entries()) {
        assert.ok(range.from <= range.to);
        if (index > 0) assert.ok(range.from > ranges[index - 1]!.to + 1);
      }
    }),
  );
});

test('ranges as people write them', () => {
  assert.equal(
    formatRanges([
      { from: 0, to: 5460 },
      { from: 10_923, to: 10_923 },
    ]),
    '0–5460, 10923',
  );
  assert.equal(formatRanges([]), '');
});
