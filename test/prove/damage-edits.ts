// What can happen to a stored set, at random: bits rot, disks cut, people mix files up, somebody means harm. Each edit changes at
// least one byte, and says what the report must name.

import { copyFile, cp, open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { documentText, MANIFEST_FILE, type SetFile } from '../../main/backup/manifest.ts';
import { oneOf } from './proof.ts';

/** A set as it was written. */
export interface Unharmed {
  readonly folder: string;
  readonly files: readonly SetFile[];
}

export interface EditContext {
  /** The copy that is edited. */
  readonly folder: string;
  readonly unharmed: Unharmed;
  /** Another set of the same servers, taken before, with the same keys. */
  readonly older: Unharmed;
  readonly random: () => number;
}

/** What a report must name: a file, and where one chunk was hit, that chunk. */
export interface Named {
  readonly file: string;
  readonly chunk?: number;
}

type Edit = (context: EditContext) => Promise<Named>;

const MANIFEST: Named = { file: MANIFEST_FILE };

export const EDITS: Readonly<Record<string, Edit>> = {
  'flip a bit': async (context) => {
    const { file, bytes } = await anyFile(context);
    const at = below(context.random, bytes.length);
    bytes[at]! ^= 1 << below(context.random, 8);
    return put(context, file, bytes, chunkAt(file, at));
  },
  'overwrite a stretch': async (context) => {
    const { file, bytes } = await anyFile(context);
    const from = below(context.random, bytes.length);
    const to = Math.min(bytes.length, from + 1 + below(context.random, 4096));
    for (let at = from; at < to; at += 1) bytes[at]! ^= 0xa5;
    return put(context, file, bytes, chunkAt(file, from));
  },
  'cut a file': async ({ folder, unharmed, random }) => {
    const file = oneOf(random, unharmed.files);
    await truncate(join(folder, file.path), below(random, file.sizeBytes));
    return { file: file.path };
  },
  'lengthen a file': async ({ folder, unharmed, random }) => {
    const file = oneOf(random, unharmed.files);
    await writeFile(join(folder, file.path), Buffer.alloc(1 + below(random, 100)), { flag: 'a' });
    return { file: file.path };
  },
  'swap two chunks': async (context) => {
    const { file, parts } = await chunkedFile(context);
    const one = below(context.random, parts.length - 1);
    const other = one + 1 + below(context.random, parts.length - one - 1);
    return put(context, file, Buffer.concat(parts.with(one, parts[other]!).with(other, parts[one]!)), one);
  },
  'drop a chunk': async (context) => {
    const { file, parts } = await chunkedFile(context);
    const index = below(context.random, parts.length);
    return put(context, file, Buffer.concat(parts.toSpliced(index, 1)), index);
  },
  'repeat a chunk': async (context) => {
    const { file, parts } = await chunkedFile(context);
    const index = below(context.random, parts.length - 1);
    return put(context, file, Buffer.concat(parts.toSpliced(index, 0, parts[index]!)), index + 1);
  },
  'put a chunk of an older set in place': async (context) => {
    const { file, parts } = await chunkedFile(context);
    const twin = twinOf(file, context);
    const olderParts = partsOf(twin, await readFile(join(context.older.folder, twin.path)));
    const index = below(context.random, Math.min(parts.length, olderParts.length));
    return put(context, file, Buffer.concat(parts.with(index, olderParts[index]!)), index);
  },
  'put a file of an older set in place': async (context) => {
    const { folder, unharmed, older, random } = context;
    const file = oneOf(
      random,
      unharmed.files.filter((each) => twinOf(each, context).sha256 !== each.sha256),
    );
    await copyFile(join(older.folder, twinOf(file, context).path), join(folder, file.path));
    return { file: file.path };
  },
  'swap two files': async ({ folder, unharmed, random }) => {
    const one = oneOf(random, unharmed.files);
    const other = oneOf(
      random,
      unharmed.files.filter(({ sha256 }) => sha256 !== one.sha256),
    );
    await copyFile(join(unharmed.folder, one.path), join(folder, other.path));
    await copyFile(join(unharmed.folder, other.path), join(folder, one.path));
    return { file: one.path };
  },
  'delete a file': async ({ folder, unharmed, random }) => {
    const { path } = oneOf(random, unharmed.files);
    await rm(join(folder, path));
    return { file: path };
  },
  'add a file': async ({ folder, random }) => {
    const name = `mongo/extra-${below(random, 1e6)}.bson`;
    await writeFile(join(folder, name), 'documents');
    return { file: name };
  },
  'flip a bit of the manifest': async ({ folder, random }) => {
    const bytes = await readFile(join(folder, MANIFEST_FILE));
    bytes[below(random, bytes.length)]! ^= 1 << below(random, 8);
    await writeFile(join(folder, MANIFEST_FILE), bytes);
    return MANIFEST;
  },
  'cut the manifest': async ({ folder, random }) => {
    const handle = await open(join(folder, MANIFEST_FILE), 'r+');
    await handle.truncate(below(random, (await handle.stat()).size));
    await handle.close();
    return MANIFEST;
  },
  'remove the manifest': async ({ folder }) => {
    await rm(join(folder, MANIFEST_FILE));
    return MANIFEST;
  },
  'put the manifest of an older set in place': async ({ folder, older }) => {
    await copyFile(join(older.folder, MANIFEST_FILE), join(folder, MANIFEST_FILE));
    return MANIFEST;
  },
  'put a whole older set in place': async ({ folder, older }) => {
    await rm(folder, { recursive: true });
    await cp(older.folder, folder, { recursive: true });
    return MANIFEST;
  },
  'rewrite a file’s hash, and the checksum': async ({ folder, unharmed, random }) => {
    const path = join(folder, MANIFEST_FILE);
    const text = await readFile(path, 'utf8');
    const { sha256, path: file } = oneOf(random, unharmed.files);
    const { checksum: _old, ...document } = JSON.parse(text.replaceAll(sha256, 'f'.repeat(64))) as { checksum: string };
    await writeFile(path, documentText(document));
    return 'sealed' in document ? MANIFEST : { file };
  },
};

const below = (random: () => number, limit: number): number => Math.floor(random() * limit);

async function anyFile({ unharmed, random }: EditContext): Promise<{ file: SetFile; bytes: Buffer }> {
  const file = oneOf(random, unharmed.files);
  return { file, bytes: await readFile(join(unharmed.folder, file.path)) };
}

/** One that has chunks to mix up. */
async function chunkedFile({ unharmed, random }: EditContext): Promise<{ file: SetFile; parts: Buffer[] }> {
  const file = oneOf(
    random,
    unharmed.files.filter(({ chunks }) => chunks!.stored.length > 1),
  );
  return { file, parts: partsOf(file, await readFile(join(unharmed.folder, file.path))) };
}

function partsOf({ chunks }: SetFile, bytes: Buffer): Buffer[] {
  let from = 0;
  return chunks!.stored.map(([size]) => bytes.subarray(from, (from += size)));
}

function chunkAt({ chunks }: SetFile, at: number): number {
  let end = 0;
  return chunks!.stored.findIndex(([size]) => (end += size) > at);
}

/** The file of the older set that holds the same collection or shard: both sets list theirs in one order. */
function twinOf(file: SetFile, { unharmed, older }: EditContext): SetFile {
  return older.files[unharmed.files.indexOf(file)]!;
}

async function put({ folder }: EditContext, file: SetFile, bytes: Buffer, chunk: number): Promise<Named> {
  await writeFile(join(folder, file.path), bytes);
  return { file: file.path, chunk };
}
