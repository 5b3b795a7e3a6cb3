import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shieldingOf, type IndexSpec } from './mongo-reindex-shield.ts';

const keysOf = (spec: IndexSpec, major = 6) => shieldingOf(spec, major).shields.map(({ key }) => key);

test('a plain index gets one more field; a hidden one needs no stand-in', () => {
  assert.deepEqual(keysOf({ name: 'a_1', key: { a: 1 } }), [{ a: 1, __marsad_shield: 1 }]);
  assert.deepEqual(shieldingOf({ name: 'a_1', key: { a: 1 }, hidden: true }, 6), { shields: [], gaps: [] });
});

test('a unique index gets a second, unique one over every document it holds', () => {
  const guard = (spec: Partial<IndexSpec>, major = 6) =>
    shieldingOf({ name: 'u', key: { a: 1 }, unique: true, ...spec }, major).shields[1]?.['partialFilterExpression'];
  const every = { _id: { $exists: true } };
  assert.deepEqual(guard({}), every);
  assert.deepEqual(guard({ sparse: true }), { a: { $exists: true }, ...every });
  assert.deepEqual(guard({ sparse: true, key: { a: 1, b: 1 } }), {
    $or: [{ a: { $exists: true } }, { b: { $exists: true } }],
    ...every,
  });
  assert.deepEqual(guard({ partialFilterExpression: { b: { $gt: 5 } } }), { b: { $gt: 5 }, ...every });
  assert.deepEqual(guard({ partialFilterExpression: { _id: { $gt: 5 } } }), { $and: [{ _id: { $gt: 5 } }, every] });
  assert.equal(guard({}, 4), undefined);
  assert.deepEqual(shieldingOf({ name: 'u', key: { a: 1 }, unique: true }, 4).gaps, ['uniqueness']);
});

test('options that decide what is found are kept, those of the original alone are not', () => {
  const spec = {
    v: 2,
    name: 't',
    key: { t: 1 },
    expireAfterSeconds: 60,
    collation: { locale: 'en' },
    partialFilterExpression: { t: { $gt: 0 } },
  };
  const [shield] = shieldingOf(spec, 6).shields;
  assert.deepEqual(Object.keys(shield!).toSorted(), ['collation', 'key', 'name', 'partialFilterExpression']);
});

test('wildcards get another projection, text and full keys say that nothing can stand in', () => {
  const projection = (spec: Partial<IndexSpec>) =>
    shieldingOf({ name: 'w', key: { '$**': 1 }, ...spec }, 6).shields[0]?.['wildcardProjection'];
  assert.deepEqual(projection({}), { __marsad_shield: 0 });
  assert.deepEqual(projection({ wildcardProjection: { a: 0 } }), { a: 0, __marsad_shield: 0 });
  assert.deepEqual(projection({ wildcardProjection: { a: 1, _id: 0 } }), { a: 1, _id: 0, __marsad_shield: 1 });
  assert.deepEqual(projection({ key: { 'w.$**': 1 } }), { w: 1 });
  assert.deepEqual(shieldingOf({ name: 'x', key: { _fts: 'text', _ftsx: 1 } }, 6), { shields: [], gaps: ['queries'] });
  const full = Object.fromEntries(Array.from({ length: 32 }, (_, n) => [`f${n}`, 1]));
  assert.deepEqual(shieldingOf({ name: 'f', key: full }, 6).gaps, ['queries']);
});
