// Permission follows from the contract's one word: what writes or destroys on a profile is refused while that profile is
// read-only. Decided here, for every face alike; a button that is greyed out is only a courtesy.

import type { Call } from '../../shared/contract/define.ts';
import { AppError } from '../../shared/errors.ts';
import type { RunbookInfo } from '../../shared/model/run.ts';

export interface Permissions {
  isReadOnly(profileId: string): boolean;
  profileName(profileId: string): string;
  /** Undefined where there is none: the call itself says so. */
  runbookEffect(runbookId: string): RunbookInfo['effect'] | undefined;
  runOf(runId: string): { readonly profileId: string; readonly runbookId: string } | undefined;
}

export type Authorise = (name: string, call: Call, input: unknown) => void;

/** The fields of inputs that decide. The input was parsed: where a field is there, it is of this type. */
interface Target {
  readonly profileId?: string;
  readonly runbookId?: string;
  readonly runId?: string;
  readonly dryRun?: boolean;
}

export function createAuthorise(permissions: Permissions): Authorise {
  return (name, call, input) => {
    const target = (input ?? {}) as Target;
    refuseForeignRun(target, permissions);
    if (effectOf(name, call, target, permissions) === 'read' || target.profileId === undefined) return;
    if (!permissions.isReadOnly(target.profileId)) return;
    throw new AppError(
      'denied',
      `${permissions.profileName(target.profileId)} is read-only: nothing can be changed on it.`,
      {
        hint: 'Leave read-only first; that asks for the name of the profile.',
      },
    );
  };
}

/**
 * Starting a run and whatever lets it go on are as dangerous as the runbook: one that changes no server (verifying a set,
 * taking a backup: they write into the store only) may run while read-only, and so may a dry run.
 */
function effectOf(
  name: string,
  { effect }: Call,
  { runbookId, runId, dryRun }: Target,
  permissions: Permissions,
): Call['effect'] {
  switch (name) {
    case 'runbooks.start':
      return dryRun === true ? 'read' : (permissions.runbookEffect(runbookId ?? '') ?? effect);
    case 'runs.resume':
    case 'runs.undo':
    case 'runs.continue':
    case 'runs.answer':
      return permissions.runbookEffect(permissions.runOf(runId ?? '')?.runbookId ?? '') ?? effect;
    default:
      return effect;
  }
}

/** A run named together with a profile must be that profile's: or the run of a read-only one could be resumed beside it. */
function refuseForeignRun({ profileId, runId }: Target, permissions: Permissions): void {
  if (profileId === undefined || runId === undefined) return;
  const run = permissions.runOf(runId);
  if (run !== undefined && run.profileId !== profileId) {
    throw new AppError('bad_request', `The run ${runId} is not of this profile.`, {
      hint: 'Open the run from its own profile.',
    });
  }
}
