// Re-reads a whole set against its manifest: every byte, every structure, every count. Changes nothing.

import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { openSet, type OpenSet } from './format/open-set.ts';
import type { BackupKeys } from './keys/backup-keys.ts';
import { MANIFEST_FILE, type Manifest, type SetFile } from './manifest.ts';
import { VERIFICATION_FILE } from './verification.ts';
import type { CheckedFile, Content } from './work/tasks.ts';
import { WorkerPool } from './work/worker-pool.ts';

export interface Fault {
  readonly file: string;
  readonly reason: string;
}

export interface VerifyOptions {
  readonly setFolder: string;
  readonly keys: BackupKeys;
  /** Only these files; extra files are then not looked for. Default: all. */
  readonly only?: (file: SetFile) => boolean;
  /**
   * Of these only that every byte is the one that was written, and nothing of what the bytes mean: enough before they are unpacked
   * and held against the manifest anyway. Default: none.
   */
  readonly onlyBytesOf?: (file: SetFile) => boolean;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: {
    readonly doneBytes: number;
    readonly totalBytes: number;
    readonly file: string;
  }) => void;
}

export interface Verified {
  /** Null when the manifest itself is damaged: then that is the fault. */
  readonly manifest: Manifest | null;
  readonly faults: readonly Fault[];
  readonly files: number;
  readonly bytes: number;
}

export async function verifySet({
  setFolder,
  keys,
  only,
  onlyBytesOf,
  signal,
  onProgress,
}: VerifyOptions): Promise<Verified> {
  let set: OpenSet;
  try {
    set = await openSet(setFolder, keys);
  } catch (error) {
    if (!(error instanceof AppError) || !['damaged', 'not_found', 'unsupported'].includes(error.code)) throw error;
    return { manifest: null, faults: [{ file: MANIFEST_FILE, reason: error.message }], files: 0, bytes: 0 };
  }
  const { manifest, seal } = set;
  const files = only ? manifest.files.filter(only) : manifest.files;
  const totalBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const faults: Fault[] = [...missingFromManifest(manifest), ...(only ? [] : await extraFiles(setFolder, manifest))];
  const pool = new WorkerPool();
  const stop = (): void => void pool.close();
  signal.addEventListener('abort', stop, { once: true });
  let doneBytes = 0;
  try {
    signal.throwIfAborted();
    const checks = files.map(async (file) => {
      const { path } = file;
      const content = onlyBytesOf?.(file) === true ? null : contentOf(path);
      const task = { kind: 'check', setFolder, file, seal, content } as const;
      const onBytes = (bytes: number): void => {
        doneBytes += bytes;
        onProgress?.({ doneBytes: Math.min(doneBytes, totalBytes), totalBytes, file: path });
      };
      faults.push(...faultsOf(file, await pool.run(task, { onBytes }), manifest));
    });
    await Promise.all(checks);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', stop);
    await pool.close();
  }
  faults.sort((a, b) => (a.file < b.file ? -1 : 1));
  return { manifest, faults, files: files.length, bytes: totalBytes };
}

function contentOf(path: string): Content {
  const [, ending] = /\.(rdb|bson)(\.gz|\.zst)?(\.enc)?$/.exec(path) ?? [];
  return ending === 'rdb' || ending === 'bson' ? ending : 'metadata';
}

/** What the manifest says of a file's content, against what is in it. */
function faultsOf({ path }: SetFile, { fault, bson, rdb }: CheckedFile, manifest: Manifest): Fault[] {
  if (fault !== null) return [{ file: path, reason: fault }];
  const collection = manifest.mongo?.collections.find(({ dataFile }) => dataFile === path);
  const shard = manifest.redis?.shards.find(({ file }) => file === path);
  const faults: Fault[] = [];
  if (bson && collection) {
    if (bson.documents !== collection.documents)
      faults.push({ file: path, reason: `${bson.documents} documents where ${collection.documents} were written` });
    else if (bson.bytes !== collection.sizeBytes)
      faults.push({ file: path, reason: `${bson.bytes} unpacked bytes where ${collection.sizeBytes} were written` });
    else if (bson.contentHash !== collection.contentHash)
      faults.push({ file: path, reason: 'its documents are not those that were written' });
  }
  const oplog = [manifest.oplog, manifest.mongo?.dump?.oplog].find((each) => each?.file === path);
  if (bson && oplog && bson.contentHash !== oplog.contentHash)
    faults.push({ file: path, reason: 'its entries are not those that were written' });
  if (rdb && shard && rdb.keys !== shard.keys)
    faults.push({ file: path, reason: `${rdb.keys} keys where ${shard.keys} were written` });
  return faults;
}

/** Files that collections and shards name, but the list of files does not. */
function missingFromManifest({ mongo, redis, oplog, files }: Manifest): Fault[] {
  const listed = new Set(files.map(({ path }) => path));
  const named = [
    ...(mongo?.collections ?? []).flatMap(({ dataFile, metadataFile }) => [
      metadataFile,
      ...(dataFile === null ? [] : [dataFile]),
    ]),
    ...(redis?.shards ?? []).flatMap(({ file, settingsFile }) => [file, ...(settingsFile ? [settingsFile] : [])]),
    ...(oplog ? [oplog.file] : []),
    ...(mongo?.dump?.oplog ? [mongo.dump.oplog.file] : []),
  ];
  return named.filter((path) => !listed.has(path)).map((file) => ({ file, reason: 'the manifest has no hash for it' }));
}

async function extraFiles(setFolder: string, { files }: Manifest): Promise<Fault[]> {
  const known = new Set([...files.map(({ path }) => path), MANIFEST_FILE, VERIFICATION_FILE]);
  const found = await readdir(setFolder, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(setFolder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !known.has(path))
    .map((file) => ({ file, reason: 'it does not belong to the set' }));
}
