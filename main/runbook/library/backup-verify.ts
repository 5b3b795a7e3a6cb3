// Verifies a set: re-reads every byte of it. Changes neither servers nor the set; the result is kept beside the manifest.

import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { text } from '../../../shared/text.ts';
import { writeVerification } from '../../backup/verification.ts';
import { verifySet } from '../../backup/verify-set.ts';
import { defineRunbook, type ActStep, type RunbookContext, type Step } from '../runbook.ts';
import { VERIFY_TEXTS } from './backup-verify-texts.ts';

interface VerifyData {
  readonly set: string;
}

const FAULTS_IN_WORDS = 3;
/** For schedules and runbook files: whatever set of the profile is the newest when it is planned. */
export const NEWEST = 'newest';

export const backupVerify = defineRunbook({
  id: 'backup.verify',
  area: 'backup',
  effect: 'read',
  texts: VERIFY_TEXTS,
  fields: [{ name: 'set', label: text('field.set'), help: text('field.set.help'), kind: 'backup-set', required: true }],
  parameters: z.strictObject({ set: z.string().min(1) }),
  async plan({ backups, profile }, { set: wanted }) {
    const set = wanted === NEWEST ? await newestOf(backups, profile.id) : wanted;
    const folder = await backups.folderOf(set);
    return {
      title: text('plan.title', { set }),
      changes: [{ where: folder, now: text('change.now'), after: text('change.after') }],
      warnings: [],
      wayBack: text('wayBack'),
      data: { set },
    };
  },
  steps: (data: VerifyData): readonly Step[] => [presentCheck(data), readEverything(data)],
});

/** Throws `not_found` where there is none. */
export async function newestOf(backups: RunbookContext['backups'], profileId: string): Promise<string> {
  const set = (await backups.list()).find((each) => each.profileId === profileId);
  if (!set) throw new AppError('not_found', 'The profile has no backup set yet.', { hint: 'Take a backup first.' });
  return set.id;
}

function presentCheck({ set }: VerifyData): Step {
  return {
    kind: 'check',
    id: 'present',
    title: text('check.present'),
    read: async ({ backups }) => ({ ok: true, text: text('present.ok', { folder: await backups.folderOf(set) }) }),
  };
}

function readEverything({ set }: VerifyData): ActStep {
  return {
    kind: 'act',
    id: 'read',
    title: text('act.read'),
    cancellable: true,
    observe: async (context) => (context.recorded('verified') === true ? 'done' : 'not-done'),
    async act(context) {
      const setFolder = await context.backups.folderOf(set);
      const { faults, files, bytes } = await verifySet({
        setFolder,
        keys: context.backups.keys,
        signal: context.signal,
        onProgress: ({ doneBytes, totalBytes, file }) =>
          context.progress({ done: doneBytes, total: totalBytes, unit: 'bytes', detail: text('reading', { file }) }),
      });
      const by = `backup.verify · ${context.operator}`;
      context.measure('faults', { label: text('measure.faults'), value: faults.length, unit: 'count' });
      const written = writeVerification(setFolder, {
        verified: { atMs: context.clock.now(), ok: faults.length === 0, by, faults: [...faults] },
      });
      if (faults.length > 0) {
        await written.catch(() => undefined); // a store that cannot be written must not hide the damage
        throw damagedSet(set, faults);
      }
      await written;
      await context.record('verified', true);
      return text('read.done', { files, bytes });
    },
  };
}

/** Names the files that failed; the whole list stands beside the manifest. */
export function damagedSet(
  set: string,
  faults: readonly { readonly file: string; readonly reason: string }[],
): AppError {
  const first = faults.slice(0, FAULTS_IN_WORDS).map(({ file, reason }) => `${file}: ${reason}`);
  const rest = faults.length > first.length ? ` (and ${faults.length - first.length} more)` : '';
  return new AppError('damaged', `The set ${set} is damaged. ${first.join('; ')}${rest}`, {
    hint: 'Keep the set for inspection, do not restore from it, and take a new one now.',
    details: { faults: faults.length, file: faults[0]?.file ?? '' },
  });
}
