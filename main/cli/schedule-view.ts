// Schedules and their outcomes as the command line prints them.

import type { ScheduleOutcome, ScheduleRow } from '../../shared/model/schedule.ts';
import { dateTime, localZone } from './figures.ts';
import { printable, style } from './printer.ts';
import { table } from './table.ts';

export function scheduleView({ schedule, inWords, nextMs, last }: ScheduleRow) {
  const { id, name, runbookId, profileId, parameters, cron, timeZone, missed, enabled, notify } = schedule;
  return {
    ...{ id, name, runbookId, profileId, parameters, cron, timeZone, inWords: inWords.en, missed, enabled, notify },
    ...{ nextMs: nextMs.slice(0, 5), last },
  };
}

export function rowLines(rows: readonly ScheduleRow[]): string[] {
  if (rows.length === 0) return ['No schedule yet: `marsad schedule add backup.take --cron "0 2 * * *"` makes one.'];
  return table(
    [
      { title: 'SCHEDULE' },
      { title: 'RUNS' },
      { title: 'ON' },
      { title: 'WHEN' },
      { title: `NEXT (${localZone()})` },
      { title: 'LAST' },
    ],
    rows.map(({ id, schedule, inWords, nextMs, last, current }) => [
      id,
      schedule.runbookId,
      printable(schedule.profileId),
      `${inWords.en} (${schedule.timeZone})`,
      schedule.enabled ? dateTime(nextMs[0] ?? null) : style('dim', 'off'),
      current ? style('cyan', current.result) : last ? lastWord(last) : style('dim', 'never'),
    ]),
  );
}

function lastWord(outcome: ScheduleOutcome): string {
  const word = outcome.skipped === null ? outcome.result : `skipped (${outcome.skipped})`;
  const tone = outcome.result === 'done' ? 'green' : outcome.result === 'skipped' ? 'dim' : 'red';
  return `${style(tone, word)} ${dateTime(outcome.dueMs)}`;
}

export function outcomeLines(outcomes: readonly ScheduleOutcome[]): string[] {
  return table(
    [{ title: `DUE (${localZone()})` }, { title: 'SCHEDULE' }, { title: 'RESULT' }, { title: 'RUN' }, { title: '' }],
    outcomes.map(({ dueMs, scheduleId, result, skipped, runId, kind, missedBefore, error }) => [
      dateTime(dueMs),
      scheduleId,
      skipped === null ? result : `${result} (${skipped})`,
      runId ?? '',
      [
        ...(kind === 'due' ? [] : [kind]),
        ...(missedBefore > 0 ? [`${missedBefore} missed before`] : []),
        ...(error === null ? [] : [printable(error.message)]),
      ].join(', '),
    ]),
  );
}
