// The five fields of a cron expression as sets of numbers. It exists to say exactly what is wrong with an expression, and to
// write the same times for other schedulers (units.ts); due times themselves are computed by croner (due-times.ts).

import { AppError } from '../../shared/errors.ts';

export interface CronFields {
  readonly minute: readonly number[];
  readonly hour: readonly number[];
  readonly dayOfMonth: readonly number[];
  readonly month: readonly number[];
  /** 0 is Sunday. */
  readonly dayOfWeek: readonly number[];
  /** False for `*`. Where both days are restricted, either is enough: that is how cron has always read them. */
  readonly hasDayOfMonth: boolean;
  readonly hasDayOfWeek: boolean;
}

interface FieldRule {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Names that stand for `least`, `least + 1`, … */
  readonly names?: readonly string[];
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const RULES: readonly FieldRule[] = [
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day of the month', least: 1, most: 31 },
  { name: 'month', least: 1, most: 12, names: MONTHS },
  { name: 'day of the week', least: 0, most: 7, names: DAYS },
];

/** Throws `bad_request` naming the field and what it may hold. */
export function parseCron(expression: string): CronFields {
  const words = expression.trim().split(/\s+/);
  if (words.length !== RULES.length) {
    throw wrong(`A cron expression has five fields; this one has ${expression.trim() === '' ? 'none' : words.length}.`);
  }
  const [minute, hour, dayOfMonth, month, days] = RULES.map((rule, index) => parseField(words[index]!, rule));
  return {
    minute: minute!,
    hour: hour!,
    dayOfMonth: dayOfMonth!,
    month: month!,
    dayOfWeek: sorted(days!.map((day) => day % 7)),
    hasDayOfMonth: !words[2]!.startsWith('*'),
    hasDayOfWeek: !words[4]!.startsWith('*'),
  };
}

function parseField(word: string, rule: FieldRule): number[] {
  return sorted(word.split(',').flatMap((part) => parsePart(part, rule)));
}

/** `*`, `*` with a step, `n`, `n-m`, both with a step. */
function parsePart(part: string, rule: FieldRule): number[] {
  const match = /^(\*|[A-Za-z0-9]+)(?:-([A-Za-z0-9]+))?(?:\/(\d+))?$/.exec(part);
  if (!match || (match[1] === '*' && match[2] !== undefined)) throw notAllowed(part, rule);
  const [, from, to, step] = match;
  const by = step === undefined ? 1 : Number(step);
  if (by < 1) throw notAllowed(part, rule);
  const most = rule.name === 'day of the week' ? 6 : rule.most;
  const first = from === '*' ? rule.least : numberOf(from!, rule);
  const last = to !== undefined ? numberOf(to, rule) : from === '*' || step !== undefined ? most : first;
  if (last < first) throw notAllowed(part, rule);
  return Array.from({ length: Math.floor((last - first) / by) + 1 }, (_, index) => first + index * by);
}

function numberOf(word: string, rule: FieldRule): number {
  const named = rule.names?.indexOf(word.toUpperCase()) ?? -1;
  const number = named >= 0 ? rule.least + named : /^\d{1,2}$/.test(word) ? Number(word) : Number.NaN;
  if (Number.isNaN(number) || number < rule.least || number > rule.most) throw notAllowed(word, rule);
  return number;
}

function notAllowed(part: string, { name, least, most, names }: FieldRule): AppError {
  const orNames = names === undefined ? '' : `, or ${names[0]} to ${names.at(-1)}`;
  return wrong(
    `${part.slice(0, 20)} is no ${name}: write ${least} to ${most}${orNames}, * , a list, a range or a step.`,
  );
}

function wrong(message: string): AppError {
  return new AppError('bad_request', message, {
    hint: 'Minute, hour, day of the month, month, day of the week: 0 2 * * * is 02:00 every day.',
  });
}

function sorted(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
