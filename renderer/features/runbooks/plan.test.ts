import { test } from 'node:test';
import assert from 'node:assert/strict';
import type { Plan, PlannedStep } from '../../../shared/model/run.ts';
import { planDifferences } from '../../../shared/plan-differences.ts';
import { dryRunObstacle, needsConfirmation, startObstacle, type StartSituation } from './start-conditions.ts';

const check = (ok: boolean, key = ok ? 'in-sync' : 'behind'): PlannedStep => ({
  id: 'sync',
  kind: 'check',
  title: { key: 'sync' },
  commands: [],
  reading: { ok, text: { key } },
  cancellable: false,
});
const handOver = (command: string): PlannedStep => ({
  id: 'hand-over',
  kind: 'act',
  title: { key: 'hand-over' },
  commands: [{ where: '127.0.0.1:7004', command }],
  cancellable: false,
});
const plan = (more: Partial<Plan> = {}): Plan => ({
  runbookId: 'redis.failover',
  profileId: 'lab',
  parameters: { replica: 'abc' },
  title: { key: 'title' },
  effect: 'write',
  target: 'Lab',
  changes: [{ where: ':7004', now: { key: 'replica' }, after: { key: 'primary' } }],
  steps: [check(true), handOver('CLUSTER FAILOVER')],
  warnings: [],
  wayBack: null,
  needsApproval: false,
  from: null,
  blocked: false,
  createdMs: 0,
  hash: 'h',
  ...more,
});
const situation = (more: Partial<StartSituation> = {}): StartSituation => ({
  plan: plan(),
  planIsCurrent: true,
  hasNewer: false,
  readOnly: false,
  environment: 'lab',
  reason: '',
  confirmation: '',
  isApproved: false,
  ...more,
});

test('obstacles come in the order an operator would settle them', () => {
  assert.equal(startObstacle(situation()), null);
  assert.equal(startObstacle(situation({ plan: null })), 'no-plan');
  assert.equal(startObstacle(situation({ planIsCurrent: false })), 'no-plan');
  assert.equal(startObstacle(situation({ hasNewer: true, readOnly: true })), 'changed');
  assert.equal(startObstacle(situation({ plan: plan({ blocked: true }), readOnly: true })), 'blocked');
  assert.equal(startObstacle(situation({ readOnly: true, environment: 'production' })), 'read-only');
  const asks = plan({ needsApproval: true });
  assert.equal(startObstacle(situation({ plan: asks, readOnly: true })), 'read-only');
  assert.equal(startObstacle(situation({ plan: asks, environment: 'production' })), 'approval');
  assert.equal(startObstacle(situation({ plan: asks, isApproved: true })), null);
  assert.equal(startObstacle(situation({ environment: 'production', confirmation: 'Lab', reason: ' ' })), 'reason');
  const why = { environment: 'production', reason: 'why' } as const;
  assert.equal(startObstacle(situation(why)), 'confirmation');
  assert.equal(startObstacle(situation({ ...why, confirmation: ' Lab ' })), null);
});

test('a dry run asks for a plan that could run, and for nothing else', () => {
  assert.equal(dryRunObstacle(situation({ plan: plan({ needsApproval: true }), readOnly: true })), null);
  assert.equal(dryRunObstacle(situation({ plan: plan({ blocked: true }) })), 'blocked');
  assert.equal(dryRunObstacle(situation({ hasNewer: true })), 'changed');
});

test('a runbook that changes no server starts on a read-only production profile without a typed name', () => {
  const verify = situation({ plan: plan({ effect: 'read' }), environment: 'production', readOnly: true });
  assert.equal(needsConfirmation(verify), false);
  assert.equal(startObstacle(verify), null);
});

test('plans that mean the same differ in nothing, whatever their readings say', () => {
  assert.deepEqual(
    planDifferences(plan(), plan({ steps: [check(true, 'other words'), handOver('CLUSTER FAILOVER')] })),
    [],
  );
});

test('a check that now blocks, a new end state, other commands and warnings are each told', () => {
  const before = plan({ warnings: [{ key: 'gone' }] });
  const now = plan({
    blocked: true,
    steps: [check(false), handOver('CLUSTER FAILOVER FORCE'), { ...handOver('x'), id: 'more' }],
    changes: [{ where: ':7004', now: { key: 'replica' }, after: { key: 'replica' } }],
    warnings: [{ key: 'new' }],
  });
  assert.deepEqual(
    planDifferences(before, now).map((difference) => difference.kind),
    ['blocked', 'check', 'change', 'commands', 'step', 'warning', 'warning'],
  );
});
