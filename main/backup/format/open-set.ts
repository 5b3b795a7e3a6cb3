// A set that can be read: where it lies, its manifest, and what opens its files. The header alone can be read without any key.

import { basename } from 'node:path';
import type { BackupSet } from '../../../shared/model/backup.ts';
import { damaged } from '../damaged.ts';
import type { BackupKeys } from '../keys/backup-keys.ts';
import { asManifest, Manifest, MANIFEST_FILE, parseDocument, readDocument, type StoredFile } from '../manifest.ts';
import { aboutOf, sizeOf } from '../manifest-figures.ts';
import type { SetSeal } from './seal.ts';
import { holdsOf, openManifest, SealedManifest } from './sealed-manifest.ts';

export interface OpenSet {
  readonly folder: string;
  readonly manifest: Manifest;
  /** Null: the set is not encrypted. */
  readonly seal: SetSeal | null;
  /** Asked before bytes of a file are handed out: holds them back. */
  readonly pace?: (bytes: number) => Promise<void>;
}

/** What a set says of itself to anybody: enough to list it, to copy it, and to check the hash of every file. */
export interface SetHeader extends Pick<
  BackupSet,
  'id' | 'profileId' | 'startedMs' | 'finishedMs' | 'checkpoint' | 'mongo' | 'redis' | 'oplog'
> {
  readonly isEncrypted: boolean;
  readonly keyId: string | null;
  readonly files: readonly StoredFile[];
}

/** What the manifest's file says, clear or sealed. */
export type SetDocument = { readonly manifest: Manifest } | { readonly sealed: SealedManifest };

/** Throws `not_found`, `damaged` (also where the folder bears another set's name), `unsupported`; `denied` where the set is encrypted and its key is not at hand. */
export async function openSet(folder: string, keys: BackupKeys): Promise<OpenSet> {
  const document = await readSetDocument(folder);
  const { id } = headerOf(document);
  if (id !== basename(folder)) throw damaged(`${MANIFEST_FILE} is of another set, ${id}`);
  return { folder, ...(await openDocument(document, keys)) };
}

/** Throws `damaged`; `denied` where the set is encrypted and its key is not at hand. */
export async function openDocument(document: SetDocument, keys: BackupKeys): Promise<Omit<OpenSet, 'folder'>> {
  if ('manifest' in document) return { manifest: document.manifest, seal: null };
  const { id, key } = document.sealed;
  const seal = { setId: id, dataKey: await keys.open(id, key) };
  return { manifest: openManifest(document.sealed, seal), seal };
}

/** Needs no key. Throws `not_found`, `damaged`, `unsupported`. */
export async function readSetDocument(folder: string): Promise<SetDocument> {
  return asSetDocument(await readDocument(folder));
}

/** The text of a manifest's file. Throws `damaged`, `unsupported`. */
export function parseSetDocument(content: string): SetDocument {
  return asSetDocument(parseDocument(content));
}

function asSetDocument(document: Record<string, unknown>): SetDocument {
  return 'sealed' in document
    ? { sealed: asManifest(document, SealedManifest) }
    : { manifest: asManifest(document, Manifest) };
}

export function headerOf(document: SetDocument): SetHeader {
  const isEncrypted = 'sealed' in document;
  const { id, profileId, startedMs, finishedMs, files } = isEncrypted ? document.sealed : document.manifest;
  const holds = isEncrypted ? holdsOf(document.sealed) : aboutOf(document.manifest);
  const keyId = isEncrypted && document.sealed.key.by === 'key' ? document.sealed.key.keyId : null;
  return { id, profileId, startedMs, finishedMs, files, isEncrypted, keyId, ...holds };
}

export function toBackupSet(
  { files, ...header }: SetHeader,
  store: string,
  { verified, proven, drill }: Pick<BackupSet, 'verified' | 'proven' | 'drill'>,
): Omit<BackupSet, 'copies'> {
  return { ...header, store, sizeBytes: sizeOf({ files }), verified, proven, drill };
}
