// An S3 store as a form holds it (texts) and back. Pure; the contract's schema has the last word.

import { S3Store, type Secrets } from '../../../shared/model/profile.ts';
import { keepDraftOf, keepOf, USUAL_DAYS, type KeepDraft } from './keep-form.ts';

export interface S3Draft {
  readonly id: string;
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly pathStyle: boolean;
  readonly caFile: string;
  readonly storageClass: string;
  readonly lock: 'none' | 'governance' | 'compliance';
  readonly lockDays: string;
  readonly credentials: S3Store['credentials'];
  readonly keep: KeepDraft;
}

export type S3Problem = 'storeId' | 'endpoint' | 'region' | 'bucket' | 'prefix' | 'lockDays' | 'keep';
export type S3Problems = Readonly<
  Partial<Record<'id' | 'endpoint' | 'region' | 'bucket' | 'prefix' | 'lockDays' | 'keep', S3Problem>>
>;

export function newS3Draft(takenIds: readonly string[]): S3Draft {
  let id = 's3';
  for (let n = 2; takenIds.includes(id); n += 1) id = `s3-${n}`;
  return {
    id,
    endpoint: '',
    region: 'us-east-1',
    bucket: '',
    prefix: 'marsad',
    pathStyle: false,
    caFile: '',
    storageClass: '',
    lock: 'none',
    lockDays: '30',
    credentials: 'keystore',
    keep: keepDraftOf(undefined, USUAL_DAYS.s3),
  };
}

export function s3DraftOf(store: S3Store): S3Draft {
  return {
    id: store.id,
    endpoint: store.endpoint ?? '',
    region: store.region,
    bucket: store.bucket,
    prefix: store.prefix,
    pathStyle: store.pathStyle,
    caFile: store.caFile ?? '',
    storageClass: store.storageClass ?? '',
    lock: store.objectLock?.mode ?? 'none',
    lockDays: String(store.objectLock?.days ?? 30),
    credentials: store.credentials,
    keep: keepDraftOf(store.keep, USUAL_DAYS.s3),
  };
}

/** The store, or what has to be put right first. `otherIds`: of the profile's other stores. */
export function s3StoreOf(draft: S3Draft, otherIds: readonly string[]): { store: S3Store } | { problems: S3Problems } {
  const id = draft.id.trim();
  const keep = keepOf(draft.keep);
  const parsed = S3Store.safeParse({
    kind: 's3',
    id,
    region: draft.region.trim(),
    bucket: draft.bucket.trim(),
    prefix: draft.prefix.trim(),
    pathStyle: draft.pathStyle,
    credentials: draft.credentials,
    ...given('endpoint', draft.endpoint),
    ...given('caFile', draft.caFile),
    ...given('storageClass', draft.storageClass),
    ...keep,
    ...(draft.lock === 'none' ? {} : { objectLock: { mode: draft.lock, days: Number(draft.lockDays) } }),
  });
  const wrong = new Set(parsed.error?.issues.map(({ path }) => path[0]));
  const isTaken = id === '' || otherIds.includes(id) || /[,\s]/.test(id);
  const problems: S3Problems = {
    ...(isTaken ? { id: 'storeId' as const } : {}),
    ...(wrong.has('endpoint') ? { endpoint: 'endpoint' as const } : {}),
    ...(wrong.has('region') ? { region: 'region' as const } : {}),
    ...(wrong.has('bucket') ? { bucket: 'bucket' as const } : {}),
    ...(wrong.has('prefix') ? { prefix: 'prefix' as const } : {}),
    ...(wrong.has('objectLock') ? { lockDays: 'lockDays' as const } : {}),
    ...(keep === null ? { keep: 'keep' as const } : {}),
  };
  return parsed.data === undefined || isTaken || keep === null ? { problems } : { store: parsed.data };
}

/** Without keys that are typed by half: what is empty is kept as it was. */
export function completeSecrets(secrets: Secrets): Secrets {
  const { stores, ...passwords } = secrets;
  const complete = Object.entries(stores ?? {}).filter(
    ([, keys]) => keys.accessKeyId !== '' && keys.secretAccessKey !== '',
  );
  return complete.length === 0 ? passwords : { ...passwords, stores: Object.fromEntries(complete) };
}

function given(name: string, typed: string): Readonly<Record<string, string>> {
  return typed.trim() === '' ? {} : { [name]: typed.trim() };
}
