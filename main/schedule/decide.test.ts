import { test } from 'node:test';
import assert from 'node:assert/strict';
import type { Schedule, ScheduleOutcome } from '../../shared/model/schedule.ts';
import { decide } from './decide.ts';

const at = (iso: string): number => Date.parse(`${iso}Z`);
const MINUTE_MS = 60_000;

const nightly: Schedule = {
  id: 'nightly',
  name: 'Nightly',
  profileId: 'shop',
  runbookId: 'backup.take',
  parameters: {},
  cron: '0 2 * * *',
  timeZone: 'UTC',
  missed: 'catch-up',
  enabled: true,
  notify: { on: 'failure', channels: [] },
  sinceMs: at('2026-11-18T12:00'),
  confirmed: null,
};
const claimOf = (iso: string, kind: ScheduleOutcome['kind'] = 'due') => ({ dueMs: at(iso), kind });
const idle = { claims: [claimOf('2026-11-19T02:00')], isRunning: false };

test('nothing is due before its time, nor what was due before the schedule was made', () => {
  assert.equal(decide(nightly, idle, at('2026-11-20T01:59')), null);
  assert.equal(
    decide({ ...nightly, sinceMs: at('2026-11-20T03:00') }, { ...idle, claims: [] }, at('2026-11-20T03:01')),
    null,
  );
  assert.equal(decide({ ...nightly, enabled: false }, idle, at('2026-11-20T02:00')), null);
});

test('on time', () => {
  const expected = { dueMs: at('2026-11-20T02:00'), missedBefore: 0, does: 'run', kind: 'due' };
  assert.deepEqual(decide(nightly, idle, at('2026-11-20T02:00')), expected);
  assert.deepEqual(decide({ ...nightly, missed: 'skip' }, idle, at('2026-11-20T02:01')), expected);
});

test('taken is taken', () => {
  const claims = [claimOf('2026-11-20T02:00'), ...idle.claims];
  assert.equal(decide(nightly, { claims, isRunning: false }, at('2026-11-20T02:00')), null);
  assert.equal(decide(nightly, { claims, isRunning: false }, at('2026-11-21T01:00')), null);
});

test('of several missed, the latest is caught up once, and the others are counted', () => {
  const claims = [claimOf('2026-11-19T02:00')];
  assert.deepEqual(decide(nightly, { claims, isRunning: false }, at('2026-11-23T09:00')), {
    dueMs: at('2026-11-23T02:00'),
    missedBefore: 3,
    does: 'run',
    kind: 'catch-up',
  });
});

test('or they are skipped, and that is said', () => {
  assert.deepEqual(decide({ ...nightly, missed: 'skip' }, idle, at('2026-11-21T09:00')), {
    dueMs: at('2026-11-21T02:00'),
    missedBefore: 1,
    does: 'skip',
    why: 'missed',
  });
});

test('while one goes on, the next is skipped', () => {
  const running = { ...idle, isRunning: true };
  assert.equal(decide(nightly, running, at('2026-11-20T02:00'))?.does, 'skip');
  assert.deepEqual(decide(nightly, running, at('2026-11-20T09:00')), {
    dueMs: at('2026-11-20T02:00'),
    missedBefore: 0,
    does: 'skip',
    why: 'still-running',
  });
});

test('a run by hand takes no due time', () => {
  const claims = [claimOf('2026-11-20T02:00', 'by-hand'), ...idle.claims];
  assert.equal(decide(nightly, { claims, isRunning: false }, at('2026-11-20T02:00'))?.does, 'run');
});

test('a clock that was a year ahead: what it took then does not keep the schedule from running now', () => {
  const claims = [claimOf('2027-11-20T02:00', 'catch-up'), ...idle.claims];
  assert.equal(decide(nightly, { claims, isRunning: false }, at('2026-11-20T02:00'))?.dueMs, at('2026-11-20T02:00'));
  const made = { ...nightly, sinceMs: at('2027-01-01T00:00') };
  assert.equal(decide(made, { claims: [], isRunning: false }, at('2026-11-20T02:01'))?.dueMs, at('2026-11-20T02:00'));
  assert.equal(decide(made, { claims: [], isRunning: false }, at('2026-11-20T09:00')), null);
});

test('a clock set back: a time that was taken is not taken again', () => {
  const claims = [claimOf('2026-11-20T02:00'), ...idle.claims];
  for (const minutes of [-90, -1, 0, 1, 90])
    assert.equal(decide(nightly, { claims, isRunning: false }, at('2026-11-20T02:00') + minutes * MINUTE_MS), null);
});
