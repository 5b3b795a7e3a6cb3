import { test } from 'node:test';
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { apply, diff, isSame, squash, type Patch } from './patch.ts';

interface State {
  readonly clock: unknown;
  readonly note: unknown;
  readonly nodes: Readonly<Record<string, unknown>>;
  readonly events: Readonly<Record<string, unknown>>;
}
const TABLES = ['nodes', 'events'] as const;

/** Few ids, so that rows come, change and go; and the ones that break naive code. */
const id = fc.constantFrom('a', 'b', '1', '10', '__proto__', 'constructor', 'toString', '');
const row = fc.jsonValue({ maxDepth: 2 });
const table = fc.array(fc.tuple(id, row), { maxLength: 6 }).map((rows): Record<string, unknown> => {
  const made: Record<string, unknown> = {};
  for (const [name, value] of rows)
    Object.defineProperty(made, name, { value, enumerable: true, configurable: true, writable: true });
  return made;
});
const state: fc.Arbitrary<State> = fc.record(
  { clock: fc.jsonValue({ maxDepth: 1 }), note: row, nodes: table, events: table },
  { noNullPrototype: true },
);

/** As it arrives on the other side of a wire. */
function overTheWire(patch: Patch): Patch {
  return JSON.parse(JSON.stringify(patch)) as Patch;
}

/** JSON text with sorted keys: equal exactly when two states are the same on a wire. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(Object.is(value, -0) ? 0 : value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`).join()}}`;
}

test('apply(a, diff(a, b)) is b, over a wire too', () => {
  fc.assert(
    fc.property(state, state, (a, b) => {
      const patch = diff(a, b, TABLES);
      const arrived = patch === undefined ? a : apply(a, overTheWire(patch));
      assert.equal(canonical(arrived), canonical(b));
    }),
    { numRuns: 2000 },
  );
});

test('no difference, no patch', () => {
  fc.assert(fc.property(state, (a) => assert.equal(diff(a, structuredClone(a), TABLES), undefined)));
});

test('squash(p, q) does what p and then q do', () => {
  fc.assert(
    fc.property(state, state, state, (a, b, c) => {
      const first = diff(a, b, TABLES) ?? {};
      const second = diff(b, c, TABLES) ?? {};
      assert.equal(canonical(apply(a, overTheWire(squash(first, second)))), canonical(c));
    }),
    { numRuns: 2000 },
  );
});

test('neither input of a patch is changed', () => {
  fc.assert(
    fc.property(state, state, (a, b) => {
      const before = canonical([a, b]);
      const patch = diff(a, b, TABLES);
      if (patch !== undefined) apply(a, patch);
      assert.equal(canonical([a, b]), before);
    }),
  );
});

test('what a patch does not name keeps its identity', () => {
  const a: State = { clock: 1, note: null, nodes: { x: { n: 1 }, y: { n: 2 } }, events: { e: { n: 3 } } };
  const b = apply(a, { put: { nodes: { x: { n: 9 } } } });
  assert.equal(b.nodes['y'], a.nodes['y']);
  assert.equal(b.events, a.events);
  assert.deepEqual(b.nodes['x'], { n: 9 });
});

test('a row called __proto__ is a row, and no prototype is touched', () => {
  const hostile = JSON.parse('{"put":{"nodes":{"__proto__":{"polluted":true}}}}') as Patch;
  const a: State = { clock: 1, note: null, nodes: {}, events: {} };
  const b = apply(a, hostile);
  assert.deepEqual(Object.keys(b.nodes), ['__proto__']);
  assert.equal(Object.getPrototypeOf(b.nodes), Object.prototype);
  assert.equal(({} as { polluted?: boolean }).polluted, undefined);
});

test('equality is by value and kind', () => {
  assert.ok(isSame({ a: [1, { b: null }] }, { a: [1, { b: null }] }));
  assert.ok(isSame(Number.NaN, Number.NaN));
  assert.ok(!isSame([], {}));
  assert.ok(!isSame({ a: undefined }, { b: undefined }));
  assert.ok(!isSame(null, {}));
  assert.ok(!isSame(1, '1'));
});
