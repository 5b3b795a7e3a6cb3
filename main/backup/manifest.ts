// The manifest of a set: the truth on disk about what is inside and what every byte of it must be. Written last and never
// changed; its own checksum shows an edit. What is learnt later (verified, proven) stands in verification.json beside it.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { damaged } from './damaged.ts';
import { CHUNK_BYTES, COMPRESSIONS } from './format/compression.ts';
import { Count, MomentText, SetPath, Sha256 } from './manifest-values.ts';
import { storeError } from './store-errors.ts';

export const MANIFEST_FILE = 'manifest.json';
const FORMAT = 'marsad-set';
/** 1: files hashed as a whole, documents packed with gzip. 2: files in chunks. Both are read; new sets are 2. */
const FORMAT_VERSION = 2;

/** What packs badly grows by a little, and a seal takes 16 bytes. */
const LARGEST_CHUNK_BYTES = CHUNK_BYTES + 64 * 1024;

/** A file cut into chunks, each packed by itself (see docs/backup-format.md). */
export const FileChunks = z.strictObject({
  compression: z.enum(COMPRESSIONS),
  /** Of the whole file before packing. Every chunk holds 4 MiB of them, the last one what is left. */
  plainBytes: Count,
  /** Of each chunk in order: bytes in the file, and their SHA-256. */
  stored: z.array(z.tuple([Count.max(LARGEST_CHUNK_BYTES), Sha256])).min(1),
  /** In an encrypted set: what the file's own key is derived with. */
  salt: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});
export type FileChunks = z.infer<typeof FileChunks>;

/** What lies in the folder, whoever can read it. */
export const StoredFile = z.strictObject({ path: SetPath, sizeBytes: Count, sha256: Sha256 });
export type StoredFile = z.infer<typeof StoredFile>;

export const SetFile = StoredFile.extend({ chunks: FileChunks.optional() }).refine(
  hasWholeChunks,
  'chunks that make up the file',
);
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

/** Two times by the clock of the machine that took the set. */
export const Between = z.strictObject({ fromMs: Count, toMs: Count });

/** A collection that is not of the common moment. */
export const MongoApart = z.strictObject({
  namespace: z.string(),
  /**
   * `capped`: the server keeps no history of it. `changed`: dropped, renamed or made anew around the moment; where it is not among
   * the collections, it was gone before it could be read. `history`: the backup took longer than the server keeps history.
   */
  reason: z.enum(['capped', 'changed', 'history']),
});
export type MongoApart = z.infer<typeof MongoApart>;

/** Of a set that was made of a dump of mongodump. */
export const DumpInSet = z.strictObject({
  /** Empty where the dump does not tell. */
  toolVersion: z.string(),
  /**
   * What was written to the server while the dump went on, as --oplog keeps it: with it all collections are as they were at `upTo`.
   * Null: there is none.
   */
  oplog: z
    .strictObject({
      file: SetPath,
      /** Its first and its last entry. */
      from: MomentText,
      upTo: MomentText,
      entries: Count,
      /** Uncompressed BSON. */
      sizeBytes: Count,
      contentHash: z.string(),
    })
    .nullable(),
});
export type DumpInSet = z.infer<typeof DumpInSet>;

export const MongoInSet = z.strictObject({
  version: z.string(),
  replicaSet: z.string(),
  members: z.array(z.strictObject({ key: z.string(), host: z.string(), port: Count, state: z.string() })),
  /**
   * What may be promised. `point-in-time`: all are as they were at `clusterTime`, but for capped collections.
   * `each-collection`: every collection by itself.
   */
  consistency: z.enum(['point-in-time', 'each-collection']),
  /** `seconds.increment` of the moment. Null in older sets, and where the server keeps no history. */
  clusterTime: z.string().nullable().default(null),
  /**
   * Between these two all collections were as they are in the set: what was acknowledged before is in it, what was begun after
   * is not. Older sets do not say, nor those taken while there was no primary.
   */
  asOf: Between.optional(),
  /** Those that are not of that moment. */
  apart: z.array(MongoApart).default([]),
  startedMs: Count,
  finishedMs: Count,
  /** User databases, also empty ones a dump would forget. */
  databases: z.array(z.string()),
  collections: z.array(MongoCollectionInSet),
  /** Where it was made of a dump; absent: it was read from servers. Then members are not known, and versions maybe not. */
  dump: DumpInSet.optional(),
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
  /** Of the largest value, as the RDB holds it: what a server must take in one piece. Older sets do not say. */
  largestValueBytes: Count.optional(),
  /** Users and configuration of the node it was read from. Older sets have none. */
  settingsFile: SetPath.optional(),
  hasChecksum: z.boolean(),
  replicationId: z.string().nullable(),
  replicationOffset: Count.nullable(),
  startedMs: Count,
  /** When its first bytes came: it is of a moment between `startedMs` and this. Older sets do not say. */
  begunMs: Count.optional(),
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

/** A slice of the oplog. It begins with the entry the one before it ends with, which proves that none is missing in between. */
export const OplogInSet = z.strictObject({
  version: z.string(),
  replicaSet: z.string(),
  readFrom: z.string(),
  /** The last entry before the slice. */
  after: MomentText,
  /** Its last entry, and the term of the primary that wrote it. */
  upTo: MomentText,
  term: Count,
  /** Without the one it begins with. */
  entries: Count,
  /** Uncompressed BSON. */
  sizeBytes: Count,
  /** Order-free hash of all entries (see content-hash.ts). */
  contentHash: z.string(),
  file: SetPath,
  /** The slice it goes on from, with its link (see `linkOf`). Null: the first of a chain. */
  previous: z.strictObject({ id: z.string(), link: Sha256 }).nullable(),
  /** Why a chain begins anew. */
  gap: z.enum(['outrun', 'rollback']).nullable(),
});
export type OplogInSet = z.infer<typeof OplogInSet>;

export const Tool = z.strictObject({ name: z.literal('marsad'), version: z.string() });

export const Manifest = z.strictObject({
  format: z.literal(FORMAT),
  formatVersion: z.literal([1, FORMAT_VERSION]),
  tool: Tool,
  id: z.string(),
  profileId: z.string(),
  operator: z.string(),
  parameters: z.record(z.string(), z.string()),
  startedMs: Count,
  finishedMs: Count,
  mongo: MongoInSet.nullable(),
  redis: RedisInSet.nullable(),
  /** Of a slice of the oplog, which holds nothing else. */
  oplog: OplogInSet.optional(),
  files: z.array(SetFile),
});
export type Manifest = z.infer<typeof Manifest>;

export const NEW_MANIFEST = { format: FORMAT, formatVersion: FORMAT_VERSION } as const;

/** The text that goes to disk, with the checksum over everything else. */
export function manifestText(manifest: Manifest): string {
  return documentText(manifest);
}

/** A manifest, clear or sealed, as it goes to disk. */
export function documentText(document: object): string {
  return textOf({ ...document, checksum: checksumOf(document) });
}

function textOf(manifest: object): string {
  return `${JSON.stringify(manifest, null, 1)}\n`;
}

/** What the manifest's file holds, its checksum checked. Throws `not_found`, `damaged`, or `unsupported` for a newer format. */
export async function readDocument(setFolder: string): Promise<Record<string, unknown>> {
  let content: string;
  try {
    content = await readFile(join(setFolder, MANIFEST_FILE), 'utf8');
  } catch (error) {
    throw storeError(error, `reading ${MANIFEST_FILE}`);
  }
  return parseDocument(content);
}

/** Throws `damaged`, `unsupported`. */
export function parseDocument(content: string): Record<string, unknown> {
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
  if (checksum !== checksumOf(rest) || content !== textOf(raw))
    throw damaged(`${MANIFEST_FILE} was changed after it was written: its checksum does not match`);
  return rest;
}

/** The text of a manifest that is not sealed. */
export function parseManifest(content: string): Manifest {
  return asManifest(parseDocument(content), Manifest);
}

export function asManifest<Schema extends z.ZodType>(document: unknown, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(document);
  if (!parsed.success) throw damaged(`${MANIFEST_FILE} is no manifest: ${z.prettifyError(parsed.error).slice(0, 500)}`);
  return parsed.data;
}

/** Sizes that contradict each other would have a reader look in the wrong place. */
function hasWholeChunks({ sizeBytes, chunks }: { sizeBytes: number; chunks?: FileChunks | undefined }): boolean {
  if (chunks === undefined) return true;
  const whole = chunks.stored.reduce((sum, [bytes]) => sum + bytes, 0) === sizeBytes;
  return whole && chunks.stored.length === Math.max(1, Math.ceil(chunks.plainBytes / CHUNK_BYTES));
}

/** SHA-256 of its JSON text, in hex. */
export function checksumOf(manifest: object): string {
  return createHash('sha256').update(JSON.stringify(manifest)).digest('hex');
}
