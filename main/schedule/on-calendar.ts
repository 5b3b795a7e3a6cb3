// The same due times in the words of systemd (`OnCalendar=`, systemd.time(7)).

import type { CronFields } from './cron-fields.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** One expression, or two where cron means "either day"; systemd means both. */
export function onCalendar(fields: CronFields, timeZone: string): readonly string[] {
  const { hasDayOfMonth, hasDayOfWeek, dayOfMonth, dayOfWeek, month, hour, minute } = fields;
  const months = list(month, 1, 12);
  const time = `${list(hour, 0, 23)}:${list(minute, 0, 59)}:00 ${timeZone}`;
  const onDays = `${dayOfWeek.map((day) => DAYS[day]).join(',')} *-${months}-* ${time}`;
  const onDates = `*-${months}-${list(dayOfMonth, 1, 31)} ${time}`;
  if (hasDayOfMonth && hasDayOfWeek) return [onDates, onDays];
  // A step on `*` restricts without counting as "restricted": both must then hold.
  const week = dayOfWeek.length === 7 ? '' : `${dayOfWeek.map((day) => DAYS[day]).join(',')} `;
  return [`${week}${onDates}`];
}

function list(numbers: readonly number[], least: number, most: number): string {
  if (numbers.length === most - least + 1) return '*';
  return numbers.map((number) => String(number).padStart(2, '0')).join(',');
}
