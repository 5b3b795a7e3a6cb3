// The folder of a set on its way: `<id>.partial` while it is written, `<id>` from one rename on. Nothing but a finished
// set ever bears a name without `.partial`.

import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { mayBeAlive, ownIdentity } from '../process-identity.ts';
import { syncFolder } from '../sync-folder.ts';
import { MANIFEST_FILE, type Manifest } from './manifest.ts';
import { storeError } from './store-errors.ts';
import { UNFINISHED_FILE } from './unfinished/unfinished-journal.ts';

const PARTIAL = '.partial';
export const OWNER_FILE = 'owner.json';
const SET_ID = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ-[a-z0-9]{4}$/;

/** Sortable by time, unique by run, and the same when the same run goes on in another process. */
export function setIdOf(startedMs: number, runId: string): string {
  const moment = new Date(startedMs).toISOString().slice(0, 19).replaceAll(':', '-');
  const suffix = BigInt(`0x${createHash('sha256').update(runId).digest('hex').slice(0, 12)}`)
    .toString(36)
    .padStart(4, '0');
  return `${moment}Z-${suffix.slice(-4)}`;
}

/** When the set was begun, to the second. */
export function startedMsOf(setId: string): number {
  const [day, time] = setId.split('T') as [string, string];
  return Date.parse(`${day}T${time.slice(0, 8).replaceAll('-', ':')}Z`);
}

export function isSetId(name: string): boolean {
  return SET_ID.test(name);
}

/** Of what is unfinished, by its name. */
export function setIdIn(name: string): string {
  return name.endsWith(PARTIAL) ? name.slice(0, -PARTIAL.length) : name;
}

export function partialFolder(storeFolder: string, setId: string): string {
  return join(storeFolder, setId + PARTIAL);
}

/** Whether this very process was the last to write there, and has not let go of it. */
export async function isWrittenHere(partial: string): Promise<boolean> {
  const { pid, started } = ownIdentity();
  const owner = await ownerOf(partial);
  return owner?.pid === pid && owner.started === started && owner.host === hostname();
}

/** Makes the folder (or takes over what this run left in it) and says who writes. */
export async function openPartial(storeFolder: string, setId: string, nowMs: number): Promise<string> {
  const folder = partialFolder(storeFolder, setId);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const owner = { ...ownIdentity(), host: hostname(), startedMs: nowMs };
    await writeFile(join(folder, OWNER_FILE), JSON.stringify(owner), { mode: 0o600 });
    return folder;
  } catch (error) {
    throw storeError(error, `creating ${setId}${PARTIAL}`);
  }
}

/**
 * Writes the manifest (`document`: its text, clear or sealed), makes everything durable, and gives the folder its name. Throws `conflict` where a file is not there as it
 * was written: between an interruption and going on, somebody may have removed what was unfinished.
 */
export async function finishPartial(storeFolder: string, manifest: Manifest, document: string): Promise<string> {
  const partial = partialFolder(storeFolder, manifest.id);
  const folder = join(storeFolder, manifest.id);
  try {
    await requireFiles(partial, manifest);
    await removeOwner(partial);
    await writeDurably(join(partial, MANIFEST_FILE), document);
    await rm(join(partial, UNFINISHED_FILE), { force: true });
    const folders = new Set([partial]);
    for (const { path } of manifest.files) {
      const parts = path.split('/').slice(0, -1);
      parts.forEach((_, index) => folders.add(join(partial, ...parts.slice(0, index + 1))));
    }
    for (const each of folders) await syncFolder(each);
    await rename(partial, folder);
    await syncFolder(storeFolder);
    return folder;
  } catch (error) {
    throw storeError(error, `finishing ${manifest.id}`);
  }
}

/** Says that nobody writes the folder any more: the last thing before it gets its name. */
export async function removeOwner(partial: string): Promise<void> {
  await rm(join(partial, OWNER_FILE), { force: true });
}

async function requireFiles(partial: string, { files }: Manifest): Promise<void> {
  for (const { path, sizeBytes } of files) {
    const size = await stat(join(partial, path)).then(
      (found) => found.size,
      () => -1,
    );
    if (size === sizeBytes) continue;
    throw new AppError('conflict', `${path} is not in the unfinished set as it was written.`, {
      hint: 'Take a new backup.',
      retryable: false,
    });
  }
}

export async function removePartial(storeFolder: string, setId: string): Promise<void> {
  await rm(partialFolder(storeFolder, setId), { recursive: true, force: true });
}

export interface PartialFolder {
  readonly name: string;
  /** The process that writes it now; null when nobody does any more. */
  readonly writer: { readonly pid: number; readonly host: string } | null;
}

export async function listPartials(storeFolder: string): Promise<readonly PartialFolder[]> {
  const names = (await readdir(storeFolder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && entry.name.endsWith(PARTIAL) && isSetId(setIdIn(entry.name)))
    .map((entry) => entry.name);
  return Promise.all(names.map(async (name) => ({ name, writer: await livingWriter(join(storeFolder, name)) })));
}

/** Removes what an interrupted backup left. Throws `bad_request` for anything else, `conflict` while it is being written. */
export async function removeUnfinishedFolder(storeFolder: string, name: string): Promise<void> {
  if (!name.endsWith(PARTIAL) || !isSetId(setIdIn(name))) {
    throw new AppError('bad_request', `“${name}” is not what an interrupted backup leaves behind.`, {
      hint: 'Only folders that end in .partial can be removed this way; a complete set never is.',
    });
  }
  const found = (await listPartials(storeFolder)).find((partial) => partial.name === name);
  if (!found) throw new AppError('not_found', `There is no unfinished folder “${name}” in this store.`);
  if (found.writer) {
    throw new AppError(
      'conflict',
      `“${name}” is being written now by process ${found.writer.pid} on ${found.writer.host}.`,
      {
        hint: 'Cancel that backup, or wait for its end.',
      },
    );
  }
  await rm(join(storeFolder, name), { recursive: true, force: true });
}

async function livingWriter(folder: string): Promise<PartialFolder['writer']> {
  const owner = await ownerOf(folder);
  if (owner === null) return null;
  const { pid, started = '', host } = owner;
  // Of another machine nobody here can tell.
  return host !== hostname() || mayBeAlive({ pid, started }) ? { pid, host } : null;
}

async function ownerOf(folder: string): Promise<{ pid: number; started?: string; host: string } | null> {
  try {
    return JSON.parse(await readFile(join(folder, OWNER_FILE), 'utf8'));
  } catch {
    return null;
  }
}

async function writeDurably(path: string, content: string): Promise<void> {
  const handle = await open(path, 'w', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
