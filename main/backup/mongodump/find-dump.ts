// Looks at what mongodump left, a folder or an archive, packed or not: which collections are in it. Reads names, metadata and the
// archive's prelude, no documents. Changes nothing.

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { damaged } from '../damaged.ts';
import { escapeCollection } from '../mongo/namespace-files.ts';
import { storeError } from '../store-errors.ts';
import { inDumpFile } from './dump-errors.ts';
import { looksPacked, readDumpFile } from './dump-stream.ts';
import { dumpedCollection, nameInMetadata, type DumpedCollection } from './dumped-collection.ts';
import { BUCKETS, readArchive, type ArchivePrelude } from './read-archive.ts';

/** What is in a dump, wherever its documents lie. */
export interface DumpContent {
  readonly path: string;
  /** Empty where the dump does not tell. */
  readonly serverVersion: string;
  readonly toolVersion: string;
  readonly collections: readonly DumpedCollection[];
  /** What no set holds: collections of the server's own, files of something else. */
  readonly leftOut: readonly string[];
  readonly sizeBytes: number;
  readonly isPacked: boolean;
  /** The earliest time its files tell: when the dump was begun, unless it was copied since. */
  readonly beganMs: number;
  /** When its last file was written. */
  readonly endedMs: number;
}

export interface DumpFolder extends DumpContent {
  readonly kind: 'folder';
  /** Of each collection, in their order; null for views, which have no documents. */
  readonly files: readonly (string | null)[];
  readonly oplogFile: string | null;
}

export interface DumpArchive extends DumpContent {
  readonly kind: 'archive';
  readonly hasOplog: boolean;
}

export type Dump = DumpFolder | DumpArchive;

const OPLOG = 'oplog';
const LARGEST_METADATA_BYTES = 16 * 1024 * 1024;

/** Throws `not_found`, `bad_request` where it is no dump, and `damaged`, `unsupported`, `limited` for what is in it. */
export async function findDump(path: string): Promise<Dump> {
  const found = await stat(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw storeError(error, `reading ${path}`);
    throw new AppError('not_found', `There is nothing at ${path}.`, {
      hint: 'Give the folder or the archive that mongodump wrote, with its whole path on this machine.',
    });
  });
  const dump = found.isDirectory() ? await readFolder(path) : await readPrelude(path);
  if (dump.collections.length === 0)
    throw new AppError('bad_request', `No collection was found in ${path}.`, {
      hint: 'Name what --out of mongodump named, a folder with one folder for each database, or the file of --archive.',
    });
  return dump;
}

/** Of the archive's prelude; null: not taken. */
export function collectionsIn({ announced }: ArchivePrelude): readonly (DumpedCollection | null)[] {
  return announced.map(({ database, collection, metadata, type }) =>
    isOplog(database, collection) ? null : dumpedCollection(database, collection, metadata, type),
  );
}

export function isOplog(database: string, collection: string): boolean {
  return database === '' && collection === OPLOG;
}

async function readPrelude(path: string): Promise<DumpArchive> {
  const packed = await looksPacked(path);
  return inDumpFile(path, async () => {
    for await (const part of readArchive(readDumpFile(path, { isPacked: packed }))) {
      if (part.kind !== 'prelude') break;
      const { serverVersion, toolVersion, announced } = part.prelude;
      const taken = collectionsIn(part.prelude);
      const isTaken = (_: unknown, index: number): boolean => taken[index] !== null;
      const hasOplog = announced.some(({ database, collection }) => isOplog(database, collection));
      return {
        kind: 'archive',
        path,
        serverVersion,
        toolVersion,
        collections: taken.filter((each) => each !== null),
        leftOut: announced
          .filter((each, index) => !isTaken(each, index) && !isOplog(each.database, each.collection))
          .map(({ database, collection }) => `${database}.${collection}`),
        hasOplog,
        isPacked: packed,
        ...(await figuresOf([path])),
      };
    }
    throw damaged('the archive ends before it is whole');
  });
}

interface FoundFile {
  readonly path: string;
  readonly database: string;
  /** Of its name, without endings, as it stands there. */
  readonly stem: string;
}

async function readFolder(path: string): Promise<DumpFolder> {
  const data: FoundFile[] = [];
  const metadata: FoundFile[] = [];
  const leftOut: string[] = [];
  const preludes: string[] = [];
  let oplogFile: string | null = null;
  for (const { name, parent, database } of await filesIn(path)) {
    const file = join(parent, name);
    const [, stem = '', kind] = /^(.*)\.(bson|metadata\.json)(?:\.gz)?$/s.exec(name) ?? [];
    if (/^prelude\.json(\.gz)?$/.test(name)) preludes.push(file);
    else if (database === null && /^oplog\.bson(\.gz)?$/.test(name)) oplogFile = file;
    else if (database === null || kind === undefined) leftOut.push(database === null ? name : `${database}/${name}`);
    else (kind === 'bson' ? data : metadata).push({ path: file, database, stem });
  }
  const paired = await pair(data, metadata);
  const files = [...data, ...metadata].map((each) => each.path);
  return {
    kind: 'folder',
    path,
    ...(await versionsIn(preludes[0])),
    collections: paired.taken.map(({ collection }) => collection),
    files: paired.taken.map(({ file }) => file),
    leftOut: [...leftOut, ...paired.leftOut],
    oplogFile,
    isPacked: files.some((each) => each.endsWith('.gz')),
    ...(await figuresOf([...files, ...(oplogFile === null ? [] : [oplogFile])])),
  };
}

/** Two levels, and no more: mongodump makes no others. `database`: null on the first. */
async function filesIn(path: string): Promise<{ name: string; parent: string; database: string | null }[]> {
  const top = (await readdir(path, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  const found = top
    .filter((entry) => entry.isFile())
    .map(({ name }) => ({ name, parent: path, database: null as string | null }));
  for (const { name: database } of top.filter((entry) => entry.isDirectory())) {
    const parent = join(path, database);
    const names = (await readdir(parent, { withFileTypes: true })).filter((entry) => entry.isFile());
    found.push(...names.map(({ name }) => ({ name, parent, database })).sort((a, b) => (a.name < b.name ? -1 : 1)));
  }
  return found;
}

/** Documents and metadata of a collection belong together by their files' names; a name that was cut is told by the metadata. */
async function pair(
  data: readonly FoundFile[],
  metadata: readonly FoundFile[],
): Promise<{ taken: { collection: DumpedCollection; file: string | null }[]; leftOut: string[] }> {
  const taken: { collection: DumpedCollection; file: string | null }[] = [];
  const leftOut: string[] = [];
  const keyOf = ({ database, stem }: Pick<FoundFile, 'database' | 'stem'>): string => `${database}/${stem}`;
  const unpaired = new Map<string, FoundFile>();
  for (const file of data) {
    if (unpaired.has(keyOf(file))) throw damaged(`${keyOf(file)} is there twice, packed and not packed`);
    unpaired.set(keyOf(file), file);
  }
  const take = (collection: DumpedCollection | null, name: string, file: FoundFile | undefined): void => {
    if (collection === null) return void leftOut.push(name);
    if (
      taken.some(({ collection: other }) => other.database === collection.database && other.name === collection.name)
    ) {
      throw new AppError('conflict', `${name} is in the folder twice.`, {
        hint: 'Where several dumps share a folder, each with users and roles of its database: take them over one by one.',
      });
    }
    if (collection.type !== 'view' && file === undefined) throw damaged(`the documents of ${name} are missing`);
    taken.push({ collection, file: file?.path ?? null });
  };
  for (const file of metadata) {
    await inDumpFile(file.path, async () => {
      const text = await readSmall(file.path);
      const name = nameInMetadata(text) ?? unescaped(file.stem);
      if (escapeCollection(name) !== file.stem && unescaped(file.stem) !== name)
        throw damaged(`the metadata is of another collection, ${name}`);
      const collection = dumpedCollection(file.database, name, text);
      const stems = [file.stem, escapeCollection(BUCKETS + name)]; // of a time series before and since 8.3
      const key = stems.map((stem) => keyOf({ ...file, stem })).find((each) => unpaired.has(each)) ?? '';
      take(collection, `${file.database}.${name}`, unpaired.get(key));
      unpaired.delete(key);
    });
  }
  for (const file of unpaired.values()) {
    const name = unescaped(file.stem);
    if (name.startsWith(BUCKETS) || isCut(file.stem)) throw damaged(`the metadata of ${keyOf(file)} is missing`);
    await inDumpFile(file.path, async () =>
      take(dumpedCollection(file.database, name, ''), `${file.database}.${name}`, file),
    );
  }
  return { taken, leftOut };
}

/** As in the query of an address. Older tools escaped less, which reads the same. */
function unescaped(stem: string): string {
  try {
    return decodeURIComponent(stem.replaceAll('+', ' '));
  } catch {
    return stem;
  }
}

function isCut(stem: string): boolean {
  return /^.{208}%24[\w-]{27}$/s.test(stem);
}

async function versionsIn(prelude: string | undefined): Promise<{ serverVersion: string; toolVersion: string }> {
  const nothing = { serverVersion: '', toolVersion: '' };
  if (prelude === undefined) return nothing;
  try {
    const { ServerVersion, ToolVersion } = JSON.parse(await readSmall(prelude)) as Record<string, unknown>;
    return { serverVersion: String(ServerVersion ?? ''), toolVersion: String(ToolVersion ?? '') };
  } catch {
    return nothing; // it says nothing that is needed
  }
}

async function readSmall(path: string): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of readDumpFile(path, { isPacked: path.endsWith('.gz') })) {
    bytes += part.length;
    if (bytes > LARGEST_METADATA_BYTES) throw damaged('the metadata is larger than 16 MiB');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** The time a file was made is earlier than that of its last byte, unless it is a copy that kept the latter. */
async function figuresOf(paths: readonly string[]): Promise<Pick<DumpContent, 'sizeBytes' | 'beganMs' | 'endedMs'>> {
  let [sizeBytes, beganMs, endedMs] = [0, Number.POSITIVE_INFINITY, 0];
  for (const path of paths) {
    const { size, mtimeMs, birthtimeMs } = await stat(path);
    sizeBytes += size;
    beganMs = Math.min(beganMs, mtimeMs, birthtimeMs > 0 ? birthtimeMs : mtimeMs);
    endedMs = Math.max(endedMs, mtimeMs);
  }
  return { sizeBytes, beganMs: Math.floor(beganMs), endedMs: Math.floor(endedMs) };
}
