// The manifest of a set: the truth on disk about what is inside and what every byte of it must be. Written last and never
// changed; its own checksum shows an edit. What is learnt later (verified, proven) stands in verification.json beside it.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import type { BackupSet } from '../../shared/model/backup.ts';
import { countSlots } from '../../shared/slots.ts';
import { damaged } from './damaged.ts';
import { storeError } from './store-errors.ts';

export const MANIFEST_FILE = 'manifest.json';
const FORMAT = 'marsad-set';
const FORMAT_VERSION = 1;

/** Relative, with `/`, and never out of the folder. */
const SetPath = z
  .string()
  .min(1)
  .refine(
    (path) => path.split('/').every((part) => part !== '' && part !== '.' && part !== '..') && !path.includes('\\'),
    'a path inside the set',
  );
const Count = z.number().int().nonnegative();

export const SetFile = z.strictObject({ path: SetPath, sizeBytes: Count, sha256: z.string().regex(/^[0-9a-f]{64}$/) });
export type SetFile = z.infer<typeof SetFile>;

export const MongoCollectionInSet = z.strictObject({
  database: z.string(),
  name: z.string(),
  type: z.enum(['collection', 'view', 'timeseries']),
  documents: Count,
  /** Uncompressed BSON. */
  sizeBytes: Count,
  /** Order-free hash of all documents (see content-hash.ts). */
  contentHash: z.string(),
  indexes: Count,
  /** `snapshot`: the collection as it was at one moment (`clusterTime`). `majority`, `local`: a scan while writes went on. */
  readConcern: z.enum(['snapshot', 'majority', 'local']),
  clusterTime: z.string().nullable(),
  /** Null for views. */
  dataFile: SetPath.nullable(),
  metadataFile: SetPath,
});
export type MongoCollectionInSet = z.infer<typeof MongoCollectionInSet>;

export const MongoInSet = z.strictObject({
  version: z.string(),
  replicaSet: z.string(),
  members: z.array(z.strictObject({ key: z.string(), host: z.string(), port: Count, state: z.string() })),
  /** What may be promised: every collection by itself, not one moment for all of them. */
  consistency: z.literal('each-collection'),
  startedMs: Count,
  finishedMs: Count,
  /** User databases, also empty ones a dump would forget. */
  databases: z.array(z.string()),
  collections: z.array(MongoCollectionInSet),
});
export type MongoInSet = z.infer<typeof MongoInSet>;

export const RedisShardInSet = z.strictObject({
  primary: z.string(),
  ranges: z.array(z.strictObject({ from: Count, to: Count })),
  readFrom: z.strictObject({ nodeId: z.string(), role: z.enum(['primary', 'replica']), host: z.string(), port: Count }),
  file: SetPath,
  rdbVersion: Count,
  keys: Count,
  keysWithTtl: Count,
  /** Keys in databases other than 0, which only a standalone server has; a cluster cannot take them. */
  keysElsewhere: Count.default(0),
  functions: Count,
  hasChecksum: z.boolean(),
  replicationId: z.string().nullable(),
  replicationOffset: Count.nullable(),
  startedMs: Count,
  finishedMs: Count,
});
export type RedisShardInSet = z.infer<typeof RedisShardInSet>;

export const RedisInSet = z.strictObject({
  version: z.string(),
  mode: z.enum(['cluster', 'standalone']),
  consistency: z.literal('each-shard'),
  members: z.array(
    z.strictObject({
      id: z.string(),
      host: z.string(),
      port: Count,
      role: z.enum(['primary', 'replica']),
      primary: z.string().nullable(),
    }),
  ),
  shards: z.array(RedisShardInSet),
});
export type RedisInSet = z.infer<typeof RedisInSet>;

export const Manifest = z.strictObject({
  format: z.literal(FORMAT),
  formatVersion: z.literal(FORMAT_VERSION),
  tool: z.strictObject({ name: z.literal('marsad'), version: z.string() }),
  id: z.string(),
  profileId: z.string(),
  operator: z.string(),
  parameters: z.record(z.string(), z.string()),
  startedMs: Count,
  finishedMs: Count,
  mongo: MongoInSet.nullable(),
  redis: RedisInSet.nullable(),
  files: z.array(SetFile),
});
export type Manifest = z.infer<typeof Manifest>;

export const NEW_MANIFEST = { format: FORMAT, formatVersion: FORMAT_VERSION } as const;

/** The text that goes to disk, with the checksum over everything else. */
export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify({ ...manifest, checksum: checksumOf(manifest) }, null, 1)}\n`;
}

/** Reads and checks the manifest of a set's folder. Throws `not_found`, `damaged`, or `unsupported` for a newer format. */
export async function readManifest(setFolder: string): Promise<Manifest> {
  let content: string;
  try {
    content = await readFile(join(setFolder, MANIFEST_FILE), 'utf8');
  } catch (error) {
    throw storeError(error, `reading ${MANIFEST_FILE}`);
  }
  return parseManifest(content);
}

export function parseManifest(content: string): Manifest {
  let raw: unknown;
  try {
    raw = JSON.parse(content);
  } catch {
    throw damaged(`${MANIFEST_FILE} is not JSON`);
  }
  if (typeof raw !== 'object' || raw === null) throw damaged(`${MANIFEST_FILE} is no manifest`);
  const { checksum, ...rest } = raw as Record<string, unknown>;
  if (
    rest['format'] === FORMAT &&
    typeof rest['formatVersion'] === 'number' &&
    rest['formatVersion'] > FORMAT_VERSION
  ) {
    throw new AppError(
      'unsupported',
      `The set is written in format ${rest['formatVersion']}; this version reads up to ${FORMAT_VERSION}.`,
      {
        hint: 'Use the version of the console that took it, or a newer one.',
      },
    );
  }
  if (checksum !== checksumOf(rest))
    throw damaged(`${MANIFEST_FILE} was changed after it was written: its checksum does not match`);
  const parsed = Manifest.safeParse(rest);
  if (!parsed.success) throw damaged(`${MANIFEST_FILE} is no manifest: ${z.prettifyError(parsed.error).slice(0, 500)}`);
  return parsed.data;
}

/** Bytes of the set without the manifest itself. */
export function sizeOf(manifest: Manifest): number {
  return manifest.files.reduce((sum, file) => sum + file.sizeBytes, 0);
}

export function toBackupSet(
  manifest: Manifest,
  store: string,
  learnt: Pick<BackupSet, 'verified' | 'proven'>,
): Omit<BackupSet, 'copies'> {
  const { mongo, redis } = manifest;
  return {
    id: manifest.id,
    store,
    profileId: manifest.profileId,
    startedMs: manifest.startedMs,
    finishedMs: manifest.finishedMs,
    sizeBytes: sizeOf(manifest),
    mongo: mongo && {
      version: mongo.version,
      replicaSet: mongo.replicaSet,
      databases: mongo.databases,
      collections: mongo.collections.length,
      documents: mongo.collections.reduce((sum, collection) => sum + collection.documents, 0),
      indexes: mongo.collections.reduce((sum, collection) => sum + collection.indexes, 0),
    },
    redis: redis && {
      version: redis.version,
      shards: redis.shards.length,
      keys: redis.shards.reduce((sum, shard) => sum + shard.keys, 0),
      slotsCovered: redis.shards.reduce((sum, shard) => sum + countSlots(shard.ranges), 0),
    },
    verified: learnt.verified,
    proven: learnt.proven,
  };
}

function checksumOf(manifest: object): string {
  return createHash('sha256').update(JSON.stringify(manifest)).digest('hex');
}
