// The user's own runbook files on disk: written whole or not at all, never over somebody else's change, removed into a
// trash folder beside them.

import { mkdir, readFile, rename } from 'node:fs/promises';
import { hash } from 'node:crypto';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { AppError } from '../../../shared/errors.ts';
import type { RunbookFileText } from '../../../shared/model/runbook-file.ts';
import type { FileLibrary } from './file-library.ts';
import { FILE_NAME } from './read-folder.ts';

const MAX_BYTES = 128 * 1024;
const TRASH = 'trash';

export interface OwnFiles {
  /** The text of an own or shipped file, by the runbook's id or the file's name. Throws `not_found`. */
  read(name: string): RunbookFileText;
  /**
   * Keeps the text, with its faults if it has any. `replaces`: the hash of what is there now, null for a new file. Throws
   * `conflict` where something else is there.
   */
  save(fileName: string, source: string, replaces: string | null): Promise<RunbookFileText>;
  /** Moves it into the trash; {@link OwnFiles.restore} brings it back. Returns its name there. Throws `conflict`, `not_found`. */
  remove(fileName: string, fileHash: string): Promise<string>;
  /** Throws `conflict` where a file of that name is there again. */
  restore(trashed: string): Promise<RunbookFileText>;
}

export function createOwnFiles(library: FileLibrary, nowMs: () => number): OwnFiles {
  const { ownFolder } = library;
  const pathOf = (fileName: string): string => {
    if (FILE_NAME.test(fileName)) return join(ownFolder, fileName);
    throw new AppError('bad_request', `${JSON.stringify(fileName.slice(0, 100))} is no name for a runbook file.`, {
      hint: 'Letters, digits, dots and dashes, ending in .yaml, for example health.evening.yaml.',
    });
  };

  return {
    read(name) {
      const found = library
        .files()
        .find(({ id, fileName, origin }) => id === name || (origin === 'own' && fileName === name));
      if (!found) throw new AppError('not_found', `There is no runbook file ${name}.`);
      const { fileName, source, hash: fileHash, origin } = found;
      return { fileName, source, hash: fileHash, origin };
    },
    async save(fileName, source, replaces) {
      const path = pathOf(fileName);
      if (Buffer.byteLength(source) > MAX_BYTES)
        throw new AppError('limited', 'The file is too large.', { hint: `At most ${MAX_BYTES / 1024} kB.` });
      requireSame(fileName, await hashOf(path), replaces);
      await mkdir(ownFolder, { recursive: true });
      await writeFileAtomic(path, source);
      await library.reload();
      return { fileName, source, hash: hash('sha256', source), origin: 'own' };
    },
    async remove(fileName, fileHash) {
      const path = pathOf(fileName);
      const now = await hashOf(path);
      if (now === null) throw new AppError('not_found', `There is no file ${fileName} any more.`);
      requireSame(fileName, now, fileHash);
      await mkdir(join(ownFolder, TRASH), { recursive: true });
      const trashed = `${fileName}.${nowMs()}`;
      await rename(path, join(ownFolder, TRASH, trashed));
      await library.reload();
      return trashed;
    },
    async restore(trashed) {
      const [, fileName] = /^(.+\.ya?ml)\.\d+$/.exec(trashed) ?? [];
      if (fileName === undefined || /[/\\]/.test(trashed))
        throw new AppError('bad_request', 'That is no name of a removed runbook file.');
      const path = pathOf(fileName);
      requireSame(fileName, await hashOf(path), null);
      const from = join(ownFolder, TRASH, trashed);
      const source = await readFile(from, 'utf8').catch((error: unknown) => {
        throw new AppError('not_found', `The removed file ${trashed} is not there any more.`, { cause: error });
      });
      await rename(from, path);
      await library.reload();
      return { fileName, source, hash: hash('sha256', source), origin: 'own' };
    },
  };
}

function requireSame(fileName: string, now: string | null, expected: string | null): void {
  if (now === expected) return;
  const message =
    now === null
      ? `${fileName} was removed meanwhile.`
      : expected === null
        ? `There is a file ${fileName} already.`
        : `${fileName} was changed meanwhile.`;
  throw new AppError('conflict', message, {
    hint: expected === null ? 'Choose another name, or open that file.' : 'Open it again, and put your change into it.',
    retryable: false,
  });
}

async function hashOf(path: string): Promise<string | null> {
  try {
    return hash('sha256', await readFile(path));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
