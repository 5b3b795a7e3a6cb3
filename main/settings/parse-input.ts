// Input that is to be stored: parsed before anything is touched, and refused with the name of the field that is wrong.

import type { z } from 'zod';
import { AppError } from '../../shared/errors.ts';

/** Throws `bad_request`. The value itself never gets into the message. */
export function parseInput<Value>(schema: z.ZodType<Value>, input: unknown, what: string): Value {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join('.')}: ${message}` : message,
  );
  throw new AppError('bad_request', `${what} cannot be stored: ${problems.join('; ')}`, {
    hint: 'Correct it and save again.',
  });
}
