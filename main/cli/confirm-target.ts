// What changes a production profile is confirmed with its name; that also leaves read-only, for as long as the command runs.

import { createInterface } from 'node:readline/promises';
import { AppError } from '../../shared/errors.ts';
import type { RunbookInfo } from '../../shared/model/run.ts';
import { canAsk } from './ask-step.ts';
import type { ChosenProfile } from './choose-profile.ts';
import type { AppSession } from './session.ts';

/** Resolves with what was typed, or given as --confirm; empty where nothing needs to be. Throws `bad_request` without it. */
export async function confirmTarget(
  { app, signal }: AppSession,
  { profile, readOnly }: ChosenProfile,
  effect: RunbookInfo['effect'],
  { confirm, reason }: { readonly confirm?: string | undefined; readonly reason: string },
): Promise<string> {
  if (confirm !== undefined && confirm !== profile.name) {
    throw new AppError('bad_request', `The confirmation ${confirm} is not the name of this profile.`, {
      hint: `This would run on ${profile.name}.`,
    });
  }
  const mustConfirm = effect !== 'read' && (profile.environment === 'production' || readOnly);
  const confirmation = confirm ?? (mustConfirm ? await askConfirmation(profile.name, signal) : '');
  if (mustConfirm && readOnly) {
    const change = { profileId: profile.id, readOnly: false, confirmation, reason };
    await app.call('profiles.setReadOnly', change, { signal });
  }
  return confirmation;
}

async function askConfirmation(target: string, signal: AbortSignal): Promise<string> {
  const missing = new AppError('bad_request', `This changes ${target}, which must be confirmed.`, {
    hint: `Add --confirm '${target}'.`,
  });
  if (!canAsk()) throw missing;
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  reader.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    const typed = await reader.question(`Type ${target} to start: `, { signal });
    if (typed.trim() !== target) throw missing;
    return typed.trim();
  } finally {
    reader.close();
  }
}
