// Conditions and readings of a file: exactly one thing compared in exactly one way, with a value it can have.

import { comparisonOf, convertValue, listOf } from './condition-data.ts';
import { didYouMean } from './closest.ts';
import { finding, type Finding } from './finding.ts';
import { OPERATORS, type Condition, type Conditions, type Value } from './format-conditions.ts';
import type { FileParameter } from './format.ts';
import { placesIn } from './placeholders.ts';
import { exampleOf } from './quantity.ts';
import { READINGS } from './readings/all-readings.ts';
import type { Path } from './walk.ts';

export interface ConditionScope {
  readonly parameters: ReadonlyMap<string, FileParameter>;
  /** Answers that can have been given by then: step id → values. */
  readonly answers: ReadonlyMap<string, readonly string[]>;
}

/** `when`: readings, parameters and answers. */
export function lintConditions(conditions: Conditions, path: Path, scope: ConditionScope): readonly Finding[] {
  return listOf(conditions).flatMap((condition, index) =>
    lintCondition(condition, Array.isArray(conditions) ? [...path, index] : path, scope),
  );
}

function lintCondition(condition: Condition, path: Path, scope: ConditionScope): readonly Finding[] {
  const subjects = (['reading', 'parameter', 'answer'] as const).filter((name) => condition[name] !== undefined);
  if (subjects.length !== 1) {
    return [finding(path, 'A condition is about one thing.', 'Write one of `reading`, `parameter` or `answer`.')];
  }
  if (condition.reading !== undefined) return lintReading({ ...condition, reading: condition.reading }, path, true);
  const compared = lintComparison(condition, path);
  if (compared.length > 0) return compared;
  const { operator, value } = comparisonOf(condition)!;
  const all = (Array.isArray(value) ? value : [value]) as readonly Value[];
  if (condition.parameter !== undefined) {
    const parameter = scope.parameters.get(condition.parameter);
    if (parameter === undefined)
      return [
        finding(
          [...path, 'parameter'],
          `There is no parameter \`${condition.parameter}\`.`,
          named(condition.parameter, scope.parameters),
        ),
      ];
    const choices = parameter.choices?.map((choice) => (typeof choice === 'string' ? choice : choice.value));
    const stranger =
      choices === undefined ? undefined : all.find((one) => one !== '' && !choices.includes(String(one)));
    return stranger === undefined
      ? []
      : [
          finding(
            [...path, operator],
            `\`${parameter.name}\` is never "${String(stranger)}".`,
            didYouMean(String(stranger), choices!),
          ),
        ];
  }
  const answers = scope.answers.get(condition.answer!);
  if (answers === undefined)
    return [
      finding(
        [...path, 'answer'],
        `No earlier manual step is called \`${condition.answer}\`.`,
        named(condition.answer!, scope.answers),
      ),
    ];
  if (operator !== 'is' && operator !== 'is-not' && operator !== 'one-of')
    return [finding([...path, operator], 'Answers are words.', 'Compare with `is`, `is-not` or `one-of`.', 'key')];
  const stranger = all.find((one) => !answers.includes(String(one)));
  return stranger === undefined
    ? []
    : [
        finding(
          [...path, operator],
          `\`${condition.answer}\` is never answered with "${String(stranger)}".`,
          didYouMean(String(stranger), answers),
        ),
      ];
}

type ReadingLike = Pick<Condition, 'of' | (typeof OPERATORS)[number]> & { readonly reading: string };

/** A reading, and what it is compared with. */
export function lintReading(condition: ReadingLike, path: Path, mustCompare: boolean): readonly Finding[] {
  const definition = READINGS.get(condition.reading);
  if (definition === undefined) {
    return [
      finding(
        [...path, 'reading'],
        `There is no reading \`${condition.reading.slice(0, 60)}\`.`,
        didYouMean(condition.reading, [...READINGS.keys()]),
      ),
    ];
  }
  const found: Finding[] = [];
  if (definition.of === 'none' && condition.of !== undefined)
    found.push(finding([...path, 'of'], `\`${condition.reading}\` is not about single nodes.`, 'Remove `of`.', 'key'));
  if (definition.of === 'needed' && condition.of === undefined)
    found.push(finding(path, `\`${condition.reading}\` is about one node.`, "Say which: `of: '{node}'`."));
  if (!mustCompare) return found;
  found.push(...lintComparison(condition, path));
  const comparison = comparisonOf(condition);
  if (comparison === null) return found;
  const { operator, value } = comparison;
  if (definition.unit === 'text' && !['is', 'is-not', 'one-of'].includes(operator))
    found.push(
      finding(
        [...path, operator],
        `\`${condition.reading}\` is a word.`,
        'Compare with `is`, `is-not` or `one-of`.',
        'key',
      ),
    );
  for (const one of (Array.isArray(value) ? value : [value]) as readonly Value[]) {
    if (typeof one === 'string' && placesIn(one).length > 0) continue; // known when it is planned
    if (convertValue(one, definition.unit) === undefined)
      found.push(
        finding(
          [...path, operator],
          `\`${condition.reading}\` cannot be compared with "${String(one)}".`,
          `Write ${exampleOf(definition.unit)}.`,
        ),
      );
  }
  return found;
}

function lintComparison(condition: Pick<Condition, (typeof OPERATORS)[number]>, path: Path): readonly Finding[] {
  const used = OPERATORS.filter((name) => condition[name] !== undefined);
  if (used.length === 1) return [];
  const message =
    used.length === 0
      ? 'Nothing says what it must be.'
      : `Only one comparison can stand here, not ${used.join(' and ')}.`;
  return [finding(path, message, `Write one of ${OPERATORS.map((name) => `\`${name}\``).join(', ')}.`)];
}

function named(written: string, known: ReadonlyMap<string, unknown>): string {
  return known.size === 0 ? 'There are none.' : didYouMean(written, [...known.keys()]);
}
