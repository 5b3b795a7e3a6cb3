import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RedisNode, Shard } from '../../shared/model/redis.ts';
import { SLOT_COUNT } from '../../shared/slots.ts';
import {
  cellOf,
  MOVING,
  ownersOf,
  paintSlots,
  pixelOf,
  runAround,
  shardLabels,
  slotAfterKey,
  slotAt,
  UNOWNED,
} from './slot-raster.ts';

const node = (fields: Partial<RedisNode>): RedisNode => ({ ranges: [], open: [], ...fields }) as RedisNode;
const shards: Shard[] = [
  {
    index: 0,
    primary: node({ ranges: [{ from: 0, to: 5460 }], open: [{ slot: 5460, kind: 'migrating', peer: 'b' }] }),
    replicas: [],
  },
  { index: 1, primary: node({ ranges: [{ from: 5461, to: 10_921 }] }), replicas: [] },
];

test('owners follow the ranges, and what nobody serves says so', () => {
  const owners = ownersOf(shards);
  equal(owners[0], 0);
  equal(owners[5460], 0 | MOVING);
  equal(owners[5461], 1);
  equal(owners[10_922], UNOWNED);
  equal(owners[16_383], UNOWNED);
});

test('a slot imported before anybody owns it is marked as moving', () => {
  const owners = ownersOf([
    { index: 0, primary: node({ open: [{ slot: 7, kind: 'importing', peer: 'x' }] }), replicas: [] },
  ]);
  equal(owners[7], UNOWNED | MOVING);
});

test('every pixel is painted, and the emphasised shard keeps its strength', () => {
  const pixels = new Uint32Array(SLOT_COUNT);
  const palette = {
    shards: [pixelOf('#4f9cf0'), pixelOf('#b48cf2')],
    unowned: pixelOf('#1e2833'),
    moving: pixelOf('#e0a63a'),
  };
  paintSlots(pixels, ownersOf(shards), palette, 0);
  ok(pixels.every((pixel) => pixel !== 0));
  equal(pixels[0], palette.shards[0]);
  equal(pixels[5460], palette.moving);
  equal(pixels[6000]! >>> 24, 0x55);
  equal(pixels[16_000], palette.unowned);
});

test('colours become pixels byte by byte', () => equal(pixelOf('#123456'), 0xff563412));

test('a point leads to the slot whose cell it is in', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: SLOT_COUNT - 1 }), (slot) => {
      const { column, row } = cellOf(slot);
      equal(slotAt((column + 0.5) / 128, (row + 0.5) / 128), slot);
    }),
  );
  equal(slotAt(-1, -1), 0);
  equal(slotAt(2, 2), SLOT_COUNT - 1);
});

test('keys move through the map and stop at its ends', () => {
  equal(slotAfterKey(127, 'ArrowRight'), 128);
  equal(slotAfterKey(0, 'ArrowUp'), 0);
  equal(slotAfterKey(16_383, 'PageDown'), 16_383);
  equal(slotAfterKey(5, 'Enter'), null);
  equal(slotAfterKey(5, 'toString'), null);
});

test('the run around a slot ends where the owner or its state changes', () => {
  const owners = ownersOf(shards);
  deepEqual(runAround(owners, 100), { from: 0, to: 5459 });
  deepEqual(runAround(owners, 5460), { from: 5460, to: 5460 });
  deepEqual(runAround(owners, 16_383), { from: 10_922, to: 16_383 });
});

test('only a run tall enough carries the name of its shard', () => {
  deepEqual(
    shardLabels([...shards, { index: 2, primary: node({ ranges: [{ from: 16_000, to: 16_383 }] }), replicas: [] }]).map(
      ({ index }) => index,
    ),
    [0, 1],
  );
});
