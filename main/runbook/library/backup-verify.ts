// Verifies a set: re-reads every byte of it. Changes neither servers nor the set; the result is kept beside the manifest.

import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { text } from '../../../shared/text.ts';
import { verifySet } from '../../backup/verify-set.ts';
import { defineRunbook, type ActStep, type RunbookContext, type Step } from '../runbook.ts';
import { fetchSet, forgetFetched, STORE_FIELD } from './backup-fetch.ts';
import { VERIFY_TEXTS } from './backup-verify-texts.ts';

interface VerifyData {
  readonly set: string;
  /** The store whose copy is read. Absent in runs of older versions: the first that holds it. */
  readonly store?: string;
  /** The store it must be fetched from first. */
  readonly fetchFrom?: string | null;
}

const FAULTS_IN_WORDS = 3;
/** For schedules and runbook files: whatever set of the profile is the newest when it is planned. */
export const NEWEST = 'newest';

export const backupVerify = defineRunbook({
  id: 'backup.verify',
  area: 'backup',
  effect: 'read',
  texts: VERIFY_TEXTS,
  fields: [
    { name: 'set', label: text('field.set'), help: text('field.set.help'), kind: 'backup-set', required: true },
    STORE_FIELD,
  ],
  parameters: z.strictObject({ set: z.string().min(1), store: z.string().optional() }),
  async plan({ backups, profile }, { set: wanted, store: wantedStore }) {
    const set = wanted === NEWEST ? await newestOf(backups, profile.id) : wanted;
    const store = wantedStore ? await backups.find(wantedStore) : await backups.holderOf(set);
    return {
      title: text('plan.title', { set }),
      changes: [{ where: `${store.place}/${set}`, now: text('change.now'), after: text('change.after') }],
      warnings: [],
      wayBack: text('wayBack'),
      data: { set, store: store.id, fetchFrom: store.kind === 's3' ? store.id : null },
    };
  },
  steps: (data: VerifyData): readonly Step[] => [
    presentCheck(data),
    ...(data.fetchFrom ? [fetchSet(data.set, data.fetchFrom, 'anew')] : []),
    readEverything(data),
    ...(data.fetchFrom ? [forgetFetched(data.set, data.fetchFrom)] : []),
  ],
});

/** Throws `not_found` where there is none. */
export async function newestOf(backups: RunbookContext['backups'], profileId: string): Promise<string> {
  const set = (await backups.list()).find((each) => each.profileId === profileId);
  if (!set) throw new AppError('not_found', 'The profile has no backup set yet.', { hint: 'Take a backup first.' });
  return set.id;
}

function presentCheck({ set, store: storeId }: VerifyData): Step {
  return {
    kind: 'check',
    id: 'present',
    title: text('check.present'),
    read: async ({ backups }) => {
      const store = storeId === undefined ? await backups.holderOf(set) : await backups.find(storeId);
      const folder = `${store.place}/${set}`;
      return (await store.has(set))
        ? { ok: true, text: text('present.ok', { folder }) }
        : { ok: false, text: text('present.missing', { folder }) };
    },
  };
}

function readEverything({ set, store: storeId }: VerifyData): ActStep {
  return {
    kind: 'act',
    id: 'read',
    title: text('act.read'),
    cancellable: true,
    observe: async (context) => (context.recorded('verified') === true ? 'done' : 'not-done'),
    async act(context) {
      const store = storeId === undefined ? await context.backups.holderOf(set) : await context.backups.find(storeId);
      const setFolder = (await store.folderOf(set)) ?? (await context.backups.folderOf(set));
      const { faults, files, bytes } = await verifySet({
        setFolder,
        keys: context.backups.keys,
        signal: context.signal,
        onProgress: ({ doneBytes, totalBytes, file }) =>
          context.progress({ done: doneBytes, total: totalBytes, unit: 'bytes', detail: text('reading', { file }) }),
      });
      const by = `backup.verify · ${context.operator}`;
      context.measure('faults', { label: text('measure.faults'), value: faults.length, unit: 'count' });
      const written = store.learn(set, {
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
