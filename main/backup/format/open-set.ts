// A set that can be read: where it lies, its manifest, and what opens its files. The header alone can be read without any key.

import { basename } from 'node:path';
import type { BackupSet } from '../../../shared/model/backup.ts';
import { damaged } from '../damaged.ts';
import type { BackupKeys } from '../keys/backup-keys.ts';
import { aboutOf, asManifest, Manifest, MANIFEST_FILE, readDocument, sizeOf, type StoredFile } from '../manifest.ts';
import type { SetSeal } from './seal.ts';
import { holdsOf, openManifest, SealedManifest } from './sealed-manifest.ts';

export interface OpenSet {
  readonly folder: string;
  readonly manifest: Manifest;
  /** Null: the set is not encrypted. */
  readonly seal: SetSeal | null;
}

/** What a set says of itself to anybody: enough to list it, to copy it, and to check the hash of every file. */
export interface SetHeader extends Pick<
  BackupSet,
  'id' | 'profileId' | 'startedMs' | 'finishedMs' | 'mongo' | 'redis'
> {
  readonly isEncrypted: boolean;
  readonly files: readonly StoredFile[];
}

/** Throws `not_found`, `damaged` (also where the folder bears another set's name), `unsupported`; `denied` where the set is encrypted and its key is not at hand. */
export async function openSet(folder: string, keys: BackupKeys): Promise<OpenSet> {
  const read = await readEither(folder);
  const { id } = 'sealed' in read ? read.sealed : read.manifest;
  if (id !== basename(folder)) throw damaged(`${MANIFEST_FILE} is of another set, ${id}`);
  if ('manifest' in read) return { folder, manifest: read.manifest, seal: null };
  const seal = { setId: id, dataKey: await keys.open(id, read.sealed.key) };
  return { folder, manifest: openManifest(read.sealed, seal), seal };
}

/** Needs no key. Throws `not_found`, `damaged`, `unsupported`. */
export async function readHeader(folder: string): Promise<SetHeader> {
  const read = await readEither(folder);
  const { id, profileId, startedMs, finishedMs, files } = 'sealed' in read ? read.sealed : read.manifest;
  const holds = 'sealed' in read ? holdsOf(read.sealed) : aboutOf(read.manifest);
  return { id, profileId, startedMs, finishedMs, files, isEncrypted: 'sealed' in read, ...holds };
}

export function toBackupSet(
  { files, ...header }: SetHeader,
  store: string,
  { verified, proven, drill }: Pick<BackupSet, 'verified' | 'proven' | 'drill'>,
): BackupSet {
  return { ...header, store, sizeBytes: sizeOf({ files }), verified, proven, drill };
}

async function readEither(
  folder: string,
): Promise<{ readonly manifest: Manifest } | { readonly sealed: SealedManifest }> {
  const document = await readDocument(folder);
  return 'sealed' in document
    ? { sealed: asManifest(document, SealedManifest) }
    : { manifest: asManifest(document, Manifest) };
}
