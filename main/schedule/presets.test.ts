// What the editor offers first: nothing a tired operator would have to correct.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { presetsOf } from './presets.ts';

test('what a restore has set aside is not offered to be rebuilt every week', () => {
  const offered = presetsOf(
    ['shop.__before_1ab.orders', 'shop__restore_1ab.orders', 'shop.orders', 'shop.__before_1ab.products'],
    false,
  );
  const namespaces = Object.fromEntries(offered.map(({ id, parameters }) => [id, parameters.namespace]));
  assert.equal(namespaces['reindex-orders'], 'shop.orders');
  assert.equal(namespaces['reindex-products'], '', 'the editor asks');
});

test('removing old backups is offered where a store keeps sets for a time only', () => {
  const offered = (hasRetention: boolean): boolean =>
    presetsOf([], hasRetention).some(({ runbookId }) => runbookId === 'backup.retain');
  assert.ok(offered(true));
  assert.ok(!offered(false));
});
