// The runbook files of a folder: plain files that end in .yaml, no larger than a runbook file may be, in order of their names.

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourceFile } from './resolve-files.ts';

const MAX_FILES = 200;
/** Larger ones are read up to here, and then refused as too large. */
const MAX_BYTES = 128 * 1024 + 1;

/** What a runbook file may be called; never a path. */
export const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,80}\.ya?ml$/;

/** Empty where there is no such folder. */
export async function readFolder(folder: string, origin: SourceFile['origin']): Promise<readonly SourceFile[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  const wanted = names
    .filter((name) => FILE_NAME.test(name))
    .toSorted()
    .slice(0, MAX_FILES);
  const files = await Promise.all(
    wanted.map(async (fileName): Promise<SourceFile | null> => {
      const path = join(folder, fileName);
      try {
        const found = await stat(path);
        if (!found.isFile()) return null; // a pipe would be waited for
        const source = found.size > MAX_BYTES ? ' '.repeat(MAX_BYTES) : await readFile(path, 'utf8');
        return { fileName, source, origin };
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null; // removed meanwhile
        return { fileName, source: '', origin };
      }
    }),
  );
  return files.filter((file) => file !== null);
}
