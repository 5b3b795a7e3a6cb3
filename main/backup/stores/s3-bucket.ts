// One bucket, or a part of it, behind the vendor's SDK: credentials, TLS, addresses. Every request goes through `ask`, so
// that every failure is told in the same words.

import { readFile } from 'node:fs/promises';
import { fromContainerMetadata, fromInstanceMetadata } from '@smithy/credential-provider-imds';
import { ListObjectsV2Command, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { AppError } from '../../../shared/errors.ts';
import type { Clock } from '../../../shared/clock.ts';
import type { S3Store, StoreKeys } from '../../../shared/model/profile.ts';
import { isCut, s3Error } from './s3-errors.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** Of one request, also of a part of a few MB over a slow line. */
const REQUEST_TIMEOUT_MS = 120_000;
const ATTEMPTS = 4;

export interface Bucket {
  readonly target: S3Store;
  readonly clock: Clock;
  /** `s3://bucket/prefix` */
  readonly place: string;
  /** The key of a path below the store's prefix. */
  keyOf(path: string): string;
  /** Runs one request. `doing` stands in the sentence when it fails. Rejects with the signal's reason when it is aborted. */
  ask<Answer>(
    doing: string,
    signal: AbortSignal | undefined,
    request: (client: S3Client, options: { readonly abortSignal?: AbortSignal }) => Promise<Answer>,
  ): Promise<Answer>;
  close(): void;
}

export function openBucket(target: S3Store, keys: StoreKeys | undefined, clock: Clock): Bucket {
  const place = `s3://${target.bucket}${target.prefix === '' ? '' : `/${target.prefix}`}`;
  let client: Promise<S3Client> | undefined;

  const close = (): void => {
    client?.then((open) => open.destroy()).catch(() => undefined); // one that did not open holds nothing
    client = undefined;
  };

  /** What the bucket says to something small; null where it answers, or cannot be reached either. */
  const refusalOf = (open: S3Client): Promise<unknown> =>
    open.send(new ListObjectsV2Command({ Bucket: target.bucket, MaxKeys: 1 })).then(
      () => null,
      (error: unknown) => (isAnswer(error) ? error : null),
    );

  return {
    target,
    clock,
    place,
    keyOf: (path) => (target.prefix === '' ? path : `${target.prefix}/${path}`),
    async ask(doing, signal, request) {
      signal?.throwIfAborted();
      try {
        client ??= openClient(target, keys, place);
        return await request(await client, signal === undefined ? {} : { abortSignal: signal });
      } catch (error) {
        signal?.throwIfAborted();
        const refusal = isCut(error) && client !== undefined ? await refusalOf(await client) : null;
        const told = s3Error(refusal ?? error, place, doing);
        // The next try reads the authority's file and the credentials anew.
        if (told instanceof AppError && ['denied', 'not_found', 'bad_request'].includes(told.code)) close();
        throw told;
      }
    },
    close,
  };
}

function isAnswer(error: unknown): boolean {
  const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return $metadata?.httpStatusCode !== undefined;
}

async function openClient(target: S3Store, keys: StoreKeys | undefined, place: string): Promise<S3Client> {
  const ca = target.caFile === undefined ? undefined : await readAuthority(target.caFile, place);
  return new S3Client({
    region: target.region,
    ...(target.endpoint === undefined ? {} : { endpoint: target.endpoint }),
    forcePathStyle: target.pathStyle,
    credentials: credentialsOf(target, keys, place),
    maxAttempts: ATTEMPTS,
    // Uploads carry a SHA-256 of our own; others only where S3 insists.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    // The SDK sends what waits for “100 Continue” by an agent of its own, which does not know our authority.
    expectContinueHeader: false,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      httpsAgent: { keepAlive: true, maxSockets: 50, ...(ca === undefined ? {} : { ca }) },
    },
  });
}

async function readAuthority(file: string, place: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new AppError('not_found', `The authority file of ${place} cannot be read: ${file}.`, {
      hint: 'Correct its path in the store section.',
      cause,
    });
  }
}

function credentialsOf(
  { credentials }: S3Store,
  keys: StoreKeys | undefined,
  place: string,
): NonNullable<S3ClientConfig['credentials']> {
  switch (credentials) {
    case 'keystore':
      if (keys !== undefined) return keys;
      throw new AppError('denied', `The keys of ${place} are not known here.`, {
        hint: 'Type them in the connection’s store section, for this session or into the keystore.',
      });
    case 'environment':
      return fromEnvironment(place);
    case 'instance':
      return process.env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'] || process.env['AWS_CONTAINER_CREDENTIALS_FULL_URI']
        ? fromContainerMetadata()
        : fromInstanceMetadata();
  }
}

function fromEnvironment(place: string): StoreKeys & { readonly sessionToken?: string } {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = process.env;
  if (accessKeyId && secretAccessKey) {
    return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
  }
  throw new AppError('denied', `The environment holds no credentials for ${place}.`, {
    hint: 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY where the console is started.',
  });
}
