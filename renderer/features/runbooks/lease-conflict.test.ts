import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError } from '../../../shared/errors.ts';
import { leaseConflictOf } from './lease-conflict.ts';

test('a refusal by a lease names its owner; another conflict is no such thing', () => {
  const held = new AppError('conflict', 'held', {
    details: { lease: 'redis.change', owner: 'dba on host-7', runId: 'r1', silentMs: 2_000, takeOverPossible: false },
  });
  assert.deepEqual(leaseConflictOf(held), {
    lease: 'redis.change',
    owner: 'dba on host-7',
    runId: 'r1',
    runbookId: null,
    silentMs: 2_000,
    mayTakeOver: false,
  });
  assert.equal(leaseConflictOf(new AppError('conflict', 'changed', { details: { differences: 'a' } })), null);
  assert.equal(leaseConflictOf(new AppError('denied', 'no', { details: { lease: 'redis.change' } })), null);
});
