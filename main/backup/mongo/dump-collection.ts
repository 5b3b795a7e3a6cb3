// One collection into a set: raw documents, packed and hashed in worker threads, with the options and indexes to make it
// again. Where it cannot be read as it was at the common moment, it is said to stand apart, or the moment to be lost.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MongoServerError, type Timestamp } from 'mongodb';
import { FileWriter, type SetFormat } from '../format/file-writer.ts';
import type { MongoApart, MongoCollectionInSet, SetFile } from '../manifest.ts';
import { ContentHash } from './content-hash.ts';
import type { DumpedCollection, DumpUnderWay } from './dump-options.ts';
import { metadataText, storedName, type FoundCollection } from './list-collections.ts';
import { MomentLost, namespaceOf } from './moment.ts';
import { dataFile, metadataFile } from './namespace-files.ts';
import type { ReadLevel } from './raw-batches.ts';
import { readCollection } from './read-collection.ts';
import { DocumentsFile } from './write-documents.ts';

/** Answers that mean "not with a snapshot": history is gone, or the collection is of a kind that has none. */
const NO_SNAPSHOT_CODES: ReadonlySet<unknown> = new Set([20, 72, 115, 239, 246]);
const SNAPSHOT_TOO_OLD = 239;
const NAMESPACE_NOT_FOUND = 26;
/** With CursorNotFound and QueryPlanKilled: what a reader of a collection that is dropped meanwhile is told. */
const GONE_CODES: ReadonlySet<unknown> = new Set([NAMESPACE_NOT_FOUND, 43, 175]);

type Options = DumpUnderWay & { readonly apart?: MongoApart['reason'] };

export async function dumpCollection(found: FoundCollection, options: Options): Promise<DumpedCollection> {
  const namespace = namespaceOf(found);
  if (options.at === null || found.type === 'view') return apartFor(options.apart);
  if (found.options['capped'] !== undefined) return apartFor('capped');
  try {
    return { written: await write(found, 'snapshot', options.at, options) };
  } catch (error) {
    if (!(error instanceof MongoServerError)) throw error;
    if (!NO_SNAPSHOT_CODES.has(error.code) && error.code !== NAMESPACE_NOT_FOUND) throw error;
    if (error.code === SNAPSHOT_TOO_OLD) {
      if (options.kept) throw new MomentLost(namespace, 'history', error);
      return apartFor('history');
    }
    if (!options.isLastAttempt) throw new MomentLost(namespace, 'changed', error);
    return apartFor('changed');
  }

  async function apartFor(reason: MongoApart['reason'] | undefined): Promise<DumpedCollection> {
    const written = await writeByItself(found, options);
    return { ...(written && { written }), ...(reason && { apart: { namespace, reason } }) };
  }
}

type Written = NonNullable<DumpedCollection['written']>;

/** At a moment of its own. A collection that a client drops meanwhile is left out, as if it had been dropped a moment earlier. */
async function writeByItself(found: FoundCollection, options: Options): Promise<Written | undefined> {
  try {
    try {
      return await write(found, options.level, null, options);
    } catch (error) {
      if (options.level !== 'snapshot' || !(error instanceof MongoServerError) || !NO_SNAPSHOT_CODES.has(error.code))
        throw error;
      return await write(found, 'majority', null, options);
    }
  } catch (error) {
    if (!(error instanceof MongoServerError) || !GONE_CODES.has(error.code)) throw error;
    const { database, name } = found;
    const db = options.source.client().db(database);
    if (await db.listCollections({ name }, { nameOnly: true }).hasNext()) throw error;
    return undefined;
  }
}

async function write(
  found: FoundCollection,
  level: ReadLevel,
  at: Timestamp | null,
  options: DumpUnderWay,
): Promise<Written> {
  const { database, name, type } = found;
  const metadata = await writeMetadata(found, options.format);
  const base = { database, name, type, indexes: found.indexes.length, metadataFile: metadata.path };
  if (type === 'view') {
    const empty = { documents: 0, sizeBytes: 0, contentHash: new ContentHash().toString(), clusterTime: null };
    return { collection: { ...base, ...empty, dataFile: null, readConcern: level }, files: [metadata] };
  }
  try {
    const { content, file } = await dumpDocuments(found, level, at, options);
    return { collection: { ...base, ...content, dataFile: file.path }, files: [file, metadata] };
  } catch (error) {
    await rm(join(options.format.setFolder, metadata.path), { force: true });
    throw error;
  }
}

async function writeMetadata(found: FoundCollection, format: SetFormat): Promise<SetFile> {
  const file = await FileWriter.create(format, metadataFile(found.database, found.name));
  await file.write(Buffer.from(metadataText(found)));
  return file.finish();
}

type Content = Pick<MongoCollectionInSet, 'documents' | 'sizeBytes' | 'contentHash' | 'readConcern' | 'clusterTime'>;

async function dumpDocuments(
  found: FoundCollection,
  level: ReadLevel,
  at: Timestamp | null,
  { source, format, pace, rangeBytes, isGentle = false, signal, onBegin, onBatch }: DumpUnderWay,
): Promise<{ content: Content; file: SetFile }> {
  const namespace = namespaceOf(found);
  const file = await DocumentsFile.create(format, dataFile(found.database, storedName(found)));
  let clusterTime: string | null = null;
  try {
    const onSize = (bytes: number): void => onBegin?.(namespace, bytes);
    const reading = { source, found, level, at, rangeBytes, isGentle, pace, onSize, signal };
    for await (const batch of readCollection(reading)) {
      clusterTime ??= batch.clusterTime;
      onBatch({ namespace, ...(await file.write(batch.array)) });
    }
    const { file: written, ...content } = await file.finish();
    return { content: { ...content, readConcern: level, clusterTime }, file: written };
  } catch (error) {
    await file.abandon();
    throw error;
  }
}
