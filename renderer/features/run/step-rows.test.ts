import { test } from 'node:test';
import assert from 'node:assert/strict';
import type { PlannedStep, RunStep } from '../../../shared/model/run.ts';
import { countSteps, currentRow, progressShare, stepRows, type StepRow } from './step-rows.ts';
import { stepChanges } from './step-changes.ts';

const planned = (id: string, kind: PlannedStep['kind'] = 'check'): PlannedStep => ({
  id,
  kind,
  title: { key: id },
  commands: [],
  cancellable: false,
});
const step = (id: string, more: Partial<RunStep>): RunStep => ({
  id,
  index: 0,
  status: 'pending',
  startedMs: null,
  endedMs: null,
  reading: null,
  progress: null,
  attempt: 1,
  answer: null,
  ...more,
});
const rowsOf = (steps: readonly RunStep[], nowMs = 0): StepRow[] =>
  stepRows(
    {
      plan: { steps: [planned('in-sync'), planned('hand-over', 'act'), planned('agreed', 'verify')] } as never,
      steps: Object.fromEntries(steps.map((one) => [one.id, one])),
      waitingFor: null,
    },
    nowMs,
  );

test('rows keep the order of the plan, and a step nothing is known of is pending', () => {
  const rows = rowsOf(
    [step('agreed', { status: 'running', startedMs: 100 }), step('in-sync', { status: 'done' })],
    350,
  );
  assert.deepEqual(
    rows.map((row) => [row.id, row.status]),
    [
      ['in-sync', 'done'],
      ['hand-over', 'pending'],
      ['agreed', 'running'],
    ],
  );
  assert.equal(rows[2]!.tookMs, 250);
});

test('a step of an interrupted run has no duration that nobody measured', () => {
  const [, handOver] = rowsOf([step('hand-over', { status: 'unknown', startedMs: 100 })], 10_000);
  assert.equal(handOver!.tookMs, null);
});

test('a share needs a known end', () => {
  const progress = { done: 30, total: 40, unit: 'keys', perSecond: null, remainingMs: null, detail: null } as const;
  assert.equal(progressShare(progress), 0.75);
  assert.equal(progressShare({ ...progress, total: null }), null);
  assert.equal(progressShare({ ...progress, total: 0 }), null);
  assert.equal(progressShare({ ...progress, unit: 'percent', total: null }), 0.3);
  assert.equal(progressShare({ ...progress, done: 90 }), 1);
});

test('steps of an interrupted run are counted by what is known of them', () => {
  const rows = rowsOf([
    step('in-sync', { status: 'done' }),
    step('hand-over', { status: 'unknown' }),
    step('agreed', { status: 'not-done' }),
  ]);
  assert.deepEqual(countSteps(rows), { total: 3, done: 1, failed: 0, notDone: 1, unknown: 1 });
});

test('a change is told once, and readings are not told', () => {
  const first = { status: 'running', rows: rowsOf([step('in-sync', { status: 'running', startedMs: 0 })]) } as const;
  const told = stepChanges(null, first);
  assert.deepEqual(
    told.map((change) => change.kind === 'step' && change.row.id),
    ['in-sync'],
  );

  const reading = {
    status: 'running',
    rows: rowsOf([step('in-sync', { status: 'running', startedMs: 0, reading: { key: 'x' } })]),
  } as const;
  assert.deepEqual(stepChanges(first, reading), []);

  const over = {
    status: 'failed',
    rows: rowsOf([step('in-sync', { status: 'failed', startedMs: 0, endedMs: 3 })]),
  } as const;
  assert.deepEqual(
    stepChanges(reading, over).map((change) => (change.kind === 'step' ? change.row.status : change.status)),
    ['failed', 'failed'],
  );
});

test('the step a run waits at is told apart, and is where the run is', () => {
  const rows = stepRows(
    {
      plan: { steps: [planned('a'), planned('by-hand', 'manual'), planned('c')] } as never,
      steps: { a: step('a', { status: 'done' }), 'by-hand': step('by-hand', { status: 'running', startedMs: 100 }) },
      waitingFor: 'by-hand',
    },
    400,
  );
  assert.deepEqual([rows[1]!.status, rows[1]!.tookMs, currentRow(rows)?.id], ['waiting', 300, 'by-hand']);
});

test('a run that is over stands at what failed, else at the last step it came to', () => {
  const failed = rowsOf([step('in-sync', { status: 'done' }), step('hand-over', { status: 'failed' })]);
  assert.equal(currentRow(failed)?.id, 'hand-over');
  const stoppedShort = rowsOf([
    step('in-sync', { status: 'done', startedMs: 1 }),
    step('hand-over', { status: 'skipped' }),
    step('agreed', { status: 'skipped' }),
  ]);
  assert.equal(currentRow(stoppedShort)?.id, 'in-sync');
  assert.deepEqual(
    stoppedShort.map((row) => row.wasReached),
    [true, false, false],
  );
});

test('a step that was passed over was skipped, one after the end was never reached', () => {
  const rows = rowsOf([
    step('in-sync', { status: 'skipped' }),
    step('hand-over', { status: 'failed', startedMs: 1 }),
    step('agreed', { status: 'skipped' }),
  ]);
  assert.deepEqual(
    rows.map((row) => row.wasReached),
    [true, true, false],
  );
});
