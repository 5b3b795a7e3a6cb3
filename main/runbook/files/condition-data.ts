// Conditions of a file as a plan keeps them: values in the reading's own unit, answers of the right round; what is said about
// parameters is decided here and now.

import { AppError } from '../../../shared/errors.ts';
import {
  OPERATORS,
  type Condition,
  type Conditions,
  type Operator,
  type ReadingCondition,
  type Value,
} from './format-conditions.ts';
import type { Round } from './loops.ts';
import type { ConditionData, ReadingTest, TestValue } from './plan-data.ts';
import { fill, type Values } from './placeholders.ts';
import { exampleOf, parseQuantity, type Unit } from './quantity.ts';
import { READINGS } from './readings/all-readings.ts';

/** The one comparison that stands in a condition. */
export function comparisonOf(condition: { readonly [Name in Operator]?: Value | readonly Value[] | undefined }): {
  readonly operator: Operator;
  readonly value: Value | readonly Value[];
} | null {
  const operator = OPERATORS.find((name) => condition[name] !== undefined);
  return operator === undefined ? null : { operator, value: condition[operator]! };
}

export function listOf(conditions: Conditions): readonly Condition[] {
  return Array.isArray(conditions) ? conditions : [conditions as Condition];
}

/** False where a condition on a parameter does not hold; others are asked when the run comes to them. */
export function parameterHolds(conditions: Conditions, parameters: Values): boolean {
  return listOf(conditions).every((condition) => {
    const comparison = comparisonOf(condition);
    if (condition.parameter === undefined || comparison === null) return true;
    const given = Object.hasOwn(parameters, condition.parameter) ? parameters[condition.parameter]! : '';
    return compareWritten(given, comparison.operator, comparison.value);
  });
}

function compareWritten(given: string, operator: Operator, value: Value | readonly Value[]): boolean {
  const all = (Array.isArray(value) ? value : [value]) as readonly Value[];
  const equal = all.some((one) => String(one) === given);
  if (operator === 'is' || operator === 'one-of') return equal;
  if (operator === 'is-not') return !equal;
  const [number, limit] = [Number(given), Number(all[0])];
  if (given.trim() === '') return false;
  if (operator === 'above') return number > limit;
  if (operator === 'below') return number < limit;
  return operator === 'at-least' ? number >= limit : number <= limit;
}

/** What is left to be asked while it runs. */
export function conditionData(conditions: Conditions, round: Round): readonly ConditionData[] {
  return listOf(conditions).flatMap((condition): readonly ConditionData[] => {
    if (condition.reading !== undefined)
      return [readingTest({ ...condition, reading: condition.reading }, round.values)];
    const comparison = comparisonOf(condition);
    if (condition.answer === undefined || comparison === null) return [];
    const answer = round.ids.has(condition.answer) ? condition.answer + round.suffix : condition.answer;
    const value = Array.isArray(comparison.value) ? comparison.value.map(String) : String(comparison.value);
    return [{ answer, operator: comparison.operator, value }];
  });
}

/** Throws `bad_request` where a filled-in value is none of the reading's unit. */
export function readingTest(condition: ReadingCondition, values: Values): ReadingTest {
  const unit = READINGS.get(condition.reading)?.unit ?? 'text';
  const comparison = comparisonOf(condition);
  const of = condition.of === undefined ? null : fill(condition.of, values);
  if (comparison === null) return { reading: condition.reading, of, operator: null, value: null };
  const { operator, value } = comparison;
  const convert = (one: Value): TestValue => {
    const written = typeof one === 'string' ? fill(one, values) : one;
    const converted = convertValue(written, unit);
    if (converted !== undefined) return converted;
    throw new AppError('bad_request', `${condition.reading} cannot be compared with "${String(written)}".`, {
      hint: `Write ${exampleOf(unit)}.`,
    });
  };
  return {
    reading: condition.reading,
    of,
    operator,
    value: Array.isArray(value) ? (value as readonly Value[]).map(convert) : convert(value as Value),
  };
}

/** Undefined where it is not a value of that unit. */
export function convertValue(value: Value, unit: Unit): TestValue | undefined {
  return unit === 'text' ? String(value) : parseQuantity(value, unit);
}
