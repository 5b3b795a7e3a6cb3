// Which runbooks there are now: those of the code, and those that files bring while the console runs.

import { AppError } from '../../shared/errors.ts';
import type { Runbook } from './runbook.ts';

export interface RunbookLibrary {
  /** In the order they are offered. */
  list(): readonly Runbook[];
  find(id: string): Runbook | undefined;
  /** Throws `not_found`, and names those there are. */
  get(id: string): Runbook;
}

/** `current` is asked each time: files come and go. Where two have one id, the first is meant. */
export function createRunbookLibrary(current: () => readonly Runbook[]): RunbookLibrary {
  const find = (id: string): Runbook | undefined => current().find((runbook) => runbook.id === id);
  return {
    list: current,
    find,
    get(id) {
      const runbook = find(id);
      if (runbook) return runbook;
      const ids = current().map((other) => other.id);
      throw new AppError('not_found', `There is no runbook named ${id}.`, { hint: `There are: ${ids.join(', ')}.` });
    },
  };
}
