// Of several failures of one area, the one an operator should read. Pure.

import { AppError, type ErrorCode } from '../shared/errors.ts';

const TELLING: readonly ErrorCode[] = ['bad_request', 'denied', 'unsupported', 'limited', 'unreachable', 'timeout'];

/** A wrong password says more than a refused connection, and that more than silence. `otherwise` when there is none. */
export function mostTelling(errors: readonly unknown[], otherwise: AppError): AppError {
  const known = errors.filter((error) => error instanceof AppError);
  const rank = ({ code }: AppError): number => (TELLING.includes(code) ? TELLING.indexOf(code) : TELLING.length);
  return known.toSorted((a, b) => rank(a) - rank(b))[0] ?? otherwise;
}
