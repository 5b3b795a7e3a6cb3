// Reads what a condition asks for, compares it, and puts both into words.

import { AppError } from '../../../shared/errors.ts';
import { formatBytes, formatDuration, isolate, type Language } from '../../../shared/text.ts';
import type { Reading, RunbookContext } from '../runbook.ts';
import type { Operator } from './format-conditions.ts';
import type { ConditionData, ReadingTest, TestValue } from './plan-data.ts';
import type { Unit } from './quantity.ts';
import { READINGS } from './readings/all-readings.ts';
import type { Line, ReadingValue } from './readings/reading.ts';
import { asText, type Wording } from './wording.ts';

const OPERATOR_WORDS: Readonly<Record<Operator, Wording>> = {
  above: { en: 'must be above', ar: 'يجب أن يكون فوق' },
  below: { en: 'must be below', ar: 'يجب أن يكون دون' },
  'at-least': { en: 'must be at least', ar: 'يجب ألا يقل عن' },
  'at-most': { en: 'must be at most', ar: 'يجب ألا يزيد على' },
  is: { en: 'must be', ar: 'يجب أن يكون' },
  'is-not': { en: 'must not be', ar: 'يجب ألا يكون' },
  'one-of': { en: 'must be one of', ar: 'يجب أن يكون واحدًا من' },
};
const UNKNOWN: Wording = { en: 'not known', ar: 'غير معروف' };

/** All tests at once; each gets a line of its own, marked where it does not hold. `report`: whatever they say, the reading is well. */
export async function readTests(
  tests: readonly ReadingTest[],
  context: RunbookContext,
  report: boolean,
): Promise<Reading> {
  const results = await Promise.all(tests.map((test) => readTest(test, context)));
  const line = (language: Language): string => results.map(({ words }) => words[language]).join('\n');
  return { ok: report || results.every(({ ok }) => ok), text: asText({ en: line('en'), ar: line('ar') }) };
}

/** Whether a condition holds now. What is not known does not hold. */
export async function holds(
  condition: ConditionData,
  context: RunbookContext,
  answerOf: (stepId: string) => string | null,
): Promise<boolean> {
  if ('reading' in condition) return (await readTest(condition, context)).ok;
  return compare(answerOf(condition.answer), condition.operator, condition.value);
}

async function readTest(test: ReadingTest, context: RunbookContext): Promise<{ ok: boolean; words: Wording }> {
  const definition = READINGS.get(test.reading);
  if (definition === undefined) {
    throw new AppError('unsupported', `This version of the console has no reading ${test.reading}.`, {
      hint: 'Plan again with the runbook as it is now.',
    });
  }
  const found = await readSafely(() => definition.read(context, test.of));
  const ok = test.operator === null || compare(found.value, test.operator, test.value);
  const wordsIn = (language: Language): string => {
    const name =
      test.of === null ? definition.label[language] : `${definition.label[language]} (${isolate(test.of, language)})`;
    const value =
      found.value === null ? UNKNOWN[language] : isolate(formatValue(found.value, definition.unit, language), language);
    const why = found.why === undefined ? '' : ` (${sayLine(found.why, language)})`;
    const wanted =
      ok || test.operator === null
        ? ''
        : `${language === 'ar' ? '؛' : ';'} ${OPERATOR_WORDS[test.operator][language]} ${isolate(wantedWords(test, definition.unit, language), language)}`;
    return [
      `${ok || test.operator === null ? '' : '✗ '}${name}: ${value}${why}${wanted}`,
      ...(found.lines ?? []).map((line) => `  ${sayLine(line, language)}`),
    ].join('\n');
  };
  return { ok, words: { en: wordsIn('en'), ar: wordsIn('ar') } };
}

function sayLine(line: Line, language: Language): string {
  return typeof line === 'string' ? isolate(line, language) : line[language];
}

/** A server that cannot be read is an answer as well: nothing is known. Bugs pass through. */
async function readSafely(read: () => Promise<ReadingValue>): Promise<ReadingValue> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'cancelled' || error.code === 'internal') throw error;
    return { value: null, why: error.message };
  }
}

function compare(value: TestValue | null, operator: Operator, wanted: ReadingTest['value']): boolean {
  if (value === null || wanted === null) return false;
  if (typeof wanted === 'object') return operator === 'one-of' && wanted.some((one) => same(value, one));
  switch (operator) {
    case 'above':
      return value > wanted;
    case 'below':
      return value < wanted;
    case 'at-least':
      return value >= wanted;
    case 'at-most':
      return value <= wanted;
    case 'is':
      return same(value, wanted);
    case 'is-not':
      return !same(value, wanted);
    case 'one-of':
      return false;
  }
}

function same(a: TestValue, b: TestValue): boolean {
  return typeof a === 'number' && typeof b === 'number' ? a === b : String(a) === String(b);
}

function wantedWords({ value }: ReadingTest, unit: Unit, language: Language): string {
  const all = typeof value === 'object' && value !== null ? value : [value ?? ''];
  return all.map((one) => formatValue(one, unit, language)).join(', ');
}

function formatValue(value: TestValue, unit: Unit, language: Language): string {
  if (typeof value === 'string') return value;
  switch (unit) {
    case 'ms':
      return value >= Number.MAX_SAFE_INTEGER ? '∞' : formatDuration(value, language);
    case 'bytes':
      return formatBytes(value, language);
    case 'share':
      return `${(value * 100).toFixed(1).replace(/\.0$/, '')} %`;
    default:
      return String(value);
  }
}
