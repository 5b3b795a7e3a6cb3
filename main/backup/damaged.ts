// The error for stored bytes that fail their own check, with where in the file that was seen.

import { AppError } from '../../shared/errors.ts';

export function damaged(what: string, offset?: number): AppError {
  return new AppError('damaged', offset === undefined ? what : `${what} (at byte ${offset})`, {
    hint: 'Take another set; this one cannot be trusted where it fails its own check.',
    ...(offset === undefined ? {} : { details: { offset } }),
  });
}
