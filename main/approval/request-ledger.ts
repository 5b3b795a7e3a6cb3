// Which requests this console has made, and which approvals were used: one small file each, so that two consoles of one machine
// need no lock. An approval is good for one run: its file is created, once, and on disk before the run begins.

import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Clock } from '../../shared/clock.ts';
import { parseRequest, type ApprovalRequest } from './approval-files.ts';

export interface RequestLedger {
  remember(request: ApprovalRequest): Promise<void>;
  /** Throws `denied` where this console made no such request. */
  find(id: string): Promise<ApprovalRequest>;
  isUsed(id: string): Promise<boolean>;
  /** Resolves when it is on disk. Throws `conflict` where it was used before. */
  use(id: string): Promise<void>;
}

/** Longer than an approval can be valid. */
const KEEP_MS = 90 * 86_400_000;

export function createRequestLedger(dataFolder: string, clock: Clock): RequestLedger {
  const folder = join(dataFolder, 'approvals');
  const requestFile = (id: string): string => join(folder, `${id}.request.json`);
  const usedFile = (id: string): string => join(folder, `${id}.used`);

  return {
    async remember(request) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await forgetOld(folder, clock.now() - KEEP_MS);
      await create(folder, requestFile(request.id), JSON.stringify(request));
    },
    async find(id) {
      const text = await readFile(requestFile(id), 'utf8').catch(() => null);
      if (text !== null) return parseRequest(text);
      throw new AppError('denied', 'This approval answers a request that this console has not made.', {
        hint: 'An approval is used where it was asked for. Ask for one here.',
      });
    },
    isUsed: (id) =>
      stat(usedFile(id)).then(
        () => true,
        () => false,
      ),
    async use(id) {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await create(folder, usedFile(id), new Date(clock.now()).toISOString());
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        throw usedBefore();
      }
    },
  };
}

export function usedBefore(): AppError {
  return new AppError('conflict', 'This approval was used already: it is good for one run.', {
    hint: 'Ask for another one.',
    retryable: false,
  });
}

/** Throws EEXIST. Content and name are on disk when it resolves. */
async function create(folder: string, path: string, content: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  if (process.platform === 'win32') return; // cannot sync folders and does not need to
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function forgetOld(folder: string, beforeMs: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (mtimeMs < beforeMs) await rm(path, { force: true });
  }
}
