// Turns whatever was thrown into what may cross a wire. Anything unexpected becomes `internal` with a trace id:
// its message, stack and causes go to the log and nowhere else.

import { randomBytes } from 'node:crypto';
import { AppError, isCancelled } from '../../shared/errors.ts';
import type { Log } from '../log.ts';

export function mapError(error: unknown, name: string, log: Log): AppError {
  if (error instanceof AppError) {
    if (error.code === 'internal') log.error('rpc.failed', { name, error });
    return error;
  }
  if (isCancelled(error)) return new AppError('cancelled', `${name} was cancelled.`);
  const trace = randomBytes(6).toString('hex');
  log.error('rpc.failed', { name, trace, error });
  return new AppError('internal', 'Something went wrong inside the console.', {
    hint: `The log says more under trace ${trace}.`,
    details: { trace },
  });
}
