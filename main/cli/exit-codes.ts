// What the command line ends with. Scripts rely on these numbers: they never change their meaning.

import type { AppError, ErrorCode } from '../../shared/errors.ts';
import type { RunStatus } from '../../shared/model/run.ts';

export const EXIT = {
  done: 0,
  /** The command, its parameters or the profile's name are wrong; nothing was tried. */
  badInput: 2,
  /** A precondition does not hold; nothing was changed. */
  blocked: 3,
  failed: 4,
  cancelled: 5,
  /** The run waits for an answer to a manual step, or is paused: `marsad runs answer` goes on with it. */
  waiting: 6,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const BY_ERROR: Readonly<Partial<Record<ErrorCode, ExitCode>>> = {
  bad_request: EXIT.badInput,
  not_found: EXIT.badInput,
  denied: EXIT.blocked,
  conflict: EXIT.blocked,
  blocked: EXIT.blocked,
  cancelled: EXIT.cancelled,
};

export function exitCodeOfError({ code }: AppError): ExitCode {
  return BY_ERROR[code] ?? EXIT.failed;
}

const BY_STATUS: Readonly<Record<RunStatus, ExitCode>> = {
  done: EXIT.done,
  blocked: EXIT.blocked,
  cancelled: EXIT.cancelled,
  failed: EXIT.failed,
  interrupted: EXIT.failed,
  stopped: EXIT.failed,
  waiting: EXIT.waiting,
  paused: EXIT.waiting,
  running: EXIT.failed,
};

export function exitCodeOfRun(status: RunStatus): ExitCode {
  return BY_STATUS[status];
}
