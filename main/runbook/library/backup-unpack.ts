// Writes what is in a set, packed and encrypted as it may be, as plain files that mongorestore and redis-server read. Reads the set,
// changes no server; the folder bears its name only when all of it is there.

import { mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { text } from '../../../shared/text.ts';
import { openDocument } from '../../backup/format/open-set.ts';
import type { Manifest } from '../../backup/manifest.ts';
import { shortIdOf } from '../../backup/mongo/restore-names.ts';
import { requireRoom } from '../../backup/room.ts';
import { storeError } from '../../backup/store-errors.ts';
import { filesToUnpack, firstMissing, unpackSet } from '../../backup/unpack-set.ts';
import { verifySet } from '../../backup/verify-set.ts';
import { syncFolder } from '../../sync-folder.ts';
import {
  defineRunbook,
  type ActStep,
  type CheckStep,
  type Step,
  type StepContext,
  type VerifyStep,
} from '../runbook.ts';
import { fetchSet, forgetFetched, STORE_FIELD } from './backup-fetch.ts';
import { UNPACK_TEXTS } from './backup-unpack-texts.ts';
import { damagedSet } from './backup-verify.ts';
import { blocks, check } from './check-step.ts';
import { field } from './fields.ts';

interface UnpackData {
  readonly set: string;
  /** The store it must be fetched from first. */
  readonly fetchFrom: string | null;
  readonly folder: string;
  readonly plainBytes: number;
}

export const backupUnpack = defineRunbook({
  id: 'backup.unpack',
  area: 'backup',
  effect: 'read',
  texts: UNPACK_TEXTS,
  fields: [
    { ...field('set', 'backup-set', false), required: true },
    { ...field('folder', 'text'), required: true },
    { ...STORE_FIELD, rare: true },
  ],
  parameters: z.strictObject({
    set: z.string().min(1),
    folder: z.string().min(1),
    store: z.string().optional(),
  }),
  async plan({ backups }, { set, folder: typed, store: wanted }) {
    const folder = resolve(typed);
    await requireFree(folder);
    const store = wanted ? await backups.find(wanted) : await backups.holderOf(set);
    const { manifest, seal } = await openDocument(await store.document(set), backups.keys);
    const files = filesToUnpack(manifest);
    const plainBytes = files.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
    const hasOplog = (manifest.mongo?.dump?.oplog ?? null) !== null;
    return {
      title: text('plan.title', { set, folder }),
      changes: [
        {
          where: folder,
          now: text('change.now'),
          after: text('change.after', { files: files.length, bytes: plainBytes }),
        },
      ],
      warnings: [
        text(seal === null ? 'warning.plain' : 'warning.opened'),
        ...(manifest.mongo ? [text(hasOplog ? 'warning.mongoOplog' : 'warning.mongo', { folder })] : []),
      ],
      wayBack: text('wayBack'),
      data: { set, folder, plainBytes, fetchFrom: store.kind === 's3' ? store.id : null } satisfies UnpackData,
    };
  },
  steps: (data: UnpackData): readonly Step[] => [
    setCheck(data),
    placeCheck(data),
    ...(data.fetchFrom ? [fetchSet(data.set, data.fetchFrom, 'once')] : []),
    unpack(data),
    verifyFiles(data),
    ...(data.fetchFrom ? [forgetFetched(data.set, data.fetchFrom)] : []),
  ],
});

/** Throws `bad_request` where anything is in it. */
async function requireFree(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    if (error.code !== 'ENOTDIR') throw storeError(error, `reading ${folder}`);
    throw new AppError('bad_request', `${folder} is a file.`, { hint: 'Name a folder that is not there yet.' });
  });
  if (names.length === 0) return;
  throw new AppError('bad_request', `${folder} is not empty.`, {
    hint: 'Nothing is written over: name a folder that is not there yet.',
  });
}

const setCheck = ({ set, fetchFrom }: UnpackData): CheckStep =>
  check('set', async ({ backups }) => {
    const { files } = await backups.manifestOf(set, fetchFrom ?? undefined);
    return { ok: true, text: text('set.ok', { files: files.length }) };
  });

const placeCheck = ({ folder, plainBytes }: UnpackData): CheckStep =>
  check('place', async () => {
    await requireFree(folder);
    const parent = dirname(folder);
    const isFolder = await stat(parent).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isFolder) return blocks(`${parent} is no folder`);
    const { freeBytes } = await requireRoom(parent, plainBytes, `unpacking into ${folder}`);
    return { ok: true, text: text('place.ok', { free: freeBytes, need: plainBytes }) };
  });

const unpack = (data: UnpackData): ActStep => ({
  kind: 'act',
  id: 'unpack',
  title: text('act.unpack'),
  cancellable: true,
  observe: async (context) =>
    context.recorded('begun') === true && (await firstMissing(data.folder, await manifestOf(context, data))) === null
      ? 'done'
      : 'not-done',
  cleanUp: (context) => rm(partialOf(context, data), { recursive: true, force: true }),
  async act(context) {
    const { set, folder, plainBytes } = data;
    const opened = await context.backups.open(set);
    const partial = partialOf(context, data);
    await context.record('begun', true);
    await rm(partial, { recursive: true, force: true });
    await verifyWhatHasNoChunks(context, set);
    await mkdir(partial, { mode: 0o700 }).catch((error: unknown) => {
      throw storeError(error, `creating ${partial}`);
    });
    let done = 0;
    await unpackSet(
      { ...opened, pace: () => context.untilContinued() },
      {
        folder: partial,
        signal: context.signal,
        onBytes(bytes, path) {
          done += bytes;
          context.progress({
            done,
            total: Math.max(done, plainBytes),
            unit: 'bytes',
            detail: text('writing', { path }),
          });
        },
      },
    );
    await place(partial, folder);
    await context.output('folder', folder);
    return text('unpack.done', { bytes: done, folder });
  },
});

/** Files of format version 1 are checked as a whole, before anything of them is used. */
async function verifyWhatHasNoChunks({ backups, signal }: StepContext, set: string): Promise<void> {
  const setFolder = await backups.folderOf(set);
  const { faults } = await verifySet({
    setFolder,
    keys: backups.keys,
    only: ({ chunks }) => chunks === undefined,
    signal,
  });
  if (faults.length > 0) throw damagedSet(set, faults);
}

/** Only onto nothing, or onto a folder that is empty. */
async function place(partial: string, folder: string): Promise<void> {
  try {
    await rmdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await rename(partial, folder);
    await syncFolder(dirname(folder));
  } catch (error) {
    throw new AppError('conflict', `Something was put into ${folder} meanwhile.`, {
      hint: 'Name a folder that is not there yet.',
      retryable: false,
      cause: error,
    });
  }
}

const verifyFiles = (data: UnpackData): VerifyStep => ({
  kind: 'verify',
  id: 'there',
  title: text('verify.there'),
  timeoutMs: 5000,
  pollMs: 500,
  async read(context) {
    const missing = await firstMissing(data.folder, await manifestOf(context, data));
    return missing === null
      ? { ok: true, text: text('there.ok', { folder: data.folder }) }
      : { ok: false, text: text('there.missing', { path: missing }) };
  },
});

function manifestOf({ backups }: StepContext, { set, fetchFrom }: UnpackData): Promise<Manifest> {
  return backups.manifestOf(set, fetchFrom ?? undefined);
}

/** Beside it, so that one rename is enough. */
function partialOf({ runId }: StepContext, { folder }: UnpackData): string {
  return `${folder}.${shortIdOf(runId)}.partial`;
}
