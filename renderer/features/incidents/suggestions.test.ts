import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Problem } from '../../../shared/model/health.ts';
import type { RunbookInfo } from '../../../shared/model/run.ts';
import { emergencyRunbooks, runbooksForProblems } from './suggestions.ts';

const runbook = (id: string): RunbookInfo => ({
  id,
  area: 'redis',
  effect: 'write',
  texts: { en: {} },
  fields: [],
  origin: 'code',
  guided: false,
  asksApproval: false,
});

const problem = (id: string, health: Problem['health'], helps?: string, parameters = {}): Problem => ({
  id,
  area: 'redis',
  health,
  title: { key: id },
  cause: { key: id },
  sinceMs: 0,
  ...(helps === undefined ? {} : { runbook: { id: helps, parameters } }),
});

const runbooks = [runbook('redis.failover'), runbook('backup.take'), runbook('emergency.data-breach')];

test('the worst problem’s runbook comes first, each with its parameters once', () => {
  const suggested = runbooksForProblems(
    [
      problem('old', 'attention', 'backup.take'),
      problem('down', 'critical', 'redis.failover', { replica: 'a' }),
      problem('down too', 'critical', 'redis.failover', { replica: 'a' }),
      problem('other shard', 'critical', 'redis.failover', { replica: 'b' }),
      problem('helpless', 'critical'),
      problem('of another version', 'critical', 'redis.unknown'),
    ],
    runbooks,
  );
  assert.deepEqual(
    suggested.map(({ runbook: { id }, parameters, problem: cause }) => [id, parameters, cause?.id]),
    [
      ['redis.failover', { replica: 'a' }, 'down'],
      ['redis.failover', { replica: 'b' }, 'other shard'],
      ['backup.take', {}, 'old'],
    ],
  );
});

test('emergencies are those that are called so', () => {
  assert.deepEqual(
    emergencyRunbooks(runbooks).map(({ runbook: { id } }) => id),
    ['emergency.data-breach'],
  );
});
