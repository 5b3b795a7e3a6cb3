// What a manifest says in figures: of a set for a list of sets, of a slice for the chain it is part of.

import type { BackupSet, Between } from '../../shared/model/backup.ts';
import type { SliceHeader } from '../../shared/model/coverage.ts';
import { countSlots } from '../../shared/slots.ts';
import { checksumOf, type Manifest, type MongoCollectionInSet, type MongoInSet, type StoredFile } from './manifest.ts';
import { accountCollections } from './mongo/account-collections.ts';

/** What is known of a slice without any key. */
export function sliceHeader(
  id: string,
  { after, upTo, term, entries, previous, gap }: Omit<SliceHeader, 'link'>,
  files: readonly StoredFile[],
): SliceHeader {
  const header = { after, upTo, term, entries, previous, gap };
  return { ...header, link: linkOf(id, header, files) };
}

/** What the next slice names this one by: of all that a new key does not change. */
function linkOf(id: string, header: Omit<SliceHeader, 'link'>, files: readonly StoredFile[]): string {
  const hashes = files.map(({ path, sha256 }) => [path, sha256]);
  const { after, upTo, term, entries, previous, gap } = header;
  return checksumOf([id, after, upTo, term, entries, previous && [previous.id, previous.link], gap, hashes]);
}

/** Bytes of the set without the manifest itself. */
export function sizeOf({ files }: { readonly files: readonly StoredFile[] }): number {
  return files.reduce((sum, file) => sum + file.sizeBytes, 0);
}

/** What a set holds, in the figures a list shows. */
export function aboutOf({
  id,
  mongo,
  redis,
  oplog,
  files,
}: Manifest): Pick<BackupSet, 'mongo' | 'redis' | 'oplog' | 'checkpoint'> {
  return {
    checkpoint: checkpointOf({ mongo, redis }),
    ...(oplog && { oplog: sliceHeader(id, oplog, files) }),
    mongo: mongo && {
      version: mongo.version,
      replicaSet: mongo.replicaSet,
      databases: mongo.databases,
      ...countsOf(mongo),
      momentMs: mongo.consistency === 'point-in-time' ? momentMs(mongo.clusterTime) : null,
      moment: mongo.consistency === 'point-in-time' ? mongo.clusterTime : null,
    },
    redis: redis && {
      version: redis.version,
      shards: redis.shards.length,
      keys: redis.shards.reduce((sum, shard) => sum + shard.keys, 0),
      slotsCovered: redis.shards.reduce((sum, shard) => sum + countSlots(shard.ranges), 0),
    },
  };
}

/** Between which two times of one clock, that of the machine that took the set, all of it is. Null where a part does not say. */
export function checkpointOf({ mongo, redis }: Pick<Manifest, 'mongo' | 'redis'>): Between | null {
  const parts = [
    ...(mongo ? [mongo.asOf ?? null] : []),
    ...(redis?.shards.map(({ startedMs, begunMs }) =>
      begunMs === undefined ? null : { fromMs: startedMs, toMs: begunMs },
    ) ?? []),
  ];
  const known = parts.filter((part) => part !== null);
  if (known.length === 0 || known.length < parts.length) return null;
  return {
    fromMs: Math.min(...known.map(({ fromMs }) => fromMs)),
    toMs: Math.max(...known.map(({ toMs }) => toMs)),
  };
}

function countsOf({ databases, collections }: MongoInSet) {
  const ofUser = collections.filter(({ database }) => databases.includes(database));
  const { users, roles } = accountCollections(collections);
  const sum = (of: readonly MongoCollectionInSet[], figure: 'documents' | 'indexes'): number =>
    of.reduce((total, collection) => total + collection[figure], 0);
  return {
    collections: ofUser.length,
    documents: sum(ofUser, 'documents'),
    indexes: sum(ofUser, 'indexes'),
    accounts: (users?.documents ?? 0) + (roles?.documents ?? 0),
  };
}

function momentMs(clusterTime: string | null): number | null {
  return clusterTime === null ? null : Number(clusterTime.split('.')[0]) * 1000;
}
