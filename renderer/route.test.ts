import { test } from 'node:test';
import assert from 'node:assert/strict';
import { href, parseRoute } from './route.ts';

test('an address is read back as it was written, whatever the id and values hold', () => {
  const address = href('runbooks', 'redis.failover', { replica: 'a/b?c&d=é', mode: 'plain' });
  assert.deepEqual(parseRoute(address), {
    screen: 'runbooks',
    id: 'redis.failover',
    parameters: { replica: 'a/b?c&d=é', mode: 'plain' },
  });
  assert.deepEqual(parseRoute(href('runs', 'a/b')), { screen: 'runs', id: 'a/b', parameters: {} });
});

test('an address nobody knows leads to the fleet', () => {
  for (const hash of ['', '#', '#/', '#/nowhere', '#/constructor']) assert.equal(parseRoute(hash).screen, 'fleet');
});

test('an address cut short by hand does not break the page', () => {
  assert.deepEqual(parseRoute('#/runs/%E0%A4%A'), { screen: 'runs', id: '%E0%A4%A', parameters: {} });
  assert.deepEqual(parseRoute('#/backups/?'), { screen: 'backups', id: undefined, parameters: {} });
});
