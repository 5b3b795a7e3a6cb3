// Makes a set of a dump of mongodump, a folder or an archive: from then on it is verified, restored, drilled, copied and kept like any
// other. Reads every byte of the dump, changes nothing of it, and touches no server.

import { resolve } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { encryptsSets } from '../../../shared/model/profile.ts';
import { text } from '../../../shared/text.ts';
import { COMPRESSIONS } from '../../backup/format/compression.ts';
import { isAccounts } from '../../backup/mongo/account-collections.ts';
import { findDump, type Dump } from '../../backup/mongodump/find-dump.ts';
import { defineRunbook, type Step } from '../runbook.ts';
import { adopt, sourceCheck, type AdoptData } from './backup-adopt-dump-acts.ts';
import { ADOPT_TEXTS } from './backup-adopt-dump-texts.ts';
import { copyCheck } from './backup-copy-steps.ts';
import { finishSet } from './backup-take-acts.ts';
import { keyCheck, othersCheck, roomCheck, storeCheck } from './backup-take-checks.ts';
import { chooseStores, copyTaken } from './backup-take-copies.ts';
import { verifyListed } from './backup-take-verify.ts';
import { choice, field } from './fields.ts';

const Parameters = z.strictObject({
  path: z.string().min(1),
  taken: z.string().min(1).max(100).optional(),
  store: z.string().optional(),
  compression: z.enum(COMPRESSIONS).default('zstd'),
});

const NAMES_IN_WORDS = 5;
/** What gzip makes of documents, at most: how much a packed dump may grow where the set is not packed. */
const PACKED_TIMES = 10;

export const backupAdoptDump = defineRunbook({
  id: 'backup.adopt-dump',
  area: 'backup',
  effect: 'read',
  texts: ADOPT_TEXTS,
  fields: [
    { ...field('path', 'text'), required: true },
    field('taken', 'text'),
    field('store', 'backup-stores'),
    { ...choice('compression', 'zstd', COMPRESSIONS, false), rare: true },
  ],
  parameters: Parameters,
  async plan(context, { path: typed, taken, store, compression }) {
    const dump = await findDump(resolve(typed));
    const { path, sizeBytes, collections } = dump;
    const ofUsers = collections.filter((each) => !isAccounts(each));
    const dated = taken === undefined ? datesOf(dump, context.clock.now()) : typedDate(taken, context.clock.now());
    const { made, copies } = await chooseStores(context, store);
    const stores = [...new Set([made, ...copies])];
    const data: AdoptData = {
      path,
      seen: { sizeBytes, collections: collections.length, endedMs: dump.endedMs },
      needsBytes: sizeBytes * (dump.isPacked && compression === 'none' ? PACKED_TIMES : 1),
      dated,
      store: made.id,
      copies: copies.map(({ id }) => id),
      compression,
      encrypts: encryptsSets(context.profile),
      parameters: { path, store: stores.map(({ id }) => id).join(','), compression, ...(taken && { taken }) },
    };
    const hasOplog = dump.kind === 'folder' ? dump.oplogFile !== null : dump.hasOplog;
    return {
      title: text('plan.title', { path }),
      changes: stores.map(({ place }) => ({
        where: place,
        now: text('change.now'),
        after: text('change.after', {
          collections: ofUsers.length,
          databases: new Set(ofUsers.map(({ database }) => database)).size,
          bytes: sizeBytes,
        }),
      })),
      warnings: [
        text('warning.dated', {
          taken: `${new Date(dated.startedMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`,
        }),
        text(hasOplog ? 'warning.oplog' : 'warning.moments'),
        ...(dump.kind === 'folder' ? [text('warning.folder')] : []),
        ...(dump.leftOut.length > 0 ? [text('warning.leftOut', leftOutIn(dump))] : []),
        ...(data.encrypts ? [text('warning.encrypted')] : []),
      ],
      wayBack: text('wayBack'),
      data,
    };
  },
  steps: (data: AdoptData): readonly Step[] => [
    sourceCheck(data),
    storeCheck(data),
    ...data.copies.map(copyCheck),
    othersCheck(data),
    ...(data.encrypts ? [keyCheck(data)] : []),
    roomCheck(data, () => Promise.resolve(data.needsBytes)),
    adopt(data),
    finishSet(data),
    ...data.copies.map((store) => copyTaken(data, store)),
    verifyListed(data),
  ],
});

/** No file tells more; a clock that was wrong must not date a set into the future. */
function datesOf({ beganMs, endedMs }: Dump, nowMs: number): AdoptData['dated'] {
  return { startedMs: Math.min(beganMs, nowMs), finishedMs: Math.min(endedMs, nowMs) };
}

function typedDate(taken: string, nowMs: number): AdoptData['dated'] {
  const atMs = /^\d{4}-\d\d-\d\d/.test(taken.trim()) ? Date.parse(taken.trim()) : Number.NaN;
  if (Number.isNaN(atMs) || atMs > nowMs || atMs < 0) {
    throw new AppError('bad_request', `“${taken}” is no date and time of the past.`, {
      hint: 'Type it as 2026-11-20 14:32:00, or with its zone as 2026-11-20T14:32:00Z.',
    });
  }
  return { startedMs: atMs, finishedMs: atMs };
}

function leftOutIn({ leftOut }: Dump): { names: string; count: number } {
  const rest = leftOut.length > NAMES_IN_WORDS ? ', …' : '';
  return { names: leftOut.slice(0, NAMES_IN_WORDS).join(', ') + rest, count: leftOut.length };
}
