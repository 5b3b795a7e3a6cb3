// Joins the stores of a profile: which sets there are and where. A set that lies in several stores is one set with copies.

import { isAbsolute, join } from 'node:path';
import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { Lifetime } from '../../shared/lifetime.ts';
import { newestFirst, type BackupSet, type BackupsState, type BackupStoreState, type UnfinishedSet } from '../../shared/model/backup.ts';
import type { Profile, StoreKeys, StoreTarget } from '../../shared/model/profile.ts';
import type { BackupCatalogue, SetCatalogue } from './backup-catalogue.ts';
import { openDocument, openSet, toBackupSet } from './format/open-set.ts';
import { createBackupKeys, type BackupKeys, type KeyFinder } from './keys/backup-keys.ts';
import { OPLOG_PART, profileOfSlices } from './stores/oplog-places.ts';
import { storeError } from './store-errors.ts';
import { createLocalStore } from './stores/local-store.ts';
import type { SetStore, StoredSet, Unfinished } from './stores/set-store.ts';

export interface BackupCatalogueOptions {
  readonly profile: Profile;
  /** Where relative folders of stores lie, and sets are made that go to a bucket. */
  readonly dataFolder: string;
  /** Where sets that are read from a bucket lie meanwhile. */
  readonly cacheFolder: string;
  /** Keys of S3 stores by id, as far as they are known. */
  readonly storeKeys: Readonly<Record<string, StoreKeys>>;
  /** Of the profile's encrypted sets, where it was typed or kept. */
  readonly passphrase: string | undefined;
  /** Recovery texts of backup keys that no keystore holds. */
  readonly backupKey?: string | undefined;
  /** Default: no key is kept. */
  readonly keyRing?: KeyFinder;
  readonly clock: Clock;
  readonly lifetime: Lifetime;
}

export function createBackupCatalogue(options: BackupCatalogueOptions): BackupCatalogue {
  const { profile, passphrase, backupKey, keyRing } = options;
  const keys = createBackupKeys({ settings: profile.backup, passphrase, recoveryTexts: backupKey, ring: keyRing });
  const slices = { ...options, profile: profileOfSlices(profile), part: OPLOG_PART };
  return { ...openCatalogue({ ...options, part: '' }, keys), oplog: openCatalogue(slices, keys) };
}

/** `part`: what the folders of this machine that belong to a bucket are told apart by. */
type PartOptions = BackupCatalogueOptions & { readonly part: string };

function openCatalogue(options: PartOptions, keys: BackupKeys): SetCatalogue {
  const { profile } = options;
  /** In the profile's order, those on this machine first. */
  const targets = profile.stores.toSorted((a, b) => Number(a.kind === 's3') - Number(b.kind === 's3'));
  const opened = new Map<string, Promise<SetStore>>();
  const open = (target: StoreTarget): Promise<SetStore> => {
    const store = opened.get(target.id) ?? openStore(target, options);
    opened.set(target.id, store);
    return store;
  };

  const findTarget = (storeId?: string): StoreTarget => {
    const target =
      storeId === undefined || storeId === '' ? profile.stores[0] : profile.stores.find(({ id }) => id === storeId);
    if (target) return target;
    throw new AppError(
      'not_found',
      storeId ? `The profile has no backup store “${storeId}”.` : 'The profile has no backup store.',
      { hint: 'Add a store to the profile: a folder on this machine is enough.' },
    );
  };

  const read = async (): Promise<BackupsState> => {
    const readings = await Promise.all(targets.map(async (target) => readStore(await open(target))));
    const sets: Record<string, BackupSet> = {};
    for (const { state, sets: stored } of readings) {
      for (const { header, learnt } of stored) {
        const copy = { store: state.id, ...learnt };
        const before = sets[header.id];
        sets[header.id] = before
          ? { ...before, copies: [...before.copies, copy] }
          : { ...toBackupSet(header, state.id, learnt), copies: [copy] };
      }
    }
    const states = await Promise.all(readings.map(withWayOn));
    const inOrder = profile.stores.flatMap(({ id }) => states.filter((state) => state.id === id));
    return { stores: Object.fromEntries(inOrder.map((state) => [state.id, state])), sets };

    async function withWayOn({ state, unfinished }: StoreRead): Promise<BackupStoreState> {
      const store = await open(findTarget(state.id));
      const told = unfinished.map(async ({ isNoted, ...each }): Promise<UnfinishedSet> => {
        const isWhole = sets[each.setId] !== undefined || (await store.folderOf(each.setId).catch(() => null)) !== null;
        return { ...each, goesOnBy: isWhole ? 'backup.copy' : isNoted ? 'backup.resume' : null };
      });
      return { ...state, unfinished: await Promise.all(told) };
    }
  };

  const holderOf = async (setId: string): Promise<SetStore> => {
    let failure: unknown;
    for (const target of targets) {
      const store = await open(target);
      try {
        if (await store.has(setId)) return store;
      } catch (error) {
        failure ??= error; // another store may hold it
      }
    }
    throw failure ?? noSuchSet(setId);
  };

  /** What was fetched on purpose goes before what lies here anyway. */
  const folderOf = async (setId: string): Promise<string> => {
    for (const target of targets.toReversed()) {
      const folder = await (await open(target)).folderOf(setId);
      if (folder !== null) return folder;
    }
    throw noSuchSet(setId);
  };

  return {
    read,
    list: async () => newestFirst(Object.values((await read()).sets)),
    open: async (setId) => openSet(await folderOf(setId), keys),
    keys,
    expire() {
      for (const store of opened.values()) store.then((each) => each.expire()).catch(() => undefined); // told when it is read
    },
    find: (storeId) => open(findTarget(storeId)),
    holderOf,
    manifestOf: async (setId, storeId) => {
      const store = storeId === undefined ? await holderOf(setId) : await open(findTarget(storeId));
      return (await openDocument(await store.document(setId), keys)).manifest;
    },
    learntOf: async (setId) => (await holderOf(setId)).learnt(setId),
    learn: async (setId, change) => (await holderOf(setId)).learn(setId, change),
    folderOf,
    store: async (storeId) => {
      const store = await open(findTarget(storeId));
      return { id: store.id, ...(await store.workFolder()) };
    },
    removeUnfinished: async (storeId, name) => (await open(findTarget(storeId))).removeUnfinished(name),
  };
}

async function openStore(target: StoreTarget, options: PartOptions): Promise<SetStore> {
  const { profile, part, dataFolder, cacheFolder, storeKeys, clock, lifetime } = options;
  if (target.kind === 'local') {
    const isOwn = !isAbsolute(target.folder);
    const folder = isOwn ? join(dataFolder, target.folder) : target.folder;
    return createLocalStore({ id: target.id, folder, makesParents: isOwn, isPart: part !== '', clock });
  }
  // The SDK is large: only profiles that have such a store pay for it.
  const { createS3Store } = await import('./stores/s3-store.ts');
  const own = join(profile.id, encodeURIComponent(target.id));
  const store = createS3Store({
    target,
    keys: storeKeys[target.id],
    clock,
    madeFolder: join(dataFolder, 'uploads', own, part),
    fetchedFolder: join(cacheFolder, 'sets', own, part),
    learnsNothing: part === OPLOG_PART,
  });
  lifetime.add(store.close);
  return store;
}

interface StoreRead {
  readonly state: Omit<BackupStoreState, 'unfinished'>;
  readonly sets: readonly StoredSet[];
  readonly unfinished: readonly Unfinished[];
}

async function readStore(store: SetStore): Promise<StoreRead> {
  const base = { id: store.id, kind: store.kind, place: store.place } as const;
  try {
    const { sets, troubles, freeBytes, unfinished } = await store.read();
    return { state: { ...base, freeBytes, trouble: troubles.join('; ') || null }, sets, unfinished };
  } catch (error) {
    const trouble = storeError(error, store.place).message;
    return { state: { ...base, freeBytes: null, trouble }, sets: [], unfinished: [] };
  }
}

function noSuchSet(setId: string): AppError {
  return new AppError('not_found', `There is no backup set “${setId}”.`, { hint: 'The Backups screen and `marsad backups` list the sets with their names.' });
}
