// One JSON file that several consoles may change at once. Every change is: lock, read again, change, write whole, unlock.
// It never throws a file away: one that cannot be understood is kept aside under another name, and that is said.

import { mkdir, readFile, rename } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import lockfile from 'proper-lockfile';
import writeFileAtomic from 'write-file-atomic';
import type { z } from 'zod';
import { AppError } from '../../shared/errors.ts';

export interface StoredFile<Value> {
  read(): Promise<Value>;
  /** Resolves with what is on disk afterwards. Changes of this process run in the order they were asked for. */
  change(change: (value: Value) => Value): Promise<Value>;
  /** Resolves when no change is under way. */
  idle(): Promise<void>;
}

export interface StoredFileOptions<Value> {
  readonly path: string;
  readonly schema: z.ZodType<Value>;
  /** What counts while there is no file. */
  readonly initial: Value;
  /** Hears of a file that was kept aside. */
  readonly report: (trouble: AppError) => void;
}

export function storedFile<Value>({ path, schema, initial, report }: StoredFileOptions<Value>): StoredFile<Value> {
  let last: Promise<unknown> = Promise.resolve();

  async function readUnlocked(): Promise<Value> {
    const content = await readIfThere(path);
    if (content === undefined) return initial;
    const parsed = parse(content, schema);
    if ('value' in parsed) return parsed.value;
    const keptAs = `${path}.broken-${new Date().toISOString().replaceAll(':', '-')}`;
    await rename(path, keptAs);
    report(
      new AppError('damaged', `${basename(path)} cannot be understood: ${parsed.reason}`, {
        hint: `It was kept as ${keptAs}. Correct it and put it back, or go on without it.`,
        details: { keptAs },
      }),
    );
    return initial;
  }

  function inOrder<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = last.then(() => withLock(path, work));
    last = result.catch(() => undefined);
    return result;
  }

  return {
    read: () => inOrder(readUnlocked),
    change: (change) =>
      inOrder(async () => {
        const value = schema.parse(change(await readUnlocked()));
        await writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
        return value;
      }),
    idle: async () => void (await last),
  };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unusable(path, error);
  }
}

function parse<Value>(content: string, schema: z.ZodType<Value>): { value: Value } | { reason: string } {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    return { reason: 'it is not JSON' };
  }
  const result = schema.safeParse(json);
  if (result.success) return { value: result.data };
  const issue = result.error.issues[0];
  return { reason: issue === undefined ? 'it has another shape' : `${issue.path.join('.')}: ${issue.message}` };
}

/** One console of this machine after the other. The lock is a folder beside the file; one left by a console that died counts for ten seconds. */
export async function withLock<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  let unlock: () => Promise<void>;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    unlock = await lockfile.lock(path, {
      realpath: false,
      stale: 10_000,
      retries: { retries: 60, factor: 1.2, minTimeout: 20, maxTimeout: 500, randomize: true },
    });
  } catch (error) {
    throw unusable(path, error);
  }
  try {
    return await work();
  } finally {
    await unlock();
  }
}

function unusable(path: string, cause: unknown): AppError {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'ELOCKED') {
    return new AppError('conflict', `another console is writing ${basename(path)}`, {
      hint: 'Try again in a moment.',
      cause,
    });
  }
  return new AppError('limited', `${path} cannot be used (${code ?? 'unknown reason'})`, {
    hint: 'Check that the folder can be written by this user and that the disk has space.',
    cause,
  });
}
