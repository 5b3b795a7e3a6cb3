// Append-only files of JSON lines, as journals are kept: a line is on the disk before whoever wrote it goes on, is never
// changed afterwards, and a torn last line (power cut) is dropped. What a line means is its reader's business.

import { mkdir, open, readFile, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../shared/errors.ts';
import { withFileLock } from './file-lock.ts';
import { syncFolder } from './sync-folder.ts';

export interface LineFile {
  /** Resolves when the line is on the disk. Lines keep the order of the calls. Throws `limited` when the disk is full. */
  append(line: unknown): Promise<void>;
  close(): Promise<void>;
}

/** Creates the file with its folder, or opens it again to go on; a torn last line is cut off first. For one writer at a time. */
export async function openLineFile(path: string, what: string): Promise<LineFile> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = await open(path, 'a', 0o600);
  let length = wholeLength(await readFile(path));
  await file.truncate(length);
  await Promise.all([syncFolder(folder), syncFolder(dirname(folder))]);
  let last = Promise.resolve();
  let isTorn = false;
  /** What is written together as soon as the disk is free: lines of one moment cost one sync. */
  let next: { readonly lines: unknown[]; readonly written: Promise<void> } | undefined;

  /** Lines that failed (disk full) may have left their beginning: the next one must not be glued to it. */
  async function add(lines: readonly unknown[]): Promise<void> {
    if (isTorn) await file.truncate(length);
    isTorn = true;
    length += await addLines(file, lines);
    isTorn = false;
  }

  function gather(): { readonly lines: unknown[]; readonly written: Promise<void> } {
    const lines: unknown[] = [];
    const written = last.then(() => {
      next = undefined;
      return add(lines);
    });
    last = written.catch(() => undefined);
    return { lines, written: written.catch(notWritten(what, folder)) };
  }

  return {
    append(line) {
      next ??= gather();
      next.lines.push(line);
      return next.written;
    },
    async close() {
      await last;
      await file.close();
    },
  };
}

/** Adds lines to a file that several consoles of this machine write: each holds it while it adds its own. */
export async function appendShared(path: string, what: string, lines: readonly unknown[]): Promise<void> {
  const folder = dirname(path);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await withFileLock(path, { staleMs: 5_000, waitMs: 8_000, lookEveryMs: 20 }, async (assertHeld) => {
      const file = await open(path, 'a', 0o600);
      try {
        const { size } = await file.stat();
        if (size === 0) await syncFolder(folder).then(() => syncFolder(dirname(folder)));
        const whole = wholeLength(await readFile(path));
        assertHeld();
        await file.truncate(whole);
        await addLines(file, lines);
      } finally {
        await file.close();
      }
    });
  } catch (error) {
    notWritten(what, folder)(error);
  }
}

/**
 * The whole lines from `from` (bytes) on, oldest first, and where they end: the next `from`. Stops at the first line that cannot be
 * read: what follows a damaged line cannot be trusted either.
 */
export async function readLines(
  path: string,
  from = 0,
): Promise<{ readonly lines: unknown[]; readonly end: number; readonly isDamaged: boolean }> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.max(0, size - from));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
    const whole = wholeLength(bytes.subarray(0, bytesRead));
    const lines: unknown[] = [];
    for (const line of bytes.toString('utf8', 0, whole).split('\n')) {
      if (line === '') continue;
      try {
        lines.push(JSON.parse(line));
      } catch {
        return { lines, end: from + whole, isDamaged: true };
      }
    }
    return { lines, end: from + whole, isDamaged: false };
  } finally {
    await file.close();
  }
}

/** Resolves with their length in bytes. */
async function addLines(file: FileHandle, lines: readonly unknown[]): Promise<number> {
  const bytes = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  await file.appendFile(bytes);
  await file.datasync();
  return bytes.length;
}

function notWritten(what: string, folder: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof AppError) throw error;
    const isFull = ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
    throw new AppError(isFull ? 'limited' : 'internal', `${what} could not be written.`, {
      hint: `See that ${folder} can be written and its disk has room.`,
      cause: error,
    });
  };
}

function wholeLength(bytes: Buffer): number {
  return bytes.lastIndexOf('\n') + 1;
}
