// Saves what was written to MongoDB since the last slice, so that any moment in between can be restored. Meant to run every few
// minutes; only reads the servers. A slice that did not finish is none.

import { encryptsSets } from '../../../shared/model/profile.ts';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { text } from '../../../shared/text.ts';
import { COMPRESSIONS } from '../../backup/format/compression.ts';
import { defineRunbook, type Step } from '../runbook.ts';
import { mongoOf } from './shared-reading.ts';
import { copyCheck } from './backup-copy-steps.ts';
import { copySlices, finishSlice, hasEntries, readSlice } from './backup-oplog-slice-acts.ts';
import { rangeCheck, verifyCovered } from './backup-oplog-slice-checks.ts';
import { SLICE_TEXTS } from './backup-oplog-slice-texts.ts';
import { keyCheck, storeCheck } from './backup-take-checks.ts';
import { chooseStores } from './backup-take-copies.ts';
import type { SliceData } from './backup-oplog-slice-data.ts';
import { choice, field } from './fields.ts';

const Parameters = z.strictObject({
  store: z.string().optional(),
  mongoFrom: z.enum(['primary', 'secondary']).default('primary'),
  compression: z.enum(COMPRESSIONS).default('zstd'),
});

export const backupOplogSlice = defineRunbook({
  id: 'backup.oplog-slice',
  area: 'backup',
  effect: 'read',
  texts: SLICE_TEXTS,
  fields: [
    field('store', 'backup-stores'),
    choice('mongoFrom', 'primary', ['primary', 'secondary']),
    { ...choice('compression', 'zstd', COMPRESSIONS, false), rare: true },
  ],
  parameters: Parameters,
  async plan(context, { store, mongoFrom, compression }) {
    const { summary } = await mongoOf(context).read();
    if (summary.mode === 'standalone') {
      throw new AppError('unsupported', 'A standalone MongoDB has no oplog that could be saved.', {
        hint: 'Make it a replica set of one member; until then only the moments of its sets can be restored.',
      });
    }
    const { made, copies } = await chooseStores(context, store);
    const data: SliceData = {
      store: made.id,
      copies: copies.map(({ id }) => id),
      mongoFrom,
      compression,
      encrypts: encryptsSets(context.profile),
      parameters: { store: [...new Set([made, ...copies].map(({ id }) => id))].join(','), mongoFrom, compression },
    };
    return {
      title: text('plan.title'),
      changes: [...new Set([made, ...copies])].map(({ place }) => ({
        where: `${place}/oplog`,
        now: text('change.now'),
        after: text('change.after'),
      })),
      warnings: data.encrypts ? [text('warning.encrypted')] : [],
      wayBack: text('wayBack'),
      data,
    };
  },
  holds: () => ['mongo'],
  steps: (data: SliceData): readonly Step[] => [
    storeCheck(data),
    ...data.copies.map(copyCheck),
    ...(data.encrypts ? [keyCheck(data)] : []),
    rangeCheck(data),
    readSlice(data),
    finishSlice(data),
    ...data.copies.map((store) => copySlices(data, store)),
    { ...verifyCovered(), when: hasEntries },
  ],
});
