// Lists, reads, writes and removes the small things of a bucket. Large files are in s3-upload.ts and s3-fetch.ts.

import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';
import type { Bucket } from './s3-bucket.ts';

/** What S3 takes in one request. */
const REMOVED_AT_ONCE = 1000;

/** Path below the store's prefix → size, of everything whose path begins with `start`. */
export async function listObjects(
  bucket: Bucket,
  start: string,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
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
    for (const { Key, Size } of page.Contents ?? []) if (Key !== undefined) found.set(Key.slice(cut), Size ?? 0);
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

/** Path below the store's prefix → id of the upload that is not finished; of several the newest. */
export async function listUploads(
  bucket: Bucket,
  start: string,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, { readonly id: string; readonly atMs: number }>();
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
  return new Map([...found].map(([path, { id }]) => [path, id]));
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
export async function removeObjects(bucket: Bucket, paths: readonly string[]): Promise<void> {
  for (let from = 0; from < paths.length; from += REMOVED_AT_ONCE) {
    const some = paths.slice(from, from + REMOVED_AT_ONCE);
    const { Errors = [] } = await bucket.ask(`removing ${some[0]}`, undefined, (client, options) =>
      client.send(
        new DeleteObjectsCommand({
          Bucket: bucket.target.bucket,
          Delete: { Objects: some.map((path) => ({ Key: bucket.keyOf(path) })), Quiet: true },
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
        hint: 'An object lock ends by itself; a missing right s3:DeleteObject does not.',
      },
    );
  }
}

/** Gives up what uploads below `start` have not finished: their parts cost room until then. */
export async function abortUploads(bucket: Bucket, start: string): Promise<void> {
  for (const [path, id] of await listUploads(bucket, start)) {
    await bucket.ask(`giving up the upload of ${path}`, undefined, (client, options) =>
      client.send(
        new AbortMultipartUploadCommand({ Bucket: bucket.target.bucket, Key: bucket.keyOf(path), UploadId: id }),
        options,
      ),
    );
  }
}
