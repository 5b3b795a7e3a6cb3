// The manifest of an encrypted set: a clear header that says when it was taken, how much it holds and what its files must be,
// and the manifest itself, sealed under the set's data key together with that header. Names are in the sealed part only.

import { z } from 'zod';
import type { BackupSet } from '../../../shared/model/backup.ts';
import { AppError } from '../../../shared/errors.ts';
import { damaged } from '../damaged.ts';
import { WrappedKey } from '../keys/wrapped-key.ts';
import { Between, documentText, Manifest, OplogInSet, StoredFile, Tool } from '../manifest.ts';
import { aboutOf, sliceHeader } from '../manifest-figures.ts';
import { deriveKey, openText, sealText, type SetSeal } from './seal.ts';

const Count = z.number().int().nonnegative();

const Header = z.strictObject({
  format: z.literal('marsad-set'),
  formatVersion: z.literal(2),
  tool: Tool,
  id: z.string(),
  profileId: z.string(),
  startedMs: Count,
  finishedMs: Count,
  holds: z.strictObject({
    mongo: z
      .strictObject({
        version: z.string(),
        collections: Count,
        documents: Count,
        indexes: Count,
        momentMs: Count.nullable(),
        accounts: Count,
        moment: z.string().nullable().optional(),
      })
      .nullable(),
    redis: z.strictObject({ version: z.string(), shards: Count, keys: Count, slotsCovered: Count }).nullable(),
    /** As in the manifest itself. */
    oplog: OplogInSet.pick({
      after: true,
      upTo: true,
      term: true,
      entries: true,
      previous: true,
      gap: true,
    }).optional(),
    /** Older sets do not say. */
    checkpoint: Between.optional(),
  }),
  files: z.array(StoredFile),
});
type Header = z.infer<typeof Header>;

export const SealedManifest = Header.extend({
  /** Not under the seal: rotating keys replaces it, and nothing else of a set. */
  key: WrappedKey,
  /** Nonce, encrypted manifest, tag: base64. */
  sealed: z.base64(),
});
export type SealedManifest = z.infer<typeof SealedManifest>;

/** The text that goes to disk. */
export function sealedManifestText(manifest: Manifest, key: WrappedKey, seal: SetSeal): string {
  const { format, tool, id, profileId, startedMs, finishedMs } = manifest;
  const { mongo, redis, checkpoint } = aboutOf(manifest);
  const oplog = manifest.oplog && sliceOf(manifest.oplog);
  const header: Header = {
    format,
    formatVersion: 2,
    tool,
    id,
    profileId,
    startedMs,
    finishedMs,
    holds: {
      mongo: mongo && withoutNames(mongo),
      redis,
      ...(oplog && { oplog }),
      ...(checkpoint && { checkpoint: { fromMs: checkpoint.fromMs, toMs: checkpoint.toMs } }),
    },
    files: manifest.files.map(({ path, sizeBytes, sha256 }) => ({ path, sizeBytes, sha256 })),
  };
  const sealed = sealText(JSON.stringify(manifest), manifestKey(seal), JSON.stringify(header));
  return documentText({ ...header, key, sealed });
}

/** Throws `damaged` where header, seal and content are not what was written together. */
export function openManifest({ key: _key, sealed, ...header }: SealedManifest, seal: SetSeal): Manifest {
  const text = openText(sealed, manifestKey(seal), JSON.stringify(header));
  const parsed = Manifest.safeParse(JSON.parse(text));
  if (!parsed.success || parsed.data.id !== header.id) throw damaged('the sealed manifest is no manifest of this set');
  return parsed.data;
}

/** As the catalogue lists it: without names, which only the key shows. */
export function holdsOf({
  id,
  holds: { mongo, redis, oplog, checkpoint },
  files,
}: SealedManifest): Pick<BackupSet, 'mongo' | 'redis' | 'oplog' | 'checkpoint'> {
  const ofMongo = mongo && { ...mongo, moment: mongo.moment ?? null, replicaSet: '', databases: [] };
  return {
    mongo: ofMongo,
    redis,
    checkpoint: checkpoint ?? null,
    ...(oplog && { oplog: sliceHeader(id, oplog, files) }),
  };
}

/** Without names, in the order the header is read in. */
function sliceOf({ after, upTo, term, entries, previous, gap }: OplogInSet) {
  return { after, upTo, term, entries, previous, gap };
}

/** In the order the header is read in: the seal covers its text. */
function withoutNames(mongo: NonNullable<BackupSet['mongo']>) {
  const { version, collections, documents, indexes, momentMs, accounts, moment = null } = mongo;
  return { version, collections, documents, indexes, momentMs, accounts, moment };
}

function manifestKey({ dataKey, setId }: SetSeal): Buffer {
  return deriveKey(dataKey, Buffer.from(setId), 'marsad set manifest');
}

/** Throws `bad_request` where the set is not encrypted. */
export function sealedDocumentOf(
  document: { readonly manifest: Manifest } | { readonly sealed: SealedManifest },
): SealedManifest {
  if ('sealed' in document) return document.sealed;
  throw new AppError('bad_request', `The set ${document.manifest.id} is not encrypted.`);
}

/** The text of the same manifest, opened by another key. */
export function withKey(sealed: SealedManifest, key: WrappedKey): string {
  return documentText({ ...sealed, key });
}
