// One JSON file that several consoles may change at once. Every change is: lock, read again, change, write whole, unlock.
// It never throws a file away: one that cannot be understood is kept aside under another name, and that is said by every console
// until the file is back or another one took its place.

import { mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { withFileLock, type AssertHeld } from '../file-lock.ts';

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
  /** Hears of a file that was kept aside, once: `damaged`, with `details.file`, `fault` and `keptAs`. */
  readonly report: (trouble: AppError) => void;
}

const KEPT_MARK = '.broken-';

type Parsed<Value> = { readonly value: Value } | { readonly fault: string };

export function storedFile<Value>({ path, schema, initial, report }: StoredFileOptions<Value>): StoredFile<Value> {
  let last: Promise<unknown> = Promise.resolve();
  let told: string | undefined;

  async function readUnlocked(): Promise<Value> {
    const content = await readIfThere(path);
    if (content === undefined) {
      const kept = await newestKept(path);
      if (kept !== undefined) tell(kept, parse((await readIfThere(kept)) ?? '', schema));
      return initial;
    }
    const parsed = parse(content, schema);
    if ('value' in parsed) return parsed.value;
    const keptAs = `${path}${KEPT_MARK}${new Date().toISOString().replaceAll(':', '-')}`;
    await rename(path, keptAs);
    tell(keptAs, parsed);
    return initial;
  }

  function tell(keptAs: string, parsed: Parsed<Value>): void {
    if (told === keptAs || 'value' in parsed) return;
    told = keptAs;
    const file = basename(path);
    report(
      new AppError('damaged', `${file} cannot be understood: ${parsed.fault}`, {
        hint: `It was kept as ${keptAs}. Correct it and put it back as ${file}, or go on without it.`,
        details: { file, fault: parsed.fault, keptAs },
      }),
    );
  }

  function inOrder<Result>(work: (assertHeld: AssertHeld) => Promise<Result>): Promise<Result> {
    const result = last.then(() => withLock(path, work));
    last = result.catch(() => undefined);
    return result;
  }

  return {
    read: () => inOrder(readUnlocked),
    change: (change) =>
      inOrder(async (assertHeld) => {
        const value = schema.parse(change(await readUnlocked()));
        assertHeld();
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

/** What was kept aside of that file last; its name ends with the time. */
async function newestKept(path: string): Promise<string | undefined> {
  const names = await readdir(dirname(path)).catch(() => []); // no folder yet: nothing was ever kept
  const kept = names.filter((name) => name.startsWith(`${basename(path)}${KEPT_MARK}`)).toSorted();
  return kept.length === 0 ? undefined : join(dirname(path), kept.at(-1)!);
}

function parse<Value>(content: string, schema: z.ZodType<Value>): Parsed<Value> {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    return { fault: 'it is not JSON' };
  }
  const result = schema.safeParse(json);
  if (result.success) return { value: result.data };
  const [issue, ...others] = result.error.issues;
  if (issue === undefined) return { fault: 'it has another shape' };
  const where = issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  return { fault: `${where}${issue.message}${others.length === 0 ? '' : ` (and ${others.length} more)`}` };
}

/** One console of this machine after the other. Throws `conflict` where another one does not let go. */
export async function withLock<Result>(
  path: string,
  work: (assertHeld: AssertHeld) => Promise<Result>,
): Promise<Result> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw unusable(path, error);
  });
  let isHeld = false;
  try {
    return await withFileLock(path, { staleMs: 10_000, waitMs: 20_000, lookEveryMs: 50 }, (assertHeld) => {
      isHeld = true;
      return work(assertHeld);
    });
  } catch (error) {
    throw isHeld ? error : unusable(path, error);
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
