import { test } from 'node:test';
import assert from 'node:assert/strict';
import { checkTimes, countDue, latestDue, nextTimes } from './due-times.ts';

const at = (iso: string): number => Date.parse(iso);
const iso = (times: readonly (number | null)[]): (string | null)[] =>
  times.map((ms) => (ms === null ? null : new Date(ms).toISOString().slice(0, 16)));
const berlin = (cron: string) => ({ cron, timeZone: 'Europe/Berlin' });

test('a time that spring leaves out is due once, right after the gap', () => {
  const due = nextTimes(berlin('30 2 * * *'), at('2026-03-28T00:00:00Z'), 3);
  assert.deepEqual(iso(due), ['2026-03-28T01:30', '2026-03-29T01:00', '2026-03-30T00:30']);
});

test('a time that autumn has twice is due once', () => {
  const due = nextTimes(berlin('30 2 * * *'), at('2026-10-24T00:00:00Z'), 3);
  assert.deepEqual(iso(due), ['2026-10-24T00:30', '2026-10-25T00:30', '2026-10-26T01:30']);
});

test('every hour is every hour, in the night with 25 of them too', () => {
  const due = nextTimes(berlin('0 * * * *'), at('2026-10-24T22:30:00Z'), 4);
  assert.deepEqual(iso(due), ['2026-10-24T23:00', '2026-10-25T00:00', '2026-10-25T01:00', '2026-10-25T02:00']);
});

test('the same wall clock in another zone', () => {
  const from = at('2026-11-20T00:00:00Z');
  assert.deepEqual(iso(nextTimes({ cron: '0 2 * * *', timeZone: 'Asia/Damascus' }, from, 1)), ['2026-11-20T23:00']);
  assert.deepEqual(iso(nextTimes({ cron: '0 2 * * *', timeZone: 'Asia/Kathmandu' }, from, 1)), ['2026-11-20T20:15']);
});

test('day of the month or day of the week: either is enough', () => {
  const due = nextTimes({ cron: '0 2 13 * 5', timeZone: 'UTC' }, at('2026-01-08T00:00:00Z'), 3);
  assert.deepEqual(iso(due), ['2026-01-09T02:00', '2026-01-13T02:00', '2026-01-16T02:00']);
});

test('the latest due time is the one that going forward finds, however far back', () => {
  const yearly = { cron: '0 0 29 2 *', timeZone: 'UTC' };
  const since = at('2020-01-01T00:00:00Z');
  assert.deepEqual(iso([latestDue(yearly, since, at('2026-11-20T00:00:00Z'))]), ['2024-02-29T00:00']);
  const daily = { cron: '0 2 * * *', timeZone: 'UTC' };
  const now = at('2026-11-20T02:00:00Z');
  assert.equal(latestDue(daily, since, now), now, 'due at this very moment');
  assert.equal(latestDue(daily, now, now), null, 'nothing since');
  assert.equal(latestDue(daily, now - 86_400_000, now - 1), null, 'both ends are times of their own');
});

test('due times between two are counted without both, and only so far', () => {
  const hourly = { cron: '0 * * * *', timeZone: 'UTC' };
  assert.equal(countDue(hourly, at('2026-11-20T00:00:00Z'), at('2026-11-20T05:00:00Z')), 4);
  assert.equal(countDue(hourly, at('2026-11-20T00:30:00Z'), at('2026-11-20T01:00:00Z')), 0);
  assert.equal(countDue({ cron: '* * * * *', timeZone: 'UTC' }, 0, at('2026-11-20T05:00:00Z'), 50), 50);
});

test('what is never due, or nowhere, is refused', () => {
  assert.throws(() => checkTimes({ cron: '0 0 30 2 *', timeZone: 'UTC' }), { message: /never be due/ });
  for (const timeZone of ['Mars/Base', '', '+03:00'])
    assert.throws(() => checkTimes({ cron: '0 2 * * *', timeZone }), { code: 'bad_request', message: /no time zone/ });
});
