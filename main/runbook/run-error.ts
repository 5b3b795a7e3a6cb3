// Whatever a step throws, as what may be journalled and shown. Drivers' errors are mapped where they happen; what comes here
// unmapped is a bug of ours: the log gets it whole, under a trace, and nobody else gets more than its name.

import { randomBytes } from 'node:crypto';
import { AppError, isCancelled } from '../../shared/errors.ts';

/** Where unexpected errors go in full. */
export type ReportTrouble = (error: unknown) => void;

export function toRunError(thrown: unknown, report: ReportTrouble): AppError {
  if (thrown instanceof AppError) return thrown;
  if (isCancelled(thrown)) return new AppError('cancelled', 'The run was cancelled.');
  const trace = randomBytes(6).toString('hex');
  report(new Error(`a runbook step failed unexpectedly, trace ${trace}`, { cause: thrown }));
  const name = thrown instanceof Error ? thrown.name : 'error';
  return new AppError('internal', `A step ended with an unexpected ${name}.`, {
    hint: `The log says more under trace ${trace}.`,
    details: { trace },
  });
}
