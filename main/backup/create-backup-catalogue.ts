// Lists the sets in a profile's stores from their manifests. Reads only; a folder that is no complete, unharmed set is
// reported as trouble and never as a set.

import { mkdir, readdir, stat, statfs } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { BackupSet, BackupsState, BackupStoreState } from '../../shared/model/backup.ts';
import type { Profile, StoreTarget } from '../../shared/model/profile.ts';
import type { BackupCatalogue, SetCatalogue } from './backup-catalogue.ts';
import { ofSlices } from './oplog-stores.ts';
import { openSet, readHeader, toBackupSet, type SetHeader } from './format/open-set.ts';
import { createBackupKeys } from './keys/backup-keys.ts';
import { MANIFEST_FILE } from './manifest.ts';
import { isSetId, listPartials, removeUnfinishedFolder } from './set-folder.ts';
import { storeError } from './store-errors.ts';
import { readVerification } from './verification.ts';

export interface BackupCatalogueOptions {
  readonly profile: Profile;
  /** Where relative folders of stores lie. */
  readonly dataFolder: string;
  /** Of the profile's encrypted sets, where it was typed or kept. */
  readonly passphrase?: string | undefined;
  readonly clock: Clock;
}

type Known = { readonly stamp: string } & ({ readonly header: SetHeader } | { readonly trouble: string });

export function createBackupCatalogue(options: BackupCatalogueOptions): BackupCatalogue {
  return { ...openCatalogue(options), oplog: openCatalogue({ ...options, profile: ofSlices(options.profile) }) };
}

function openCatalogue({ profile, dataFolder, passphrase }: BackupCatalogueOptions): SetCatalogue {
  const keys = createBackupKeys({ encrypts: profile.backup?.encryption === 'passphrase', passphrase });
  /** Set folder → what its manifest said at that time of change. */
  const known = new Map<string, Known>();

  const folderOfStore = (store: StoreTarget): string =>
    isAbsolute(store.folder) ? store.folder : join(dataFolder, store.folder);

  /** Makes the store's own folder, and no more: where its parent is missing, a disk is not mounted or a path is wrong. */
  const openStore = async (store: StoreTarget): Promise<void> => {
    try {
      await mkdir(folderOfStore(store), { recursive: !isAbsolute(store.folder), mode: 0o700 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  };

  const knownManifest = async (folder: string): Promise<Known> => {
    try {
      const { mtimeMs, size, ino } = await stat(join(folder, MANIFEST_FILE));
      const stamp = `${mtimeMs}:${size}:${ino}`;
      const before = known.get(folder);
      if (before?.stamp === stamp) return before;
      const now = await readHeader(folder).then(
        (header) => ({ stamp, header }),
        (error: unknown) => ({ stamp, trouble: error instanceof AppError ? error.message : String(error) }),
      );
      known.set(folder, now);
      return now;
    } catch {
      return { stamp: '', trouble: `${MANIFEST_FILE} is missing` };
    }
  };

  const readStore = async (target: StoreTarget): Promise<{ state: BackupStoreState; sets: BackupSet[] }> => {
    const folder = folderOfStore(target);
    const base = { id: target.id, kind: target.kind, place: folder } as const;
    try {
      await openStore(target);
      const [names, partials, freeBytes] = await Promise.all([
        readdir(folder),
        listPartials(folder),
        freeBytesOf(folder),
      ]);
      const sets: BackupSet[] = [];
      const troubles: string[] = [];
      for (const name of names.filter(isSetId)) {
        const setFolder = join(folder, name);
        const found = await knownManifest(setFolder);
        if ('trouble' in found) troubles.push(`${name}: ${found.trouble}`);
        else if (found.header.id !== name) troubles.push(`${name}: the manifest is of another set, ${found.header.id}`);
        else sets.push(toBackupSet(found.header, target.id, await readVerification(setFolder)));
      }
      const unfinished = partials.filter((partial) => partial.writer === null).map((partial) => partial.name);
      return { state: { ...base, freeBytes, trouble: troubles.join('; ') || null, unfinished }, sets };
    } catch (error) {
      return {
        state: { ...base, freeBytes: null, trouble: storeError(error, folder).message, unfinished: [] },
        sets: [],
      };
    }
  };

  const read = async (): Promise<BackupsState> => {
    const stores = await Promise.all(profile.stores.map(readStore));
    return {
      stores: Object.fromEntries(stores.map(({ state }) => [state.id, state])),
      sets: Object.fromEntries(stores.flatMap(({ sets }) => sets).map((set) => [set.id, set])),
    };
  };

  const findStore = (storeId?: string): StoreTarget => {
    const target =
      storeId === undefined || storeId === '' ? profile.stores[0] : profile.stores.find(({ id }) => id === storeId);
    if (target) return target;
    throw new AppError(
      'not_found',
      storeId ? `The profile has no backup store “${storeId}”.` : 'The profile has no backup store.',
      {
        hint: 'Add a store to the profile: a folder on this machine is enough.',
      },
    );
  };

  const folderOf = async (setId: string): Promise<string> => {
    if (isSetId(setId)) {
      for (const target of profile.stores) {
        const folder = join(folderOfStore(target), setId);
        if (
          await stat(folder).then(
            (found) => found.isDirectory(),
            () => false,
          )
        )
          return folder;
      }
    }
    throw new AppError('not_found', `There is no backup set “${setId}”.`, {
      hint: 'List the sets to see their names.',
    });
  };

  return {
    read,
    list: async () => Object.values((await read()).sets).sort((a, b) => (a.id < b.id ? 1 : -1)),
    folderOf,
    open: async (setId) => openSet(await folderOf(setId), keys),
    keys,
    store: async (storeId) => {
      const target = findStore(storeId);
      const folder = folderOfStore(target);
      try {
        await openStore(target);
        return { id: target.id, folder, freeBytes: await freeBytesOf(folder) };
      } catch (error) {
        throw storeError(error, folder);
      }
    },
    removeUnfinished: (storeId, folder) => removeUnfinishedFolder(folderOfStore(findStore(storeId)), folder),
  };
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
