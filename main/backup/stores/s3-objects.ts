// Lists, reads, writes and removes the small things of a bucket. Large files are in s3-upload.ts and s3-fetch.ts.

import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';
import type { Bucket } from './s3-bucket.ts';

/** What S3 takes in one request. */
const REMOVED_AT_ONCE = 1000;

export interface StoredObject {
  readonly sizeBytes: number;
  readonly writtenMs: number;
}

/** By path below the store's prefix: everything whose path begins with `start`. */
export async function listObjects(
  bucket: Bucket,
  start: string,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, StoredObject>> {
  const found = new Map<string, StoredObject>();
  const cut = bucket.keyOf('').length;
  let token: string | undefined;
  do {
    const page = await bucket.ask(`listing ${start}`, signal, (client, options) =>
      client.send(
        new ListObjectsV2Command({
          Bucket: bucket.target.bucket,
          Prefix: bucket.keyOf(start),
          ...(token === undefined ? {} : { ContinuationToken: token }),
        }),
        options,
      ),
    );
    for (const { Key, Size = 0, LastModified } of page.Contents ?? []) {
      if (Key === undefined) continue;
      found.set(Key.slice(cut), { sizeBytes: Size, writtenMs: LastModified?.getTime() ?? bucket.clock.now() });
    }
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return found;
}

/** The names of what looks like folders at the top of the store. */
export async function listFolders(bucket: Bucket): Promise<readonly string[]> {
  const found: string[] = [];
  const top = bucket.keyOf('');
  let token: string | undefined;
  do {
    const page = await bucket.ask('listing the sets', undefined, (client, options) =>
      client.send(
        new ListObjectsV2Command({
          Bucket: bucket.target.bucket,
          Prefix: top,
          Delimiter: '/',
          ...(token === undefined ? {} : { ContinuationToken: token }),
        }),
        options,
      ),
    );
    for (const { Prefix } of page.CommonPrefixes ?? [])
      if (Prefix !== undefined) found.push(Prefix.slice(top.length).replace(/\/$/, ''));
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return found;
}

export interface Upload {
  readonly id: string;
  readonly atMs: number;
}

/** By path below the store's prefix: the upload that is not finished; of several the newest. */
export async function listUploads(
  bucket: Bucket,
  start: string,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Upload>> {
  const found = new Map<string, Upload>();
  const cut = bucket.keyOf('').length;
  let marker: { readonly KeyMarker: string; readonly UploadIdMarker?: string } | undefined;
  do {
    const page = await bucket.ask(`listing the uploads of ${start}`, signal, (client, options) =>
      client.send(
        new ListMultipartUploadsCommand({ Bucket: bucket.target.bucket, Prefix: bucket.keyOf(start), ...marker }),
        options,
      ),
    );
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if (Key === undefined || UploadId === undefined) continue;
      const atMs = Initiated?.getTime() ?? 0;
      if ((found.get(Key.slice(cut))?.atMs ?? -1) < atMs) found.set(Key.slice(cut), { id: UploadId, atMs });
    }
    marker =
      page.IsTruncated === true && page.NextKeyMarker !== undefined
        ? {
            KeyMarker: page.NextKeyMarker,
            ...(page.NextUploadIdMarker === undefined ? {} : { UploadIdMarker: page.NextUploadIdMarker }),
          }
        : undefined;
  } while (marker !== undefined);
  return found;
}

/** One stored state of an object: a bucket with object lock keeps each, and a removal hides the newest and frees nothing. */
export interface ObjectVersion {
  readonly path: string;
  /** Absent: the object itself, in a bucket without versions. */
  readonly versionId?: string;
}

export async function listVersions(bucket: Bucket, start: string): Promise<readonly ObjectVersion[]> {
  const found: ObjectVersion[] = [];
  const cut = bucket.keyOf('').length;
  let marker: { readonly KeyMarker: string; readonly VersionIdMarker?: string } | undefined;
  do {
    const page = await bucket.ask(`listing the versions of ${start}`, undefined, (client, options) =>
      client.send(
        new ListObjectVersionsCommand({ Bucket: bucket.target.bucket, Prefix: bucket.keyOf(start), ...marker }),
        options,
      ),
    );
    for (const { Key, VersionId } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])])
      if (Key !== undefined && VersionId !== undefined) found.push({ path: Key.slice(cut), versionId: VersionId });
    marker =
      page.IsTruncated === true && page.NextKeyMarker !== undefined
        ? {
            KeyMarker: page.NextKeyMarker,
            ...(page.NextVersionIdMarker === undefined ? {} : { VersionIdMarker: page.NextVersionIdMarker }),
          }
        : undefined;
  } while (marker !== undefined);
  return found;
}

/** Until when its lock keeps an object; null without one, or without the right to see it. */
export async function lockedUntilMs(bucket: Bucket, path: string): Promise<number | null> {
  const head = await bucket.ask(`asking for the lock of ${path}`, undefined, (client, options) =>
    client.send(new HeadObjectCommand({ Bucket: bucket.target.bucket, Key: bucket.keyOf(path) }), options),
  );
  return head.ObjectLockRetainUntilDate?.getTime() ?? null;
}

/** Null where there is no such object. */
export async function readText(bucket: Bucket, path: string, signal?: AbortSignal): Promise<string | null> {
  return bucket.ask(`reading ${path}`, signal, async (client, options) => {
    try {
      const command = new GetObjectCommand({ Bucket: bucket.target.bucket, Key: bucket.keyOf(path) });
      return (await (await client.send(command, options)).Body?.transformToString('utf8')) ?? '';
    } catch (error) {
      if ((error as Error).name === 'NoSuchKey') return null;
      throw error;
    }
  });
}

export async function writeText(
  bucket: Bucket,
  path: string,
  content: string,
  { signal, isLocked }: { readonly signal?: AbortSignal; readonly isLocked: boolean },
): Promise<void> {
  const bytes = Buffer.from(content, 'utf8');
  await bucket.ask(`writing ${path}`, signal, (client, options) =>
    client.send(
      new PutObjectCommand({
        Bucket: bucket.target.bucket,
        Key: bucket.keyOf(path),
        Body: bytes,
        ContentLength: bytes.length,
        ChecksumSHA256: createHash('sha256').update(bytes).digest('base64'),
        ...(isLocked ? asStored(bucket) : {}),
      }),
      options,
    ),
  );
}

/** Storage class and lock, as the store's section says; what changes later (verification.json) goes without. */
export function asStored({ clock, target: { storageClass, objectLock } }: Bucket): {
  StorageClass?: 'STANDARD';
  ObjectLockMode?: 'GOVERNANCE' | 'COMPLIANCE';
  ObjectLockRetainUntilDate?: Date;
} {
  return {
    // The SDK names Amazon's classes only; other endpoints have their own.
    ...(storageClass === undefined ? {} : { StorageClass: storageClass as 'STANDARD' }),
    ...(objectLock === undefined
      ? {}
      : {
          ObjectLockMode: objectLock.mode === 'compliance' ? ('COMPLIANCE' as const) : ('GOVERNANCE' as const),
          ObjectLockRetainUntilDate: new Date(clock.now() + objectLock.days * 86_400_000),
        }),
  };
}

/** Throws `denied` where an object lock or a missing right keeps some of them. */
export async function removeObjects(bucket: Bucket, objects: readonly ObjectVersion[]): Promise<void> {
  for (let from = 0; from < objects.length; from += REMOVED_AT_ONCE) {
    const some = objects.slice(from, from + REMOVED_AT_ONCE);
    const { Errors = [] } = await bucket.ask(`removing ${some[0]?.path}`, undefined, (client, options) =>
      client.send(
        new DeleteObjectsCommand({
          Bucket: bucket.target.bucket,
          Delete: {
            Objects: some.map(({ path, versionId }) => ({
              Key: bucket.keyOf(path),
              ...(versionId === undefined ? {} : { VersionId: versionId }),
            })),
            Quiet: true,
          },
        }),
        options,
      ),
    );
    const [first] = Errors;
    if (first === undefined) continue;
    throw new AppError(
      'denied',
      `${bucket.place} keeps ${Errors.length} of the objects (${first.Code ?? 'no reason'}).`,
      {
        hint: 'An object lock ends by itself; a missing right (s3:DeleteObject, with object lock s3:DeleteObjectVersion) does not.',
      },
    );
  }
}

/** Gives up what uploads below `start` have not finished: their parts cost room until then. */
export async function abortUploads(bucket: Bucket, start: string): Promise<void> {
  for (const [path, { id }] of await listUploads(bucket, start)) {
    await bucket.ask(`giving up the upload of ${path}`, undefined, (client, options) =>
      client.send(
        new AbortMultipartUploadCommand({ Bucket: bucket.target.bucket, Key: bucket.keyOf(path), UploadId: id }),
        options,
      ),
    );
  }
}
