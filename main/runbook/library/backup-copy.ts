// Copies a set from one store to another, or finishes a copy that was cut. Only reads the one it copies from.

import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { text } from '../../../shared/text.ts';
import type { SetStore } from '../../backup/stores/set-store.ts';
import { defineRunbook, type ActStep, type CheckStep, type RunbookContext, type Step } from '../runbook.ts';
import { copyCheck, copyInto, verifyThere } from './backup-copy-steps.ts';
import { COPY_TEXTS } from './backup-copy-texts.ts';
import { fetchSet, forgetFetched } from './backup-fetch.ts';
import { blocks, check } from './check-step.ts';
import { field } from './fields.ts';

interface CopyData {
  readonly set: string;
  /** Null: it was made on this machine and is in no store yet. */
  readonly from: string | null;
  readonly to: string;
  /** Whether it must be brought to this machine first. */
  readonly fetches: boolean;
}

export const backupCopy = defineRunbook({
  id: 'backup.copy',
  area: 'backup',
  effect: 'read',
  texts: COPY_TEXTS,
  fields: [
    { ...field('set', 'backup-set', false), required: true },
    { ...field('to', 'backup-store'), required: true },
    field('from', 'backup-store'),
  ],
  parameters: z.strictObject({ set: z.string().min(1), to: z.string().min(1), from: z.string().optional() }),
  async plan(context, { set, to: wantedTo, from: wantedFrom }) {
    const to = await context.backups.find(wantedTo);
    const from = wantedFrom ? await context.backups.find(wantedFrom) : await sourceOf(context, set);
    if (from === to) {
      throw new AppError('bad_request', `The set is in ${to.place} already.`, { hint: 'Choose another store.' });
    }
    const fetches = from?.kind === 's3';
    const where = from ? `${from.place}/${set}` : await context.backups.folderOf(set);
    return {
      title: text('plan.title', { set, store: to.id }),
      changes: [{ where: `${to.place}/${set}`, now: text('change.now'), after: text('change.after', { where }) }],
      warnings: to.kind === 's3' ? [text('warning.bucket')] : [],
      wayBack: text('wayBack'),
      data: { set, from: from?.id ?? null, to: to.id, fetches },
    };
  },
  steps: (data: CopyData): readonly Step[] => [
    sourceCheck(data),
    copyCheck(data.to),
    ...(data.fetches ? [fetchSet(data.set, data.from!, 'once')] : []),
    copySet(data),
    verifyThere(data),
    ...(data.fetches ? [forgetFetched(data.set, data.from!)] : []),
  ],
});

/** Null where it lies on this machine only because it was made here. */
async function sourceOf({ backups }: RunbookContext, set: string): Promise<SetStore | null> {
  try {
    return await backups.holderOf(set);
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return null;
    throw error;
  }
}

const sourceCheck = ({ set, from }: CopyData): CheckStep =>
  check('source', async ({ backups }) => {
    if (from === null) return { ok: true, text: text('source.ok', { where: await backups.folderOf(set) }) };
    const store = await backups.find(from);
    const incompleteness = await store.incompleteness(set);
    return incompleteness === null
      ? { ok: true, text: text('source.ok', { where: `${store.place}/${set}` }) }
      : blocks(incompleteness);
  });

const copySet = ({ set, from, to }: CopyData): ActStep => ({
  kind: 'act',
  id: 'copy',
  title: text('act.copy', { store: to }),
  cancellable: true,
  observe: async ({ backups }) => ((await (await backups.find(to)).has(set)) ? 'done' : 'not-done'),
  async act(context) {
    const { backups } = context;
    const source = from === null ? null : await backups.find(from);
    const folder = (await source?.folderOf(set)) ?? (await backups.folderOf(set));
    const done = await copyInto(context, to, set, folder, (await source?.learnt(set))?.proven ?? null);
    await (await backups.find(to)).dropMade(set);
    return done;
  },
});
