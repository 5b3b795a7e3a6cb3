import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePlanAddress, planHref } from './plan-address.ts';

test('an address keeps parameters and what the run belongs to apart', () => {
  const address = { parameters: { from: 'a', server: 'b=c&d' }, from: 'step 2', parentRunId: 'r1', incidentId: null };
  const [path, query] = planHref('deploy.rolling', address).split('?');
  assert.equal(path, '#/runbooks/deploy.rolling');
  assert.deepEqual(parsePlanAddress(Object.fromEntries(new URLSearchParams(query))), address);
});

test('an address of a runbook alone asks for nothing', () => {
  assert.equal(planHref('backup.take'), '#/runbooks/backup.take');
  assert.deepEqual(parsePlanAddress({}), { parameters: {}, from: null, parentRunId: null, incidentId: null });
});
