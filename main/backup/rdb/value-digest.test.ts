import assert from 'node:assert/strict';
import { test } from 'node:test';
import { valueDigest } from './value-digest.ts';

const string = (text: string | Buffer): Buffer => Buffer.concat([Buffer.of(text.length), Buffer.from(text)]);
/** Head, elements, end; the counts in the head are not looked at. */
const listpack = (...elements: Buffer[]): Buffer => Buffer.concat([Buffer.alloc(6), ...elements, Buffer.of(0xff)]);
const small = (text: string): Buffer =>
  Buffer.concat([Buffer.of(0x80 | text.length), Buffer.from(text), Buffer.of(text.length + 1)]);
const hex = (type: number, ...parts: Buffer[]): string => valueDigest(type, Buffer.concat(parts)).toString('hex');

test('a hash is the same as a table in any order and as a listpack, and differs where a value does', () => {
  const table = hex(4, Buffer.of(2), ...['a', '1', 'b', '2'].map(string));
  assert.equal(hex(4, Buffer.of(2), ...['b', '2', 'a', '1'].map(string)), table);
  const packed = listpack(small('a'), Buffer.of(1, 1), small('b'), Buffer.of(2, 1));
  assert.equal(hex(16, string(packed)), table);
  assert.notEqual(hex(4, Buffer.of(2), ...['a', '2', 'b', '1'].map(string)), table);
});

test('a set is the same as a table, an intset and a listpack; negative and wide numbers are read', () => {
  const numbers = [-3, 70_000];
  const table = hex(2, Buffer.of(2), ...numbers.map((each) => string(String(each))));
  const intset = Buffer.alloc(16);
  intset.writeUInt32LE(4, 0);
  intset.writeUInt32LE(2, 4);
  intset.writeInt32LE(70_000, 8);
  intset.writeInt32LE(-3, 12);
  assert.equal(hex(11, string(intset)), table);
  const wide = Buffer.alloc(5);
  wide[0] = 0xf3;
  wide.writeInt32LE(70_000, 1);
  assert.equal(hex(20, string(listpack(Buffer.of(0xdf, 0xfd, 2), wide, Buffer.of(5)))), table);
});

test('a sorted set is the same with scores as text, as doubles and in a listpack', () => {
  const score = Buffer.alloc(8);
  score.writeDoubleLE(2.5);
  const binary = hex(5, Buffer.of(1), string('m'), score);
  assert.equal(hex(3, Buffer.of(1), string('m'), string('2.5')), binary);
  assert.equal(hex(17, string(listpack(small('m'), small('2.5')))), binary);
});

test('a list counts in its order, over nodes packed and plain', () => {
  const plain = hex(1, Buffer.of(2), string('a'), string('b'));
  assert.equal(hex(18, Buffer.of(2, 1), string('a'), Buffer.of(2), string(listpack(small('b')))), plain);
  assert.notEqual(hex(1, Buffer.of(2), string('b'), string('a')), plain);
});

test('fields that expire differ from fields that do not, and count from the earliest', () => {
  const earliest = Buffer.alloc(8);
  earliest.writeBigUInt64LE(1000n);
  const relative = hex(24, earliest, Buffer.of(1), Buffer.of(6), string('f'), string('v'));
  const packed = listpack(small('f'), small('v'), small('1005'));
  assert.equal(hex(25, Buffer.alloc(8), string(packed)), relative);
  assert.notEqual(hex(4, Buffer.of(1), string('f'), string('v')), relative);
  assert.equal(
    hex(24, earliest, Buffer.of(1), Buffer.of(0), string('f'), string('v')),
    hex(4, Buffer.of(1), string('f'), string('v')),
  );
});

test('what ends too early, or is no value, is refused', () => {
  for (const [type, value] of [
    [0, Buffer.of(5, 1)],
    [16, string(Buffer.alloc(6))],
    [11, string(Buffer.of(4, 0, 0, 0, 9, 0, 0, 0))],
    [99, Buffer.of(1)],
  ] as const)
    assert.throws(() => valueDigest(type, value), { code: 'damaged' });
});
