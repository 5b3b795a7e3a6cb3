// Which profile a command is about, connected: the named one, or the running lab's.

import type { ProfileRow } from '../../shared/contract/fleet.ts';
import { AppError } from '../../shared/errors.ts';
import type { Profile } from '../../shared/model/profile.ts';
import { readSecrets } from './read-password.ts';
import { stateOf, type AppSession } from './session.ts';

export interface ChosenProfile {
  readonly profile: Profile;
  readonly readOnly: boolean;
}

/** Throws `not_found` naming the profiles there are, or why the servers cannot be reached. */
export async function connectProfile(session: AppSession): Promise<ChosenProfile> {
  const { app, options, signal } = session;
  const { profiles } = await stateOf(session, 'profiles.watch', {});
  const { profile, missingSecrets, readOnly } = chooseProfile(Object.values(profiles), options.profile);
  const secrets = await readSecrets(missingSecrets, { file: options.passwordFile, signal });
  await app.call('profiles.connect', { profileId: profile.id, secrets }, { signal });
  return { profile, readOnly };
}

export function chooseProfile(rows: readonly ProfileRow[], wanted: string | undefined): ProfileRow {
  if (wanted === undefined) {
    const lab = rows.find(({ fromLab }) => fromLab);
    if (lab) return lab;
    throw new AppError('not_found', 'No lab is running, and no profile was named.', {
      hint: `Start one with \`marsad lab start\`${orName(rows)}.`,
    });
  }
  const found = rows.find(({ profile }) => profile.id === wanted) ?? onlyByName(rows, wanted);
  if (found) return found;
  throw new AppError('not_found', `There is no profile ${wanted}.`, {
    hint: rows.length > 0 ? `There are: ${idsOf(rows)}.` : 'Profiles are made in the console: `marsad serve`.',
  });
}

function onlyByName(rows: readonly ProfileRow[], name: string): ProfileRow | undefined {
  const named = rows.filter(({ profile }) => profile.name === name);
  return named.length === 1 ? named[0] : undefined;
}

function orName(rows: readonly ProfileRow[]): string {
  return rows.length > 0 ? `, or name a profile with --profile: ${idsOf(rows)}` : '';
}

function idsOf(rows: readonly ProfileRow[]): string {
  return rows.map(({ profile }) => profile.id).join(', ');
}
