// The files of a set on this machine, as stores carry them: every one but the manifest (which goes last) and what was learnt
// later (which belongs to one copy). Knows nothing of what is inside.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { MANIFEST_FILE } from '../manifest.ts';
import { VERIFICATION_FILE } from '../verification.ts';

const NOT_CARRIED = new Set([MANIFEST_FILE, VERIFICATION_FILE]);

export interface LocalFile {
  /** With `/`, below the set's folder. */
  readonly path: string;
  readonly sizeBytes: number;
}

export async function filesOfSet(setFolder: string): Promise<readonly LocalFile[]> {
  const entries = await readdir(setFolder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(setFolder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !NOT_CARRIED.has(path))
    .sort();
  return Promise.all(paths.map(async (path) => ({ path, sizeBytes: (await stat(join(setFolder, path))).size })));
}

/** In bytes. */
export function sumOf(files: readonly { readonly sizeBytes: number }[]): number {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** In hexadecimal. */
export async function sha256Of(file: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(file, { signal })) hash.update(bytes as Buffer);
  return hash.digest('hex');
}

/** -1 where there is no such file. */
export async function sizeOnDisk(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => -1,
  );
}

/** Of all files together; the age is that of the newest one, 0 where there is none. */
export async function sizeAndAge(
  folder: string,
): Promise<{ readonly sizeBytes: number; readonly lastWriteMs: number }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const found = await Promise.all(
    files.map((file) => stat(file).catch(() => ({ size: 0, mtimeMs: 0 }))), // removed meanwhile
  );
  return found.reduce(
    (sum, { size, mtimeMs }) => ({ sizeBytes: sum.sizeBytes + size, lastWriteMs: Math.max(sum.lastWriteMs, mtimeMs) }),
    { sizeBytes: 0, lastWriteMs: 0 },
  );
}
