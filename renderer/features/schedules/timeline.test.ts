import { test } from 'node:test';
import assert from 'node:assert/strict';
import type { Schedule, ScheduleRow } from '../../../shared/model/schedule.ts';
import { SPAN_MS, ticksOf, tracksOf } from './timeline.ts';

const NOW = new Date(2026, 10, 20, 10, 20).getTime();
const HOUR_MS = 3_600_000;

function row(id: string, nextMs: readonly number[], enabled = true): ScheduleRow {
  const schedule: Schedule = {
    ...{ id, name: id, profileId: 'lab', runbookId: 'backup.take', parameters: {}, cron: '0 2 * * *', timeZone: 'UTC' },
    ...{ missed: 'skip', enabled, notify: { on: 'never', channels: [] }, sinceMs: 0, confirmed: null },
  };
  return { id, schedule, inWords: { en: '', ar: '' }, nextMs, last: null, current: null };
}

test('due times stand where they are on the strip, the next schedule first', () => {
  const tracks = tracksOf(
    [row('late', [NOW + 12 * HOUR_MS, NOW + 36 * HOUR_MS]), row('soon', [NOW + 6 * HOUR_MS])],
    NOW,
    'day',
  );
  assert.deepEqual(
    tracks.map(({ row: { id }, marks, count }) => [id, marks, count]),
    [
      ['soon', [0.25], 1],
      ['late', [0.5], 1],
    ],
  );
});

test('what is switched off has no track, what is beyond the strip has one without marks', () => {
  const tracks = tracksOf([row('off', [], false), row('sunday', [NOW + 60 * HOUR_MS])], NOW, 'day');
  assert.deepEqual(
    tracks.map(({ row: { id }, marks, nextMs }) => [id, marks, nextMs]),
    [['sunday', [], NOW + 60 * HOUR_MS]],
  );
});

test('marks too close to be told apart are one band, to the end where more are to come', () => {
  const everyMinute = Array.from({ length: 200 }, (_, minute) => NOW + (minute + 1) * 60_000);
  const [track] = tracksOf([row('minutely', everyMinute)], NOW, 'day');
  assert.deepEqual(track?.marks, []);
  assert.equal(track?.band?.[1], 1);
  const [hourly] = tracksOf(
    [
      row(
        'hourly',
        Array.from({ length: 168 }, (_, hour) => NOW + hour * HOUR_MS),
      ),
    ],
    NOW,
    'week',
  );
  assert.ok(hourly?.band);
});

test('the axis has every third hour, or every midnight', () => {
  const hours = ticksOf(NOW, 'day');
  assert.deepEqual(
    hours.map(({ atMs }) => new Date(atMs).getHours()),
    [12, 15, 18, 21, 0, 3, 6, 9],
  );
  const days = ticksOf(NOW, 'week');
  assert.equal(days.length, 7);
  assert.ok(days.every(({ atMs, share }) => new Date(atMs).getHours() === 0 && share < 1 && atMs < NOW + SPAN_MS.week));
});
