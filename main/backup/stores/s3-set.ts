// A whole set in a bucket: `<set>/…` as it lies in a folder, plus `<set>/objects.json`, which names every file with its size
// and hash, and last of all the manifest. Without its manifest it is no set, however much of it is there.

import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { damaged } from '../damaged.ts';
import { MANIFEST_FILE, StoredFile } from '../manifest.ts';
import { requireRoom } from '../room.ts';
import { storeError } from '../store-errors.ts';
import { VERIFICATION_FILE, verificationText, type Verification } from '../verification.ts';
import { atOnce } from './at-once.ts';
import type { Bucket } from './s3-bucket.ts';
import { fetchFile } from './s3-fetch.ts';
import { listObjects, listUploads, readText, writeText, type StoredObject, type Upload } from './s3-objects.ts';
import { uploadFile } from './s3-upload.ts';
import { filesOfSet, sumOf } from './set-files.ts';
import type { SetWork } from './set-store.ts';

export const OBJECTS_FILE = 'objects.json';
const FILES_AT_ONCE = 3;

const Objects = z.strictObject({ files: z.array(StoredFile) });

export async function uploadSet(
  bucket: Bucket,
  setId: string,
  setFolder: string,
  work: SetWork,
  proven: Verification['proven'],
): Promise<void> {
  const { signal } = work;
  const local = await filesOfSet(setFolder);
  const present = await listObjects(bucket, `${setId}/`, signal);
  const uploads = local.some(({ sizeBytes }) => sizeBytes > 0)
    ? await listUploads(bucket, `${setId}/`, signal)
    : new Map<string, Upload>();
  const files = await atOnce(local, FILES_AT_ONCE, async ({ path, sizeBytes }): Promise<StoredFile> => {
    const at = `${setId}/${path}`;
    const sha256 = await uploadFile({
      ...work,
      bucket,
      file: join(setFolder, path),
      sizeBytes,
      path: at,
      present: { sizeBytes: present.get(at)?.sizeBytes, uploadId: uploads.get(at)?.id },
    });
    return { path, sizeBytes, sha256 };
  });
  const objects = `${JSON.stringify({ files } satisfies z.infer<typeof Objects>, null, 1)}\n`;
  await writeText(bucket, `${setId}/${OBJECTS_FILE}`, objects, { signal, isLocked: true });
  const learnt = verificationText({ verified: null, proven, drill: null });
  await writeText(bucket, `${setId}/${VERIFICATION_FILE}`, learnt, { signal, isLocked: false });
  // Between an interruption and going on, somebody may have removed what was unfinished.
  const missing = firstMissing(setId, files, await listObjects(bucket, `${setId}/`, signal));
  if (missing !== null) {
    throw new AppError('conflict', `${missing} while it was uploaded.`, { hint: 'Copy the set again.' });
  }
  const manifest = await readFile(join(setFolder, MANIFEST_FILE), 'utf8').catch((error: unknown) => {
    throw storeError(error, `reading ${MANIFEST_FILE}`);
  });
  await writeText(bucket, `${setId}/${MANIFEST_FILE}`, manifest, { signal, isLocked: true });
}

/** Leaves `<folder>` only when all of it is there; until then it is `<folder>.partial`. */
export async function fetchSet(bucket: Bucket, setId: string, folder: string, work: SetWork): Promise<void> {
  const { signal } = work;
  const files = await readObjects(bucket, setId, signal);
  const manifest = await readText(bucket, `${setId}/${MANIFEST_FILE}`, signal);
  if (manifest === null) throw notThere(bucket, setId);
  const partial = `${folder}.partial`;
  try {
    await mkdir(partial, { recursive: true, mode: 0o700 });
    await requireRoom(partial, sumOf(files) - sumOf(await filesOfSet(partial)), `fetching ${setId}`);
    await atOnce(files, FILES_AT_ONCE, (file) =>
      fetchFile({ ...work, bucket, key: `${setId}/${file.path}`, file, folder: partial }),
    );
    await writeFile(join(partial, MANIFEST_FILE), manifest, { mode: 0o600 });
    await rm(folder, { recursive: true, force: true });
    await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
    await rename(partial, folder);
  } catch (error) {
    signal.throwIfAborted();
    throw storeError(error, `fetching ${setId}`);
  }
}

/** Null when every object of the set is there at full length. */
export async function incompletenessOf(bucket: Bucket, setId: string): Promise<string | null> {
  const present = await listObjects(bucket, `${setId}/`);
  if (!present.has(`${setId}/${MANIFEST_FILE}`)) return `${setId}/${MANIFEST_FILE} is missing`;
  return firstMissing(setId, await readObjects(bucket, setId), present);
}

function firstMissing(
  setId: string,
  files: readonly StoredFile[],
  present: ReadonlyMap<string, StoredObject>,
): string | null {
  for (const { path, sizeBytes } of files) {
    const size = present.get(`${setId}/${path}`)?.sizeBytes;
    if (size === undefined) return `${path} is missing`;
    if (size !== sizeBytes) return `${path} has ${size} bytes where ${sizeBytes} were written`;
  }
  return null;
}

async function readObjects(bucket: Bucket, setId: string, signal?: AbortSignal): Promise<readonly StoredFile[]> {
  const content = await readText(bucket, `${setId}/${OBJECTS_FILE}`, signal);
  if (content === null) throw damaged(`${bucket.place}/${setId}/${OBJECTS_FILE} is missing`);
  try {
    return Objects.parse(JSON.parse(content)).files;
  } catch {
    throw damaged(`${bucket.place}/${setId}/${OBJECTS_FILE} is not what was uploaded`);
  }
}

export function notThere(bucket: Bucket, setId: string): AppError {
  return new AppError('not_found', `${bucket.place} holds no complete set “${setId}”.`, {
    hint: 'List the sets to see their names.',
  });
}
