import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunStatus, RunSummary } from '../../../shared/model/run.ts';
import { newlyWaiting, standingRuns } from './run-attention.ts';

const runs = (...statuses: RunStatus[]): Record<string, RunSummary> =>
  Object.fromEntries(
    statuses.map((status, index) => [`r${index}`, { id: `r${index}`, status, startedMs: index } as RunSummary]),
  );

test('what waits for an answer comes before what was interrupted, and that before what is paused', () => {
  const ids = standingRuns(runs('paused', 'done', 'interrupted', 'running', 'waiting', 'waiting')).map(({ id }) => id);
  assert.deepEqual(ids, ['r5', 'r4', 'r2', 'r0']);
});

test('a run is news once, when it begins to wait', () => {
  assert.deepEqual(newlyWaiting(null, runs('waiting')), []);
  assert.deepEqual(
    newlyWaiting(runs('running'), runs('waiting', 'waiting')).map(({ id }) => id),
    ['r0', 'r1'],
  );
  assert.deepEqual(newlyWaiting(runs('waiting'), runs('waiting')), []);
});
