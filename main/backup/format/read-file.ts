// Reads a file of a set as the plain bytes that were given to it. Of a file in chunks no byte is handed out before its chunk
// is found to be the one that was written.

import { hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { AppError } from '../../../shared/errors.ts';
import { damaged } from '../damaged.ts';
import type { FileChunks, SetFile } from '../manifest.ts';
import { storeError } from '../store-errors.ts';
import { CHUNK_BYTES, unpack } from './compression.ts';
import type { OpenSet } from './open-set.ts';
import { openChunk, sealOfFile, type ChunkPlace, type FileSeal, type SetSeal } from './seal.ts';

const STREAM_BYTES = 256 * 1024;

/** The plain bytes of the set's file at `path`, of one in chunks from `firstChunk` on. Throws `damaged` with the chunk that is. */
export async function* readFile(set: OpenSet, path: string, firstChunk = 0): AsyncGenerator<Buffer> {
  const file = set.manifest.files.find((each) => each.path === path);
  if (!file) throw damaged(`the manifest has no hash for ${path}`);
  if (file.chunks === undefined) {
    for await (const part of readStream(join(set.folder, path))) {
      await set.pace?.(part.length);
      yield part;
    }
    return;
  }
  for await (const chunk of readChunks(set.folder, file, file.chunks, set.seal, firstChunk)) {
    if ('fault' in chunk) throw damaged(`${path}, ${chunk.fault}`);
    await set.pace?.(chunk.plain.length);
    yield chunk.plain;
  }
}

/** The plain bytes from `from` to `to`; chunks before them are not read. */
export async function* readRange(
  set: OpenSet,
  path: string,
  { from, to }: { readonly from: number; readonly to: number },
): AsyncGenerator<Buffer> {
  const file = set.manifest.files.find((each) => each.path === path);
  const firstChunk = file?.chunks === undefined ? 0 : Math.floor(from / CHUNK_BYTES);
  let at = firstChunk * CHUNK_BYTES;
  for await (const plain of readFile(set, path, firstChunk)) {
    const part = plain.subarray(Math.max(0, from - at), Math.max(0, to - at));
    at += plain.length;
    if (part.length > 0) yield part;
    if (at >= to) return;
  }
}

/** A file of text is no larger, whatever a set that came from elsewhere says. */
const LARGEST_TEXT_BYTES = 16 * 1024 * 1024;

/** Of the portions of a small file; throws `damaged` where it is not small. */
export class SmallText {
  readonly #parts: Buffer[] = [];
  #bytes = 0;

  push(part: Buffer): void {
    this.#bytes += part.length;
    if (this.#bytes > LARGEST_TEXT_BYTES) throw damaged('a file of text is larger than any such file');
    this.#parts.push(part);
  }

  toString(): string {
    return Buffer.concat(this.#parts).toString('utf8');
  }
}

/** A small file, whole. */
export async function readText(set: OpenSet, path: string): Promise<string> {
  const text = new SmallText();
  for await (const part of readFile(set, path)) text.push(part);
  return text.toString();
}

/** `stored`: as it lies on disk, as far as it is there. `fault`: why it is not what was written. */
export interface StoredChunk {
  readonly stored: Buffer;
  readonly fault?: string;
  readonly place: ChunkPlace;
  /** For messages. */
  readonly where: string;
}

/** Every chunk in order, against its hash. Goes on after a fault: later chunks stand for themselves. */
export async function* readStoredChunks(
  setFolder: string,
  path: string,
  { stored: chunks }: FileChunks,
  firstChunk = 0,
): AsyncGenerator<StoredChunk> {
  let handle;
  try {
    handle = await open(join(setFolder, path));
  } catch (error) {
    throw storeError(error, `reading ${path}`);
  }
  try {
    let offset = 0;
    for (const [index, [storedBytes, sha256]] of chunks.entries()) {
      const from = offset;
      offset += storedBytes;
      if (index < firstChunk) continue;
      const place = { index, isLast: index === chunks.length - 1 };
      const where = `chunk ${index + 1} of ${chunks.length} (bytes ${from} to ${offset})`;
      const bytes = Buffer.allocUnsafe(storedBytes);
      const { bytesRead } = await handle.read(bytes, 0, storedBytes, from);
      const stored = bytes.subarray(0, bytesRead);
      if (bytesRead < storedBytes) yield { stored, place, where, fault: `${where} is cut` };
      else if (hash('sha256', stored, 'hex') === sha256) yield { stored, place, where };
      else {
        const fault = `${where} was changed: its SHA-256 is not the one it was written with`;
        yield { stored, place, where, fault };
      }
    }
  } finally {
    await handle.close();
  }
}

export type ReadChunk = { readonly stored: Buffer } & ({ readonly plain: Buffer } | { readonly fault: string });

/** Every chunk in order, unpacked, or with what is wrong with it. */
export async function* readChunks(
  setFolder: string,
  { path }: SetFile,
  chunks: FileChunks,
  setSeal: SetSeal | null,
  firstChunk = 0,
): AsyncGenerator<ReadChunk> {
  const seal = setSeal && sealOfFile(setSeal, path, Buffer.from(chunks.salt ?? '', 'hex'));
  for await (const chunk of readStoredChunks(setFolder, path, chunks, firstChunk)) {
    const { stored, fault, place, where } = chunk;
    if (fault !== undefined) yield { stored, fault };
    else {
      const expected = place.isLast ? chunks.plainBytes - place.index * CHUNK_BYTES : CHUNK_BYTES;
      yield { stored, ...(await plainOf(stored, chunks, seal, place, expected, where)) };
    }
  }
}

async function plainOf(
  stored: Buffer,
  { compression }: FileChunks,
  seal: FileSeal | null,
  place: ChunkPlace,
  expected: number,
  where: string,
): Promise<{ plain: Buffer } | { fault: string }> {
  try {
    const plain = await unpack(seal === null ? stored : openChunk(stored, seal, place), compression);
    if (plain.length === expected) return { plain };
    return { fault: `${where} holds ${plain.length} bytes where ${expected} were written` };
  } catch (error) {
    return { fault: `${where} does not unpack: ${error instanceof AppError ? error.message : String(error)}` };
  }
}

/** A file of a set of format version 1: hashed as a whole, and checked before anything of it is used. */
export function readStream(path: string): AsyncIterable<Buffer> {
  const source = createReadStream(path, { highWaterMark: STREAM_BYTES });
  if (!path.endsWith('.gz')) return source;
  const gunzip = createGunzip({ chunkSize: STREAM_BYTES });
  source.on('error', (error) => gunzip.destroy(error));
  gunzip.on('close', () => source.destroy());
  return source.pipe(gunzip) as AsyncIterable<Buffer>;
}
