// What changes something outside the runbooks is in the audit log too: that it was begun, before it is, and how it ended.

import { AppError } from '../../shared/errors.ts';
import type { AuditDetail } from '../../shared/model/audit.ts';
import type { Services } from '../services.ts';

export interface AuditedAction {
  /** `profile.save`, `backup.removeUnfinished`, … */
  readonly action: string;
  /** Empty where it is about no profile. */
  readonly profileId: string;
  readonly subject: string;
  readonly why?: string;
  readonly before?: AuditDetail;
  /** What is there afterwards, if it succeeds. */
  readonly after?: AuditDetail;
}

/** Does nothing at all where the audit log cannot be written. */
export async function audited<Result>(
  { audit, operator }: Pick<Services, 'audit' | 'operator'>,
  { action, profileId, subject, why = '', before = null, after = null }: AuditedAction,
  work: () => Promise<Result>,
): Promise<Result> {
  const entry = { who: operator(), action, target: profileId, subject, why, runId: null, planHash: null, before };
  await audit.append({ ...entry, after, result: 'started' });
  try {
    const result = await work();
    await audit.append({ ...entry, after, result: 'done' });
    return result;
  } catch (error) {
    await audit.append({ ...entry, result: error instanceof AppError ? error.code : 'internal' });
    throw error;
  }
}
