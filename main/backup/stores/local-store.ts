// A store in a folder of this machine. A folder that is no complete, unharmed set is told as trouble and never as a set.

import { copyFile, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Clock } from '../../../shared/clock.ts';
import { AppError } from '../../../shared/errors.ts';
import { formatBytes } from '../../../shared/text.ts';
import { damaged } from '../damaged.ts';
import { headerOf, readSetDocument, type SetHeader } from '../format/open-set.ts';
import { MANIFEST_FILE } from '../manifest.ts';
import {
  isSetId,
  listPartials,
  openPartial,
  partialFolder,
  removeOwner,
  removeUnfinishedFolder,
} from '../set-folder.ts';
import { requireRoom, roomIn, watchRoom } from '../room.ts';
import { storeError } from '../store-errors.ts';
import { syncFolder } from '../../sync-folder.ts';
import { readVerification, writeVerification } from '../verification.ts';
import { UNFINISHED_FILE } from '../unfinished/unfinished-journal.ts';
import { describeUnfinished } from '../unfinished/describe-unfinished.ts';
import { filesOfSet, sha256Of, sizeOnDisk, sumOf } from './set-files.ts';
import type { SetStore, SetWork, StoredSet } from './set-store.ts';

export interface LocalStoreOptions {
  readonly id: string;
  readonly folder: string;
  /** Whether folders above it may be made, too: those inside the console's own data folder. */
  readonly makesParents: boolean;
  /** It lies inside another store: it is made when something is written, and looking for it writes nothing. */
  readonly isPart?: boolean;
  readonly clock: Clock;
}

type Known = { readonly stamp: string } & ({ readonly header: SetHeader } | { readonly trouble: string });

export function createLocalStore({ id, folder, makesParents, isPart, clock }: LocalStoreOptions): SetStore {
  /** Set folder → what its manifest said at that time of change. */
  const known = new Map<string, Known>();

  /** Makes the store's own folder, and no more: where its parent is missing, a disk is not mounted or a path is wrong. */
  const openFolder = async (): Promise<void> => {
    try {
      await mkdir(folder, { recursive: makesParents, mode: 0o700 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  };

  const told = async <Answer>(doing: string, work: () => Promise<Answer>): Promise<Answer> => {
    try {
      await openFolder();
      return await work();
    } catch (error) {
      throw storeError(error, doing);
    }
  };

  const knownManifest = async (setFolder: string): Promise<Known> => {
    try {
      const { mtimeMs, size, ino } = await stat(join(setFolder, MANIFEST_FILE));
      const stamp = `${mtimeMs}:${size}:${ino}`;
      const before = known.get(setFolder);
      if (before?.stamp === stamp) return before;
      const now = await readSetDocument(setFolder).then(
        (document) => ({ stamp, header: headerOf(document) }),
        (error: unknown) => ({ stamp, trouble: error instanceof AppError ? error.message : String(error) }),
      );
      known.set(setFolder, now);
      return now;
    } catch {
      return { stamp: '', trouble: `${MANIFEST_FILE} is missing` };
    }
  };

  const folderOf = async (setId: string): Promise<string | null> => {
    if (!isSetId(setId)) return null;
    const isFolder = await stat(join(folder, setId)).then(
      (found) => found.isDirectory(),
      () => false,
    );
    return isFolder ? join(folder, setId) : null;
  };

  const requireFolder = async (setId: string): Promise<string> => {
    const found = await folderOf(setId);
    if (found !== null) return found;
    throw new AppError('not_found', `There is no backup set “${setId}” in ${folder}.`, {
      hint: 'List the sets to see their names.',
    });
  };

  return {
    id,
    kind: 'local',
    place: folder,
    async read() {
      if (isPart && (await isYetToBeMade(folder))) return { sets: [], troubles: [], freeBytes: null, unfinished: [] };
      return told(folder, async () => {
        const [names, partials, { freeBytes }] = await Promise.all([
          readdir(folder),
          listPartials(folder),
          roomIn(folder),
        ]);
        const sets: StoredSet[] = [];
        const troubles: string[] = [];
        for (const name of names.filter(isSetId)) {
          const setFolder = join(folder, name);
          const found = await knownManifest(setFolder);
          if ('trouble' in found) troubles.push(`${name}: ${found.trouble}`);
          else if (found.header.id !== name)
            troubles.push(`${name}: the manifest is of another set, ${found.header.id}`);
          else sets.push({ header: found.header, learnt: await readVerification(setFolder) });
        }
        const unfinished = await Promise.all(
          partials
            .filter(({ writer }) => writer === null)
            .map(({ name }) => describeUnfinished(name, join(folder, name))),
        );
        return { sets, troubles, freeBytes, unfinished };
      });
    },
    expire: () => undefined,
    document: async (setId) => readSetDocument(await requireFolder(setId)),
    has: async (setId) => (await folderOf(setId)) !== null,
    async incompleteness(setId) {
      const setFolder = await requireFolder(setId);
      for (const { path, sizeBytes } of headerOf(await readSetDocument(setFolder)).files) {
        const size = await sizeOnDisk(join(setFolder, path));
        if (size < 0) return `${path} is missing`;
        if (size !== sizeBytes) return `${path} has ${size} bytes where ${sizeBytes} were written`;
      }
      return null;
    },
    learnt: async (setId) => readVerification(await requireFolder(setId)),
    learn: async (setId, change) => writeVerification(await requireFolder(setId), change),
    workFolder: () => told(folder, async () => ({ folder, ...(await roomIn(folder)) })),
    folderOf,
    fetch: requireFolder,
    dropFetched: () => Promise.resolve(),
    put: (setId, setFolder, work, proven) =>
      told(`copying ${setId} into ${folder}`, async () => {
        if ((await sizeOnDisk(join(folder, setId, MANIFEST_FILE))) >= 0) return;
        await copySet(setId, setFolder, folder, clock, work);
        if (proven) await writeVerification(join(folder, setId), { proven });
      }),
    dropMade: () => Promise.resolve(),
    test: () =>
      told(folder, async () => {
        const probe = join(folder, `.write-probe-${randomUUID()}`);
        try {
          await writeFile(probe, 'probe');
        } finally {
          await rm(probe, { force: true });
        }
        const count = (await readdir(folder)).filter(isSetId).length;
        return `${folder}, writable, ${count} ${count === 1 ? 'set' : 'sets'}`;
      }),
    removeUnfinished: (name) => removeUnfinishedFolder(folder, name),
    lockedUntilMs: () => Promise.resolve(null),
    replaceManifest: (setId, document) =>
      told(`writing ${MANIFEST_FILE} of ${setId}`, async () => {
        const setFolder = await requireFolder(setId);
        await writeFileAtomic(join(setFolder, MANIFEST_FILE), document, { mode: 0o600 });
        await syncFolder(setFolder);
      }),
    remove: (setId) =>
      told(`removing ${setId}`, async () => {
        const partial = partialFolder(folder, setId);
        const setFolder = await requireFolder(setId);
        await rm(partial, { recursive: true, force: true }); // of a copy that was begun again
        await rename(setFolder, partial);
        await syncFolder(folder);
        await rm(partial, { recursive: true, force: true });
      }),
  };
}

/** What a failure leaves belongs to nobody: it can be removed, and the next try goes on from it. */
async function copySet(setId: string, from: string, storeFolder: string, clock: Clock, work: SetWork): Promise<void> {
  const partial = await openPartial(storeFolder, setId, clock.now());
  try {
    await copyFiles(setId, from, { partial, storeFolder }, work);
  } catch (error) {
    await removeOwner(partial);
    throw error;
  }
  await rename(partial, join(storeFolder, setId));
  await syncFolder(storeFolder);
}

/** File by file, each read back and compared; the manifest last. Files of an earlier try that are right are kept. */
async function copyFiles(
  setId: string,
  from: string,
  { partial, storeFolder }: { readonly partial: string; readonly storeFolder: string },
  { signal, onBytes }: SetWork,
): Promise<void> {
  await rm(join(partial, UNFINISHED_FILE), { force: true }); // of a backup that was begun there
  const folders = new Set([partial]);
  const files = await filesOfSet(from);
  const total = sumOf(files);
  await requireRoom(storeFolder, total - sumOf(await filesOfSet(partial)), `copying ${setId}, ${formatBytes(total)}`);
  const room = watchRoom(storeFolder, total);
  for (const { path, sizeBytes } of files) {
    signal.throwIfAborted();
    const target = join(partial, path);
    const wanted = await sha256Of(join(from, path), signal);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    folders.add(dirname(target));
    const isKept = (await sizeOnDisk(target)) === sizeBytes && (await sha256Of(target, signal)) === wanted;
    if (!isKept) {
      await room.require(sizeBytes, `copying ${path}`);
      await copyFile(join(from, path), target);
      await syncFile(target);
      if ((await sha256Of(target, signal)) !== wanted)
        throw damaged(`the copy of ${path} in ${storeFolder} is not what was written`);
    }
    onBytes?.(sizeBytes);
  }
  await copyFile(join(from, MANIFEST_FILE), join(partial, MANIFEST_FILE));
  await syncFile(join(partial, MANIFEST_FILE));
  await removeOwner(partial);
  for (const each of folders) await syncFolder(each);
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Nothing is there where its parent is. */
async function isYetToBeMade(folder: string): Promise<boolean> {
  const isThere = (path: string): Promise<boolean> =>
    stat(path).then(
      () => true,
      (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
    );
  return !(await isThere(folder)) && (await isThere(dirname(folder)));
}
