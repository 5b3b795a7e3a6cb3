// A start that was refused because somebody else holds the target, as the engine tells it.

import type { AppError } from '../../../shared/errors.ts';

export interface LeaseConflict {
  /** `redis.change`, `mongo.content`, … */
  readonly lease: string;
  readonly owner: string | null;
  readonly runId: string | null;
  readonly runbookId: string | null;
  /** How long ago the owner last gave a sign of life, where the target can tell. */
  readonly silentMs: number | null;
  readonly mayTakeOver: boolean;
}

/** Null where the error is about something else. */
export function leaseConflictOf(error: Pick<AppError, 'code' | 'details'>): LeaseConflict | null {
  const { lease, owner, runId, runbookId, silentMs, takeOverPossible } = error.details ?? {};
  if (error.code !== 'conflict' || typeof lease !== 'string') return null;
  const words = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
  return {
    lease,
    owner: words(owner),
    runId: words(runId),
    runbookId: words(runbookId),
    silentMs: typeof silentMs === 'number' ? silentMs : null,
    mayTakeOver: takeOverPossible !== false,
  };
}
