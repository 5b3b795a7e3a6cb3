// Writes what a set holds as files anybody's tools read: a folder of mongodump, one RDB for each shard, users and configuration of
// its node. Every byte is checked before it is written. Nothing here knows a server, and the set stays as it is.

import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { aclFileText, configurationText } from '../../shared/redis-files.ts';
import { AppError } from '../../shared/errors.ts';
import { damaged } from './damaged.ts';
import type { OpenSet } from './format/open-set.ts';
import { readFile } from './format/read-file.ts';
import type { Manifest, RedisShardInSet } from './manifest.ts';
import { storedName } from './mongo/list-collections.ts';
import { dataFile, metadataFile, MONGO_FOLDER } from './mongo/namespace-files.ts';
import { readSettingsOf } from './redis/server-settings.ts';
import { storeError } from './store-errors.ts';
import { sizeOnDisk } from './stores/set-files.ts';

/** A file that is written, and the file of the set it is made of. */
export interface UnpackedFile {
  readonly path: string;
  readonly from: string;
  /** Null: older sets do not tell before it is unpacked. */
  readonly sizeBytes: number | null;
}

export interface UnpackOptions {
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number, path: string) => void;
}

type Fill = (append: (bytes: Buffer) => Promise<unknown>) => Promise<unknown>;

/** In the order they are written; without users and configuration. Throws `damaged` for names that lead out of the folder. */
export function filesToUnpack(manifest: Manifest): readonly UnpackedFile[] {
  const { mongo, redis } = manifest;
  const sizes = new Map(manifest.files.map(({ path, chunks }) => [path, chunks?.plainBytes ?? null]));
  const one = (path: string, from: string): UnpackedFile => ({
    path: inside(path),
    from,
    sizeBytes: sizes.get(from) ?? null,
  });
  return [
    ...(mongo?.collections ?? []).flatMap((each) => [
      ...(each.dataFile === null ? [] : [one(dataFile(each.database, storedName(each)), each.dataFile)]),
      one(metadataFile(each.database, each.name), each.metadataFile),
    ]),
    ...(mongo?.dump?.oplog ? [one(`${MONGO_FOLDER}/oplog.bson`, mongo.dump.oplog.file)] : []),
    ...(redis?.shards ?? []).map((shard) => one(`${stemOf(shard)}.rdb`, shard.file)),
  ];
}

/** Into a folder that is there and empty. What is written is on the disk when this ends. Throws `damaged` with the chunk that is. */
export async function unpackSet(set: OpenSet, { folder, signal, onBytes }: UnpackOptions): Promise<void> {
  const writeTo = (path: string, fill: Fill): Promise<void> => write(join(folder, path), signal, fill);
  for (const { path, from } of filesToUnpack(set.manifest)) {
    await writeTo(path, async (append) => {
      for await (const bytes of readFile(set, from)) {
        signal.throwIfAborted();
        await append(bytes);
        onBytes(bytes.length, path);
      }
    });
  }
  for (const shard of set.manifest.redis?.shards ?? []) {
    const settings = await readSettingsOf(set, shard);
    const { users = null, configuration = null } = settings ?? {};
    const stem = inside(stemOf(shard));
    if (users !== null) await writeTo(`${stem}.users.acl`, (append) => append(Buffer.from(aclFileText(users))));
    if (configuration !== null)
      await writeTo(`${stem}.redis.conf`, (append) => append(Buffer.from(configurationText(configuration))));
  }
}

/** The first file that is not there at full length; null where all are. */
export async function firstMissing(folder: string, manifest: Manifest): Promise<string | null> {
  for (const { path, sizeBytes } of filesToUnpack(manifest)) {
    const size = await sizeOnDisk(join(folder, path));
    if (size < 0 || (sizeBytes !== null && size !== sizeBytes)) return path;
  }
  return null;
}

/** Two names that differ in case only are told, not written over each other. */
async function write(target: string, signal: AbortSignal, fill: Fill): Promise<void> {
  try {
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    const handle = await open(target, 'wx', 0o600);
    try {
      await fill((bytes) => handle.writeFile(bytes));
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
      throw new AppError('limited', `The disk is full: writing ${target}.`, {
        hint: 'Free space, or unpack elsewhere. What was written so far is removed.',
        cause: error,
      });
    throw signal.aborted ? signal.reason : storeError(error, `writing ${target}`);
  }
}

function stemOf({ ranges, readFrom: { host, port } }: RedisShardInSet): string {
  return `redis/${ranges[0]?.from ?? 0}-${host.replaceAll(/[^\w.-]/g, '_')}-${port}`;
}

/** A manifest without a key is whatever somebody wrote: its names must not lead anywhere else. */
function inside(path: string): string {
  const parts = path.split('/');
  const isInside = parts.length <= 3 && parts.every((part) => !['', '.', '..'].includes(part)) && !/[\\\0]/.test(path);
  if (!isInside) throw damaged(`the set names a database “${parts.slice(1, -1).join('/')}”`);
  return path;
}
