// Takes a set that lies elsewhere (a disk, another machine's store) into a store of the profile: every byte of it is verified
// before anything is copied. Only reads the folder it comes from.

import { resolve } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { text } from '../../../shared/text.ts';
import { headerOf, openSet, readSetDocument } from '../../backup/format/open-set.ts';
import { sizeOf } from '../../backup/manifest-figures.ts';
import { verifySet } from '../../backup/verify-set.ts';
import { defineRunbook, type ActStep, type CheckStep, type Step } from '../runbook.ts';
import { copyCheck, copyInto, verifyThere } from './backup-copy-steps.ts';
import { IMPORT_TEXTS } from './backup-import-texts.ts';
import { damagedSet } from './backup-verify.ts';
import { blocks, check } from './check-step.ts';
import { field } from './fields.ts';

interface ImportData {
  readonly set: string;
  readonly folder: string;
  readonly to: string;
}

export const backupImport = defineRunbook({
  id: 'backup.import',
  area: 'backup',
  effect: 'read',
  texts: IMPORT_TEXTS,
  fields: [{ ...field('folder', 'text'), required: true }, field('to', 'backup-store')],
  parameters: z.strictObject({ folder: z.string().min(1), to: z.string().optional() }),
  async plan({ backups, profile }, { folder: typed, to: wantedTo }) {
    const folder = resolve(typed);
    const to = await backups.find(wantedTo);
    const { manifest } = await openSet(folder, backups.keys); // without its key nobody could verify it: said now
    const { id, profileId, startedMs } = manifest;
    if (headerOf(await readSetDocument(folder)).oplog) {
      throw new AppError('unsupported', `${id} is a slice of the oplog, and no set.`, {
        hint: 'Slices are copied into the folder “oplog” of a store, all of a chain together.',
      });
    }
    if (await to.has(id)) {
      throw new AppError('bad_request', `The set is in ${to.place} already.`, { hint: 'Choose another store.' });
    }
    const taken = new Date(startedMs).toISOString().slice(0, 19).replace('T', ' ');
    return {
      title: text('plan.title', { set: id, store: to.id }),
      changes: [
        {
          where: `${to.place}/${id}`,
          now: text('change.now'),
          after: text('change.after', { folder, taken: `${taken} UTC`, bytes: sizeOf(manifest) }),
        },
      ],
      warnings: [
        ...(profileId === profile.id ? [] : [text('warning.otherProfile', { profileId })]),
        ...(to.kind === 's3' ? [text('warning.bucket')] : []),
      ],
      wayBack: text('wayBack'),
      data: { set: id, folder, to: to.id } satisfies ImportData,
    };
  },
  steps: (data: ImportData): readonly Step[] => [
    sourceCheck(data),
    copyCheck(data.to),
    verifyAll(data),
    copyIn(data),
    verifyThere(data),
  ],
});

const sourceCheck = ({ set, folder }: ImportData): CheckStep =>
  check('source', async ({ backups }) => {
    const { manifest } = await openSet(folder, backups.keys);
    return manifest.id === set
      ? { ok: true, text: text('source.ok', { files: manifest.files.length, bytes: sizeOf(manifest) }) }
      : blocks(`${folder} holds another set now, ${manifest.id}`);
  });

const verifyAll = ({ set, folder }: ImportData): ActStep => ({
  kind: 'act',
  id: 'verify',
  title: text('act.verify'),
  cancellable: true,
  observe: async (context) => (context.recorded('verified') === true ? 'done' : 'not-done'),
  async act(context) {
    const { faults, files, bytes } = await verifySet({
      setFolder: folder,
      keys: context.backups.keys,
      signal: context.signal,
      onProgress: ({ doneBytes, totalBytes, file }) =>
        context.progress({ done: doneBytes, total: totalBytes, unit: 'bytes', detail: text('reading', { file }) }),
    });
    if (faults.length > 0) throw damagedSet(set, faults);
    await context.record('verified', true);
    return text('verify.done', { files, bytes });
  },
});

/** What was verified is the folder's; of the copy every file is compared while it is written. */
const copyIn = ({ set, folder, to }: ImportData): ActStep => ({
  kind: 'act',
  id: 'copy',
  title: text('act.copy', { store: to }),
  cancellable: true,
  observe: async ({ backups }) => ((await (await backups.find(to)).has(set)) ? 'done' : 'not-done'),
  async act(context) {
    const done = await copyInto(context, to, set, folder, null);
    await context.output('set', set);
    return done;
  },
});
