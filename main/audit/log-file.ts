// The log on disk: lines are added at the end and never touched again. A last line without its end was never acknowledged (power
// cut): it is no entry, and the next one takes its place.

import { closeSync, fdatasync, fstatSync, ftruncateSync, openSync, readSync, writeFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { AppError } from '../../shared/errors.ts';

const CHUNK_BYTES = 1024 * 1024;
const END_BYTES = 16 * 1024;
const NEWLINE = 0x0a;
const toDisk = promisify(fdatasync);

export interface LogEnd {
  /** The last whole line; null where there is none. */
  readonly line: Buffer | null;
  /** Where the next line begins. */
  readonly wholeBytes: number;
}

/** Reads backwards, so that a long log costs no more than a short one; and at once: it is the end that was just written. */
export function readEnd(path: string): LogEnd {
  const file = openIfThere(path);
  if (file === null) return { line: null, wholeBytes: 0 };
  try {
    const { size } = fstatSync(file);
    for (let length = END_BYTES; ; length *= 4) {
      const from = Math.max(0, size - length);
      const buffer = Buffer.alloc(size - from);
      const bytes = buffer.subarray(0, readSync(file, buffer, 0, buffer.length, from));
      const end = bytes.lastIndexOf(NEWLINE);
      const start = end < 1 ? -1 : bytes.lastIndexOf(NEWLINE, end - 1);
      if (start < 0 && from > 0) continue; // no whole line in it yet
      if (end < 0) return { line: null, wholeBytes: 0 };
      return { line: bytes.subarray(start + 1, end), wholeBytes: from + end + 1 };
    }
  } finally {
    closeSync(file);
  }
}

/** Resolves when the line is on the disk. What stood behind `wholeBytes` is cut off first. */
export async function appendLine(path: string, line: string, wholeBytes: number): Promise<void> {
  const file = openSync(path, 'a', 0o600);
  try {
    if (fstatSync(file).size !== wholeBytes) ftruncateSync(file, wholeBytes);
    writeFileSync(file, `${line}\n`);
    await toDisk(file);
  } finally {
    closeSync(file);
  }
}

export async function lengthOf(path: string): Promise<number> {
  const file = await openToRead(path);
  if (file === null) return 0;
  try {
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

/** Every whole line of the first `upTo` bytes, in lots. Lines are only valid until the next lot is asked for. */
export async function* readLines(path: string, upTo: number): AsyncGenerator<readonly Buffer[]> {
  const file = await openToRead(path);
  if (file === null) return;
  try {
    let rest = Buffer.alloc(0);
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    for (let at = 0; at < upTo;) {
      const { bytesRead } = await file.read(chunk, 0, Math.min(chunk.length, upTo - at));
      if (bytesRead === 0) return;
      at += bytesRead;
      const bytes =
        rest.length === 0 ? chunk.subarray(0, bytesRead) : Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
      const { lines, end } = split(bytes);
      if (lines.length > 0) yield lines;
      rest = Buffer.from(bytes.subarray(end));
    }
  } finally {
    await file.close();
  }
}

/** Lines before `end` (a byte offset, default: the end of the last whole line), newest first, in lots, each with its offset. */
export async function* readLinesBackwards(
  path: string,
  end?: number,
): AsyncGenerator<readonly { readonly line: string; readonly start: number }[]> {
  const file = await openToRead(path);
  if (file === null) return;
  try {
    const { size } = await file.stat();
    let upTo = Math.min(end ?? size, size);
    let isFirst = end === undefined;
    for (let length = CHUNK_BYTES / 4; upTo > 0;) {
      const from = Math.max(0, upTo - length);
      const bytes = await readAt(file, from, upTo - from);
      const first = from === 0 ? 0 : bytes.indexOf(NEWLINE) + 1;
      const last = isFirst ? bytes.lastIndexOf(NEWLINE) + 1 : bytes.length; // what follows is torn
      if (first >= last && from > 0) {
        length *= 4; // not one whole line in it
        continue;
      }
      isFirst = false;
      const { lines } = split(bytes.subarray(first, last));
      let start = from + first;
      const placed = lines.map((line) => {
        const at = start;
        start += line.length + 1;
        return { line: line.toString('utf8'), start: at };
      });
      yield placed.reverse();
      upTo = from + first;
      length = CHUNK_BYTES / 4;
    }
  } finally {
    await file.close();
  }
}

function split(bytes: Buffer): { readonly lines: Buffer[]; readonly end: number } {
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return { lines, end: start };
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

function openIfThere(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function openToRead(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

export function notWritten(folder: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof AppError) throw error;
    const isFull = ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
    throw new AppError(isFull ? 'limited' : 'internal', 'The audit log could not be written.', {
      hint: `See that ${folder} can be written and its disk has room.`,
      cause: error,
    });
  };
}
