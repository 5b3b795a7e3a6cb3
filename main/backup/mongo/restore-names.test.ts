// Working names of a restore: short enough for a server, and never the same for two databases.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sideDatabase } from './restore-names.ts';

test('side databases keep their name where there is room, and never meet where there is none', () => {
  assert.equal(sideDatabase('12345678', 'shop'), 'shop__restore_12345678');
  const tenants = [1, 2].map((number) => `a_platform_of_many_tenants_in_production_${'0'.repeat(12)}${number}`);
  const sides = tenants.map((name) => sideDatabase('12345678', name));
  assert.notEqual(sides[0], sides[1]);
  for (const side of [...sides, sideDatabase('12345678', 'ü'.repeat(31))]) {
    assert.ok(Buffer.byteLength(side) <= 63, side);
    assert.ok(side.endsWith('__restore_12345678'));
  }
});
