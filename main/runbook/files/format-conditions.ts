// What must hold: a reading of the servers, a parameter, or the answer somebody gave, compared with one value.

import { z } from 'zod';
import { Id, Name } from './format-values.ts';

/** A number, a word, or a number with its unit: `10 s`, `85 %`, `2 GB`. */
export const Value = z.union([z.number().min(-1e15).max(1e15), z.boolean(), z.string().max(200)]);
export type Value = z.infer<typeof Value>;

export const OPERATORS = ['above', 'below', 'at-least', 'at-most', 'is', 'is-not', 'one-of'] as const;
export type Operator = (typeof OPERATORS)[number];

/** Exactly one of these stands beside what is compared; lint.ts sees to it. */
const COMPARISON = {
  above: Value.optional(),
  below: Value.optional(),
  'at-least': Value.optional(),
  'at-most': Value.optional(),
  is: Value.optional(),
  'is-not': Value.optional(),
  'one-of': z.array(Value).min(1).max(50).optional(),
};

/** `{ reading: mongo.lag.max, below: 10 s }`; `of` asks for one node only. */
export const ReadingCondition = z
  .strictObject({
    reading: Name,
    of: z.string().min(1).max(200).optional(),
    ...COMPARISON,
  })
  .meta({ id: 'ReadingCondition' });
export type ReadingCondition = z.infer<typeof ReadingCondition>;

/** One condition, or several that must all hold. */
export const ReadingConditions = z.union([ReadingCondition, z.array(ReadingCondition).min(1).max(20)]);

/** Of a reading, a parameter, or the answer to an earlier manual step. */
export const Condition = z
  .strictObject({
    reading: Name.optional(),
    of: z.string().min(1).max(200).optional(),
    parameter: Id.optional(),
    answer: Id.optional(),
    ...COMPARISON,
  })
  .meta({ id: 'Condition' });
export type Condition = z.infer<typeof Condition>;

export const Conditions = z
  .union([Condition, z.array(Condition).min(1).max(20)])
  .meta({ id: 'Conditions', description: 'The step is skipped where this does not hold. Several must all hold.' });
export type Conditions = z.infer<typeof Conditions>;
