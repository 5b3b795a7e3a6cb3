import { test } from 'node:test';
import assert from 'node:assert/strict';
import { AppError } from '../../../shared/errors.ts';
import { newerTaken, NO_PLAN, planAsked, planFailed, planReceived } from './plan-view.ts';

const plan = (hash: string, blocked = false, reading = '') => ({ hash, blocked, reading }) as never;

test('the same plan with fresh readings is shown at once', () => {
  const view = planReceived(planReceived(NO_PLAN, plan('a', false, 'old'), 'x'), plan('a', false, 'new'), 'x');
  assert.deepEqual(view.plan, plan('a', false, 'new'));
  assert.equal(view.newer, null);
});

test('another plan waits until it is taken', () => {
  const view = planReceived(planReceived(NO_PLAN, plan('a'), 'x'), plan('b'), 'x');
  assert.deepEqual([view.plan, view.newer], [plan('a'), plan('b')]);
  const taken = newerTaken(view);
  assert.deepEqual([taken.plan, taken.newer], [plan('b'), null]);
});

test('a plan that changes back is simply the plan again', () => {
  const changed = planReceived(planReceived(NO_PLAN, plan('a'), 'x'), plan('b'), 'x');
  assert.equal(planReceived(changed, plan('a'), 'x').newer, null);
});

test('a blocked plan and a plan of other parameters are replaced without asking', () => {
  assert.deepEqual(planReceived(planReceived(NO_PLAN, plan('a', true), 'x'), plan('b'), 'x').plan, plan('b'));
  assert.deepEqual(planReceived(planReceived(NO_PLAN, plan('a'), 'x'), plan('b'), 'y').plan, plan('b'));
});

test('a failure keeps the plan it failed to read again, and no other', () => {
  const error = new AppError('unreachable', 'no answer');
  const shown = planAsked(planReceived(NO_PLAN, plan('a'), 'x'));
  assert.deepEqual(planFailed(shown, error, 'x').plan, plan('a'));
  assert.deepEqual(planFailed(shown, error, 'y').plan, null);
  assert.equal(planFailed(shown, error, 'y').isPlanning, false);
});
