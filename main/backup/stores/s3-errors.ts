// What can go wrong with an S3 store, as sentences with a way out. Never carries a key: only names of rights, hosts and files.

import { AppError, isCancelled, type ErrorCode } from '../../../shared/errors.ts';

interface Sentence {
  readonly code: ErrorCode;
  readonly says: string;
  readonly hint: string;
}

const CREDENTIALS: Sentence = {
  code: 'denied',
  says: 'does not accept the credentials',
  hint: 'Check the access key and its secret in the connection’s store section; a rotated or deleted key looks like this.',
};
const CERTIFICATE: Sentence = {
  code: 'denied',
  says: 'shows a certificate that is not trusted here',
  hint: 'Give the authority’s PEM file in the store section. If it worked before, the authority was changed: ask who runs the endpoint.',
};
const NETWORK: Sentence = {
  code: 'unreachable',
  says: 'cannot be reached',
  hint: 'Check the network and the endpoint’s address. What was uploaded so far is kept, and a new try goes on from there.',
};
const FULL: Sentence = {
  code: 'limited',
  says: 'is full or over its quota',
  hint: 'Free space or raise the quota, then copy again: what was uploaded so far is kept. Or remove it on the Backups screen.',
};
const REGION: Sentence = {
  code: 'bad_request',
  says: 'lies in another region or at another endpoint',
  hint: 'Correct region and endpoint in the store section.',
};

const BY_NAME: Readonly<Record<string, Sentence>> = {
  InvalidAccessKeyId: CREDENTIALS,
  SignatureDoesNotMatch: CREDENTIALS,
  InvalidToken: CREDENTIALS,
  InvalidClientTokenId: CREDENTIALS,
  XAdminUserNotFound: CREDENTIALS,
  ExpiredToken: CREDENTIALS,
  CredentialsProviderError: {
    code: 'denied',
    says: 'has no credentials here',
    hint: 'Type the store’s keys in the connection, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, as the store section says.',
  },
  AccessDenied: {
    code: 'denied',
    says: 'refuses',
    hint: 'The key needs s3:ListBucket, s3:GetObject, s3:PutObject, s3:DeleteObject, s3:AbortMultipartUpload, s3:ListBucketMultipartUploads and s3:ListMultipartUploadParts on this bucket. If it worked before, a right was taken away.',
  },
  NoSuchBucket: {
    code: 'not_found',
    says: 'has no such bucket',
    hint: 'Make the bucket, or correct its name in the store section. With “bucket.endpoint” addresses a server that only knows paths says this, too.',
  },
  NoSuchUpload: {
    code: 'conflict',
    says: 'has removed the unfinished upload',
    hint: 'A lifecycle rule or somebody else removed it. Copy again: it begins anew.',
  },
  RequestTimeTooSkewed: {
    code: 'denied',
    says: 'and this machine disagree about the time',
    hint: 'S3 allows fifteen minutes. Set this machine’s clock (NTP), then try again.',
  },
  PermanentRedirect: REGION,
  AuthorizationHeaderMalformed: REGION,
  QuotaExceeded: FULL,
  XMinioStorageFull: FULL,
  XMinioAdminBucketQuotaExceeded: FULL,
  InsufficientStorage: FULL,
  EntityTooLarge: {
    code: 'limited',
    says: 'takes no object so large',
    hint: 'The endpoint limits the size of objects.',
  },
  BadDigest: {
    code: 'damaged',
    says: 'received other bytes than were sent',
    hint: 'Something between here and the endpoint changes data. Try again; if it comes back, look at the network.',
  },
  XAmzContentChecksumMismatch: {
    code: 'damaged',
    says: 'received other bytes than were sent',
    hint: 'Something between here and the endpoint changes data. Try again; if it comes back, look at the network.',
  },
  InvalidStorageClass: {
    code: 'bad_request',
    says: 'does not know the storage class',
    hint: 'Correct the storage class in the store section, or leave it empty.',
  },
  SlowDown: { code: 'limited', says: 'asks to slow down', hint: 'Try again later.' },
};

const TLS_CODES =
  /^(SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|CERT_|ERR_TLS_CERT|CERTIFICATE_|ERR_SSL_)/;
const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ECONNABORTED',
]);
const NETWORK_NAMES = new Set([
  'TimeoutError',
  'NetworkingError',
  'RequestTimeout',
  'InternalError',
  'ServiceUnavailable',
]);

/** A server that refuses a request may close before it has read all of it: then the cut is all that is seen of the refusal. */
export function isCut(error: unknown): boolean {
  const { code } = error as { readonly code?: string };
  return code === 'ECONNRESET' || code === 'EPIPE' || code === 'ECONNABORTED';
}

/** `doing`: what was tried, as `writing redis/0.rdb`. Errors that are already mapped, and cancelling, pass through. */
export function s3Error(error: unknown, place: string, doing: string): Error {
  if (error instanceof AppError || (error instanceof Error && isCancelled(error))) return error;
  const { says, code, hint } = sentenceOf(error);
  return new AppError(code, `${place} ${says} (${doing}).`, { hint, cause: error });
}

function sentenceOf(error: unknown): Sentence {
  const { name, message, code, $metadata } = error as {
    readonly name?: string;
    readonly message?: string;
    readonly code?: string;
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  const own = BY_NAME[name ?? ''] ?? BY_NAME[code ?? ''];
  if (own) return own;
  if (TLS_CODES.test(code ?? '')) return CERTIFICATE;
  if (NETWORK_CODES.has(code ?? '') || NETWORK_NAMES.has(name ?? '')) return NETWORK;
  switch ($metadata?.httpStatusCode) {
    case 301:
      return REGION;
    case 401:
      return CREDENTIALS;
    case 403:
      return BY_NAME['AccessDenied']!;
    case 507:
      return FULL;
    case 501:
      return {
        code: 'unsupported',
        says: 'cannot do this',
        hint: 'The endpoint lacks a part of S3 that is needed here.',
      };
  }
  const said = [name, message].filter((part) => part !== undefined && part !== '').join(': ');
  return {
    code: 'unreachable',
    says: `answered ${said || 'something unknown'}`,
    hint: 'Try again; see the endpoint’s log.',
  };
}
