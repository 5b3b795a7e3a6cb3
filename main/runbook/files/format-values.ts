// The small values of a runbook file: words in two languages, names, lengths of time.

import { z } from 'zod';

const LONGEST_TEXT = 8_000;
const ONE_DAY_MS = 24 * 3_600_000;
const UNIT_MS = { ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: ONE_DAY_MS } as const;

/** `health.daily`: what a runbook is called. Never a path. */
export const RunbookId = z
  .string()
  .max(60)
  .regex(/^[a-z][a-z0-9]*([.-][a-z0-9]+)+$/, 'lower-case words parted by a dot or a dash, for example health.daily');

/** What steps, parameters and loop variables are called. */
export const Id = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'lower-case letters, digits and dashes, for example take-backup');

const Sentence = z.string().min(1).max(LONGEST_TEXT);

/** Words for people, Markdown. A plain string is English. Places like `{server}` are filled in. */
export const Words = z
  .union([Sentence, z.strictObject({ en: Sentence, ar: Sentence.optional() })])
  .meta({ id: 'Words', description: 'English text, or { en: …, ar: … }. Markdown.' });
export type Words = z.infer<typeof Words>;

/** `500 ms`, `10 s`, `5 min`, `2 h`: at most a day. */
export const Duration = z
  .string()
  .max(20)
  .regex(/^\d{1,9}(\.\d{1,3})? ?(ms|s|min|h)$/, 'a length of time, for example 10 s, 5 min or 2 h')
  .refine((written) => !(durationMs(written) > ONE_DAY_MS), 'at most 24 h')
  .meta({ id: 'Duration', description: 'A length of time: 500 ms, 10 s, 5 min, 2 h.' });

/** Milliseconds of what {@link Duration} accepts. */
export function durationMs(written: string): number {
  const [, number, unit] = /^([\d.]+) ?(ms|s|min|h|d)$/.exec(written) ?? [];
  return Number(number) * (UNIT_MS[unit as keyof typeof UNIT_MS] ?? Number.NaN);
}

/** Names of other things: readings, loop sources. Which ones exist is checked in lint.ts. */
export const Name = z.string().min(1).max(80);
