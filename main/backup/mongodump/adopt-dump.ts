// Writes a dump of mongodump as files of a set. Every byte of the dump is read once, checked, and packed as any set's. Nothing counts
// before all of it was read to its end.

import { AppError } from '../../../shared/errors.ts';
import { damaged } from '../damaged.ts';
import type { SetFormat } from '../format/file-writer.ts';
import type { DumpInSet, MongoCollectionInSet, SetFile } from '../manifest.ts';
import { runsOf } from './document-runs.ts';
import { inDumpFile } from './dump-errors.ts';
import { readDumpFile } from './dump-stream.ts';
import { collectionsIn, isOplog, type Dump, type DumpArchive, type DumpFolder } from './find-dump.ts';
import { nameOf, readArchive, type Announced, type ArchivePrelude } from './read-archive.ts';
import { collectionWriter, oplogWriter, type SetWriter, type Written } from './set-writers.ts';

export interface AdoptOptions {
  readonly format: SetFormat;
  readonly signal: AbortSignal;
  /** Asked before bytes of the dump are used: holds them back. */
  readonly pace: (bytes: number) => Promise<void>;
  /** `bytes` more of the dump were read; `namespace`: where that is. */
  readonly onRead: (bytes: number, namespace: string) => void;
}

export interface AdoptedDump {
  readonly collections: readonly MongoCollectionInSet[];
  readonly files: readonly SetFile[];
  readonly oplog: DumpInSet['oplog'];
}

/** Each holds one chunk in memory at least. mongodump writes four at once if not told otherwise. */
const MOST_OPEN = 32;
const OPLOG = 'oplog';

/** Throws `damaged` with file and place; what it wrote until then is the caller's to remove. */
export async function adoptDump(dump: Dump, options: AdoptOptions): Promise<AdoptedDump> {
  const written =
    dump.kind === 'folder'
      ? await adoptFolder(dump, options)
      : await inDumpFile(dump.path, () => adoptArchive(dump, options));
  const collections = written.flatMap(({ collection }) => collection ?? []);
  return {
    collections: collections.sort((a, b) => (a.metadataFile < b.metadataFile ? -1 : 1)),
    files: written.flatMap(({ files }) => files),
    oplog: written.find(({ oplog }) => oplog)?.oplog ?? null,
  };
}

/** One file after the other. */
async function adoptFolder(
  { collections, files, oplogFile, isPacked }: DumpFolder,
  options: AdoptOptions,
): Promise<readonly Written[]> {
  const written: Written[] = [];
  for (const [index, collection] of collections.entries()) {
    const path = files[index] ?? null;
    const writer = await collectionWriter(options.format, collection);
    const file = path === null ? null : { path, isPacked: path.endsWith('.gz') };
    written.push(await fill(writer, file, `${collection.database}.${collection.name}`, options));
  }
  if (oplogFile !== null) {
    // mongodump packs it like the others, without the ending.
    const file = { path: oplogFile, isPacked };
    written.push(await fill(await oplogWriter(options.format), file, OPLOG, options));
  }
  return written;
}

async function fill(
  writer: SetWriter,
  file: { readonly path: string; readonly isPacked: boolean } | null,
  namespace: string,
  options: AdoptOptions,
): Promise<Written> {
  try {
    if (file !== null) {
      await inDumpFile(file.path, async () => {
        const onRead = reading(options, () => namespace);
        for await (const run of runsOf(readDumpFile(file.path, { isPacked: file.isPacked, onRead }))) {
          if (run.documents === null) throw damaged('a document says it is -1 bytes long', run.offset);
          await writer.write(run);
        }
      });
    }
    return await writer.finish();
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}

/** Collections come interleaved: each has its writer from its first block to its end. */
async function adoptArchive({ path, isPacked }: DumpArchive, options: AdoptOptions): Promise<readonly Written[]> {
  const written: Written[] = [];
  const open = new Map<Announced, SetWriter>();
  /** What is to be written still. */
  let waiting: Map<Announced, Waiting> = new Map();
  let namespace = '';
  const writerOf = async (of: Announced): Promise<SetWriter | undefined> => {
    const next = waiting.get(of);
    if (!next) return open.get(of);
    if (open.size >= MOST_OPEN) {
      throw new AppError('unsupported', `More than ${MOST_OPEN} collections are interleaved in the archive.`, {
        hint: `Dump again with --numParallelCollections=${MOST_OPEN} or fewer, or into a folder.`,
      });
    }
    waiting.delete(of);
    const writer = await next.create();
    open.set(of, writer);
    return writer;
  };
  const onRead = reading(options, () => namespace);
  try {
    for await (const part of readArchive(readDumpFile(path, { isPacked, onRead }))) {
      if (part.kind === 'prelude') {
        waiting = writersFor(part.prelude, options.format);
        continue;
      }
      const { of } = part;
      namespace = nameOf(of);
      const writer = await writerOf(of);
      if (part.kind === 'documents') await writer?.write(part.run);
      else if (writer) {
        written.push(await writer.finish());
        open.delete(of);
      }
    }
    // Views may have no block. What is announced as one, and is none (--viewsAsCollections), has documents, which end with a block.
    const late = [...waiting].filter(([, { isView }]) => !isView).map(([of]) => of);
    for (const of of [...open.keys(), ...late]) throw damaged(`the archive ends before ${nameOf(of)} is whole`);
    for (const of of [...waiting.keys()]) written.push(await (await writerOf(of))!.finish());
    return written;
  } finally {
    for (const writer of open.values()) await writer.abandon();
  }
}

interface Waiting {
  readonly isView: boolean;
  readonly create: () => Promise<SetWriter>;
}

function writersFor(prelude: ArchivePrelude, format: SetFormat): Map<Announced, Waiting> {
  const collections = collectionsIn(prelude);
  return new Map(
    prelude.announced.flatMap((of, index): [Announced, Waiting][] => {
      const collection = collections[index] ?? null;
      if (collection !== null)
        return [[of, { isView: collection.type === 'view', create: () => collectionWriter(format, collection) }]];
      return isOplog(of.database, of.collection) ? [[of, { isView: false, create: () => oplogWriter(format) }]] : [];
    }),
  );
}

function reading({ pace, signal, onRead }: AdoptOptions, namespaceOf: () => string) {
  return async (bytes: number): Promise<void> => {
    signal.throwIfAborted();
    await pace(bytes);
    onRead(bytes, namespaceOf());
  };
}
