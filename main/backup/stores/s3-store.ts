// A store in a bucket. New sets are made in a folder of this machine and uploaded; sets are read here after they were fetched
// into the cache. What a manifest says is asked once, since it never changes.

import { mkdir, readdir, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '../../../shared/clock.ts';
import { AppError } from '../../../shared/errors.ts';
import type { S3Store, StoreKeys } from '../../../shared/model/profile.ts';
import { damaged } from '../damaged.ts';
import { headerOf, parseSetDocument, type SetDocument } from '../format/open-set.ts';
import { MANIFEST_FILE } from '../manifest.ts';
import { isSetId, listPartials, removePartial, removeUnfinishedFolder } from '../set-folder.ts';
import { roomIn } from '../room.ts';
import { storeError } from '../store-errors.ts';
import {
  NOTHING_LEARNT,
  parseVerification,
  VERIFICATION_FILE,
  verificationText,
  type Verification,
} from '../verification.ts';
import { atOnce } from './at-once.ts';
import { openBucket, type Bucket } from './s3-bucket.ts';
import {
  abortUploads,
  listFolders,
  listObjects,
  listUploads,
  listVersions,
  lockedUntilMs,
  readText,
  removeObjects,
  writeText,
  type ObjectVersion,
} from './s3-objects.ts';
import { fetchSet, incompletenessOf, notThere, uploadSet } from './s3-set.ts';
import { describeUnfinished } from '../unfinished/describe-unfinished.ts';
import { sizeOnDisk, sumOf } from './set-files.ts';
import type { SetStore, StoredSet, StoreReading, Unfinished } from './set-store.ts';

/** A bucket is not asked again before: every request costs. What this console changes itself shows at once. */
const READING_LASTS_MS = 60_000;
const LEARNT_LASTS_MS = 10 * 60_000;
const ASKED_AT_ONCE = 8;

export interface S3StoreOptions {
  readonly target: S3Store;
  /** Of this store, where the console knows them. */
  readonly keys: StoreKeys | undefined;
  readonly clock: Clock;
  /** Where sets are made before they are uploaded. */
  readonly madeFolder: string;
  /** Where fetched sets lie. */
  readonly fetchedFolder: string;
  /** Of slices of the oplog: to ask for each would cost a request, and tell nothing. */
  readonly learnsNothing?: boolean;
}

export interface OpenS3Store extends SetStore {
  close(): void;
}

export function createS3Store({ target, keys, clock, ...options }: S3StoreOptions): OpenS3Store {
  const { madeFolder, fetchedFolder, learnsNothing = false } = options;
  const bucket = openBucket(target, keys, clock);
  const documents = new Map<string, SetDocument>();
  const learntOf = new Map<string, { readonly atMs: number; readonly learnt: Verification }>();
  let last: { readonly atMs: number; readonly reading: StoreReading } | undefined;

  const find = async (setId: string): Promise<SetDocument | null> => {
    const known = documents.get(setId);
    if (known) return known;
    const content = isSetId(setId) ? await readText(bucket, `${setId}/${MANIFEST_FILE}`) : null;
    if (content === null) return null;
    const read = parseSetDocument(content);
    const { id } = headerOf(read);
    if (id !== setId) throw damaged(`the manifest of ${setId} is of another set, ${id}`);
    documents.set(setId, read);
    return read;
  };

  const learnt = async (setId: string): Promise<Verification> => {
    if (learnsNothing) return NOTHING_LEARNT;
    const known = learntOf.get(setId);
    if (known && clock.now() - known.atMs < LEARNT_LASTS_MS) return known.learnt;
    const read = parseVerification((await readText(bucket, `${setId}/${VERIFICATION_FILE}`)) ?? '');
    learntOf.set(setId, { atMs: clock.now(), learnt: read });
    return read;
  };

  const madeSets = async (): Promise<readonly string[]> => (await readdir(madeFolder).catch(() => [])).filter(isSetId);

  /** On this machine and in the bucket: what is of one set is counted where there is more of it. */
  const describe = async (name: string): Promise<Unfinished> => {
    const here = await describeUnfinished(name, join(madeFolder, name));
    const objects = [...(await listObjects(bucket, `${here.setId}/`)).values()];
    const uploads = [...(await listUploads(bucket, `${here.setId}/`)).values()].map(({ atMs }) => atMs);
    return {
      ...here,
      sizeBytes: Math.max(here.sizeBytes, sumOf(objects)),
      lastWriteMs: Math.max(here.lastWriteMs, ...objects.map(({ writtenMs }) => writtenMs), ...uploads),
    };
  };

  const readNow = async (): Promise<StoreReading> => {
    const names = (await listFolders(bucket)).filter(isSetId);
    for (const setId of documents.keys()) if (!names.includes(setId)) forget(setId);
    const found = await atOnce(names, ASKED_AT_ONCE, async (setId): Promise<StoredSet | string | null> => {
      try {
        const document = await find(setId);
        return document && { header: headerOf(document), learnt: await learnt(setId) };
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        if (error.code === 'damaged' || error.code === 'unsupported') return `${setId}: ${error.message}`;
        throw error;
      }
    });
    const here = await listPartials(madeFolder).catch(() => []);
    const begun = await uploadsOf(bucket);
    const complete = new Set(names.filter((_, index) => found[index] !== null));
    return {
      sets: found.filter((each) => each !== null && typeof each !== 'string'),
      troubles: found.filter((each) => typeof each === 'string'),
      freeBytes: null,
      unfinished: await atOnce(
        [
          ...new Set([
            ...[...names, ...begun].filter((setId) => !complete.has(setId)),
            ...(await madeSets()).filter((setId) => !complete.has(setId)),
            ...here.filter(({ writer }) => writer === null).map(({ name }) => name),
          ]),
        ].sort(),
        ASKED_AT_ONCE,
        describe,
      ),
    };
  };

  const forget = (setId: string): void => {
    documents.delete(setId);
    learntOf.delete(setId);
    last = undefined;
  };

  const firstWith = async (setId: string, folders: readonly string[]): Promise<string | null> => {
    for (const folder of folders)
      if ((await sizeOnDisk(join(folder, setId, MANIFEST_FILE))) >= 0) return join(folder, setId);
    return null;
  };

  const dropFetched = async (setId: string): Promise<void> => {
    await rm(join(fetchedFolder, setId), { recursive: true, force: true });
    await rm(join(fetchedFolder, `${setId}.partial`), { recursive: true, force: true });
  };

  const objectsOf = async (setId: string): Promise<readonly ObjectVersion[]> =>
    target.objectLock === undefined
      ? [...(await listObjects(bucket, `${setId}/`)).keys()].map((path) => ({ path }))
      : listVersions(bucket, `${setId}/`);

  const removeAll = async (setId: string): Promise<void> => {
    const objects = await objectsOf(setId);
    const isManifest = ({ path }: ObjectVersion): boolean => path === `${setId}/${MANIFEST_FILE}`;
    // From here on it is no set any more, whatever happens to the rest.
    await removeObjects(bucket, objects.filter(isManifest));
    forget(setId);
    await removeObjects(
      bucket,
      objects.filter((each) => !isManifest(each)),
    );
    await abortUploads(bucket, `${setId}/`);
    await dropFetched(setId);
  };

  return {
    id: target.id,
    kind: 's3',
    place: bucket.place,
    async read() {
      if (last && clock.now() - last.atMs < READING_LASTS_MS) return last.reading;
      const reading = await readNow();
      last = { atMs: clock.now(), reading };
      return reading;
    },
    expire() {
      last = undefined;
    },
    async document(setId) {
      const found = await find(setId);
      if (found) return found;
      throw notThere(bucket, setId);
    },
    has: async (setId) => (await find(setId)) !== null,
    incompleteness: (setId) => incompletenessOf(bucket, setId),
    learnt,
    async learn(setId, change) {
      learntOf.delete(setId);
      const next = { ...(await learnt(setId)), ...change };
      await writeText(bucket, `${setId}/${VERIFICATION_FILE}`, verificationText(next), { isLocked: false });
      learntOf.set(setId, { atMs: clock.now(), learnt: next });
      last = undefined;
    },
    async workFolder() {
      try {
        await mkdir(madeFolder, { recursive: true, mode: 0o700 });
        return { folder: madeFolder, ...(await roomIn(madeFolder)) };
      } catch (error) {
        throw storeError(error, madeFolder);
      }
    },
    folderOf: (setId) => firstWith(setId, [fetchedFolder, madeFolder]),
    async fetch(setId, work) {
      const folder = join(fetchedFolder, setId);
      await fetchSet(bucket, setId, folder, work);
      return folder;
    },
    dropFetched,
    async put(setId, setFolder, work, proven) {
      forget(setId);
      if ((await find(setId)) === null) await uploadSet(bucket, setId, setFolder, work, proven);
      forget(setId);
    },
    dropMade: (setId) => rm(join(madeFolder, setId), { recursive: true, force: true }),
    async test() {
      const probe = `.marsad-test-${randomUUID()}`;
      const found = (await listFolders(bucket)).filter(isSetId);
      await writeText(bucket, probe, probe, { isLocked: false });
      const read = await readText(bucket, probe);
      await removeObjects(bucket, [{ path: probe }]);
      if (read !== probe) throw damaged(`${bucket.place} gave back something else than was written`);
      return `${bucket.place}, writable, ${found.length} ${found.length === 1 ? 'set' : 'sets'}`;
    },
    async removeUnfinished(name) {
      if (!isSetId(name)) {
        await removeUnfinishedFolder(madeFolder, name);
      } else {
        forget(name);
        if ((await find(name)) !== null) {
          throw new AppError(
            'bad_request',
            `“${name}” is a complete set; only what is unfinished is removed this way.`,
          );
        }
        await removeAll(name);
        await rm(join(madeFolder, name), { recursive: true, force: true });
        await removePartial(madeFolder, name);
      }
      last = undefined;
    },
    lockedUntilMs: async (setId) =>
      target.objectLock === undefined ? null : lockedUntilMs(bucket, `${setId}/${MANIFEST_FILE}`),
    async replaceManifest(setId, document) {
      await writeText(bucket, `${setId}/${MANIFEST_FILE}`, document, { isLocked: true });
      forget(setId);
      await dropFetched(setId); // it has the manifest of before
    },
    remove: removeAll,
    close: bucket.close,
  };
}

/** Sets of which a file is being uploaded, or was until it was cut off. */
async function uploadsOf(bucket: Bucket): Promise<readonly string[]> {
  try {
    return [...(await listUploads(bucket, '')).keys()].map((path) => path.split('/')[0]!).filter(isSetId);
  } catch (error) {
    // Whoever may only read the bucket need not see what others upload.
    if (error instanceof AppError && (error.code === 'denied' || error.code === 'unsupported')) return [];
    throw error;
  }
}
