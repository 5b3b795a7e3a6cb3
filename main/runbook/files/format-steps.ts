// The kinds of steps a runbook file can have. A step has exactly one of these parts; lint.ts sees to it.

import { z } from 'zod';
import { ReadingCondition, ReadingConditions } from './format-conditions.ts';
import { Duration, Id, Name, RunbookId, Words } from './format-values.ts';

/** A reading to look at; `of` asks for one node only. */
export const Look = z.union([Name, z.strictObject({ reading: Name, of: z.string().min(1).max(200).optional() })]);

const POLLED = {
  /** Asked again and again until it holds or this is over. */
  within: Duration,
  every: Duration.optional(),
};

export const Verify = z.strictObject({
  ...ReadingCondition.partial({ reading: true }).shape,
  all: z.array(ReadingCondition).min(1).max(20).optional(),
  ...POLLED,
});

export const Answer = z.union([
  z.enum(['done', 'skip', 'stop']),
  z.strictObject({ value: Id, label: Words, then: z.enum(['done', 'skip', 'stop']) }),
]);

export const Call = z
  .strictObject({
    runbook: RunbookId,
    with: z.record(z.string().max(40), z.string().max(1000)).optional(),
  })
  .meta({ id: 'Call' });
export type Call = z.infer<typeof Call>;

export const Manual = z.union([
  z.literal(true),
  z.strictObject({ answers: z.array(Answer).min(1).max(8).optional(), offers: z.array(Call).max(8).optional() }),
]);

const Status = z.number().int().min(100).max(599);

export const Http = z.strictObject({
  url: z.string().min(1).max(2000),
  method: z.enum(['GET', 'HEAD', 'POST']).optional(),
  /** What counts as well; otherwise 200 to 299. */
  status: z.union([Status, z.array(Status).min(1).max(20)]).optional(),
  contains: z.string().min(1).max(500).optional(),
  /** For POST. */
  body: z.string().max(10_000).optional(),
  timeout: Duration.optional(),
  /** A file of PEM certificates on this machine. */
  tls: z.strictObject({ ca: z.string().min(1).max(500) }).optional(),
  changes: z.boolean().optional(),
  /** Asking twice does no harm. */
  repeatable: z.boolean().optional(),
  within: Duration.optional(),
  every: Duration.optional(),
});
export type Http = z.infer<typeof Http>;

export const Command = z.strictObject({
  argv: z.array(z.string().min(1).max(2000)).min(1).max(100),
  changes: z.boolean(),
  exit: z.number().int().min(0).max(255).optional(),
  contains: z.string().min(1).max(500).optional(),
  timeout: Duration.optional(),
  cwd: z.string().min(1).max(500).optional(),
  /** Doing it twice does no harm. */
  repeatable: z.boolean().optional(),
  /** How a later process knows that it was done. */
  'done-when': ReadingConditions.optional(),
  within: Duration.optional(),
  every: Duration.optional(),
});
export type Command = z.infer<typeof Command>;

export const Retry = z.strictObject({ tries: z.number().int().min(2).max(10), pause: Duration.optional() });

export const STEP_PARTS = {
  check: ReadingConditions.optional(),
  look: z.array(Look).min(1).max(20).optional(),
  verify: Verify.optional(),
  manual: Manual.optional(),
  call: Call.optional(),
  http: Http.optional(),
  command: Command.optional(),
  wait: Duration.optional(),
};
export type StepPart = keyof typeof STEP_PARTS;
