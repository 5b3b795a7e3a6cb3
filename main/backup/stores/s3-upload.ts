// Uploads files so that a cut costs little: parts that the bucket has already, by their SHA-256, are not sent again. What is
// there is asked of the bucket itself, so that another console can go on. Never leaves a file that differs from the one here:
// every part and every object carries a checksum that the server recomputes.

import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  type CompletedPart,
  type Part,
} from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { AppError } from '../../../shared/errors.ts';
import { storeError } from '../store-errors.ts';
import type { Bucket } from './s3-bucket.ts';
import { asStored } from './s3-objects.ts';
import type { SetWork } from './set-store.ts';

const PART_BYTES = 8 * 1024 * 1024;
const MOST_PARTS = 10_000;
/** Of one file; with the files at once this bounds memory and connections. */
const PARTS_AT_ONCE = 3;

export interface FileUpload extends SetWork {
  readonly bucket: Bucket;
  /** On this machine. */
  readonly file: string;
  readonly sizeBytes: number;
  /** Below the store's prefix. */
  readonly path: string;
  /** What the bucket has at that path: its size, or an upload that is not finished. */
  readonly present: { readonly sizeBytes: number | undefined; readonly uploadId: string | undefined };
}

/** Returns the SHA-256 of the whole file, in hexadecimal. */
export async function uploadFile(upload: FileUpload): Promise<string> {
  const handle = await open(upload.file, 'r').catch((error: unknown) => {
    throw storeError(error, `reading ${upload.path}`);
  });
  try {
    if (upload.sizeBytes <= PART_BYTES) return await uploadSmall(handle, upload);
    return await uploadParts(handle, upload);
  } finally {
    await handle.close();
  }
}

async function uploadSmall(handle: FileHandle, upload: FileUpload): Promise<string> {
  const { bucket, path, sizeBytes, signal, onBytes } = upload;
  const bytes = await readExactly(handle, 0, sizeBytes, path);
  const digest = createHash('sha256').update(bytes).digest();
  if (!(await isThere(upload, digest.toString('base64')))) {
    await bucket.ask(`writing ${path}`, signal, (client, options) =>
      client.send(
        new PutObjectCommand({
          ...placeOf(upload),
          Body: bytes,
          ContentLength: sizeBytes,
          ChecksumSHA256: digest.toString('base64'),
          ...asStored(bucket),
        }),
        options,
      ),
    );
  }
  onBytes?.(sizeBytes);
  return digest.toString('hex');
}

async function uploadParts(handle: FileHandle, upload: FileUpload): Promise<string> {
  const { sizeBytes, present } = upload;
  const partBytes = partBytesFor(sizeBytes);
  if (present.sizeBytes === sizeBytes) {
    const { composite, whole } = await digestsOf(handle, upload, partBytes);
    if (await isThere(upload, composite)) {
      upload.onBytes?.(sizeBytes);
      return whole;
    }
  }
  const uploadId = present.uploadId ?? (await beginUpload(upload));
  const kept = present.uploadId === undefined ? new Map<number, Part>() : await keptParts(upload, uploadId);
  const { parts, whole } = await sendParts(handle, upload, uploadId, partBytes, kept);
  await upload.bucket.ask(`joining the parts of ${upload.path}`, upload.signal, (client, options) =>
    client.send(
      new CompleteMultipartUploadCommand({
        ...placeOf(upload),
        UploadId: uploadId,
        ChecksumType: 'COMPOSITE',
        MultipartUpload: { Parts: parts },
      }),
      options,
    ),
  );
  return whole;
}

/** Reads in order, sends a few at a time; the first failure stops the reading, and what is on its way is waited for. */
async function sendParts(
  handle: FileHandle,
  upload: FileUpload,
  uploadId: string,
  partBytes: number,
  kept: ReadonlyMap<number, Part>,
): Promise<{ readonly parts: CompletedPart[]; readonly whole: string }> {
  const { sizeBytes, path, signal, onBytes } = upload;
  const hash = createHash('sha256');
  const parts: CompletedPart[] = [];
  const onTheWay = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | null = null;
  for (let from = 0, number = 1; from < sizeBytes && failure === null; from += partBytes, number += 1) {
    signal.throwIfAborted();
    const bytes = await readExactly(handle, from, Math.min(partBytes, sizeBytes - from), path);
    hash.update(bytes);
    const sha256 = createHash('sha256').update(bytes).digest('base64');
    const part = kept.get(number);
    if (part?.ETag !== undefined && part.Size === bytes.length && part.ChecksumSHA256 === sha256) {
      parts[number - 1] = { PartNumber: number, ETag: part.ETag, ChecksumSHA256: sha256 };
      onBytes?.(bytes.length);
      continue;
    }
    const sending = sendPart(upload, uploadId, number, bytes, sha256)
      .then(
        (done) => {
          parts[number - 1] = done;
          onBytes?.(bytes.length);
        },
        (error: unknown) => {
          failure ??= { error };
        },
      )
      .finally(() => onTheWay.delete(sending));
    onTheWay.add(sending);
    if (onTheWay.size >= PARTS_AT_ONCE) await Promise.race(onTheWay);
  }
  await Promise.all(onTheWay);
  const failed = failure as { readonly error: unknown } | null; // set by the callbacks above
  if (failed !== null) throw failed.error;
  return { parts, whole: hash.digest('hex') };
}

async function sendPart(
  upload: FileUpload,
  uploadId: string,
  number: number,
  bytes: Buffer,
  sha256: string,
): Promise<CompletedPart> {
  const { ETag } = await upload.bucket.ask(
    `writing part ${number} of ${upload.path}`,
    upload.signal,
    (client, options) =>
      client.send(
        new UploadPartCommand({
          ...placeOf(upload),
          UploadId: uploadId,
          PartNumber: number,
          Body: bytes,
          ContentLength: bytes.length,
          ChecksumSHA256: sha256,
        }),
        options,
      ),
  );
  return { PartNumber: number, ETag, ChecksumSHA256: sha256 };
}

async function beginUpload(upload: FileUpload): Promise<string> {
  const { bucket, path, signal } = upload;
  const { UploadId } = await bucket.ask(`beginning the upload of ${path}`, signal, (client, options) =>
    client.send(
      new CreateMultipartUploadCommand({
        ...placeOf(upload),
        ChecksumAlgorithm: 'SHA256',
        ChecksumType: 'COMPOSITE',
        ...asStored(bucket),
      }),
      options,
    ),
  );
  if (UploadId !== undefined) return UploadId;
  throw new AppError('unsupported', `${bucket.place} named no upload for ${path}.`);
}

async function keptParts(upload: FileUpload, uploadId: string): Promise<ReadonlyMap<number, Part>> {
  const kept = new Map<number, Part>();
  let marker: string | undefined;
  do {
    const page = await upload.bucket.ask(
      `asking which parts of ${upload.path} are there`,
      upload.signal,
      (client, options) =>
        client.send(
          new ListPartsCommand({
            ...placeOf(upload),
            UploadId: uploadId,
            ...(marker === undefined ? {} : { PartNumberMarker: marker }),
          }),
          options,
        ),
    );
    for (const part of page.Parts ?? []) if (part.PartNumber !== undefined) kept.set(part.PartNumber, part);
    marker = page.IsTruncated === true ? page.NextPartNumberMarker : undefined;
  } while (marker !== undefined);
  return kept;
}

/** Whether the bucket has exactly these bytes already, by the checksum it keeps. */
async function isThere(upload: FileUpload, checksum: string): Promise<boolean> {
  const { bucket, path, sizeBytes, present, signal } = upload;
  if (present.sizeBytes !== sizeBytes) return false;
  const { ContentLength, ChecksumSHA256 } = await bucket.ask(`asking for ${path}`, signal, (client, options) =>
    client.send(new HeadObjectCommand({ ...placeOf(upload), ChecksumMode: 'ENABLED' }), options),
  );
  return ContentLength === sizeBytes && ChecksumSHA256 === checksum;
}

/** What S3 says of an object made of parts: the hash of the parts' hashes, and how many there are. */
async function digestsOf(
  handle: FileHandle,
  { sizeBytes, path, signal }: FileUpload,
  partBytes: number,
): Promise<{ readonly composite: string; readonly whole: string }> {
  const whole = createHash('sha256');
  const ofParts = createHash('sha256');
  let count = 0;
  for (let from = 0; from < sizeBytes; from += partBytes) {
    signal.throwIfAborted();
    const bytes = await readExactly(handle, from, Math.min(partBytes, sizeBytes - from), path);
    whole.update(bytes);
    ofParts.update(createHash('sha256').update(bytes).digest());
    count += 1;
  }
  return { composite: `${ofParts.digest('base64')}-${count}`, whole: whole.digest('hex') };
}

async function readExactly(handle: FileHandle, from: number, length: number, path: string): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, length - done, from + done).catch((error: unknown) => {
      throw storeError(error, `reading ${path}`);
    });
    if (bytesRead === 0) throw new AppError('damaged', `${path} became shorter while it was uploaded.`);
    done += bytesRead;
  }
  return bytes;
}

function placeOf({ bucket, path }: FileUpload): { readonly Bucket: string; readonly Key: string } {
  return { Bucket: bucket.target.bucket, Key: bucket.keyOf(path) };
}

/** The same for the same size, whoever goes on: whole MB, and never more parts than S3 takes. */
function partBytesFor(sizeBytes: number): number {
  const mega = 1024 * 1024;
  return Math.max(PART_BYTES, Math.ceil(sizeBytes / MOST_PARTS / mega) * mega);
}
