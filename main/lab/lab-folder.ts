// The lab's one folder and what is written in it: the record (by the keeper), what consoles want (by consoles), and one
// ticket per console that uses the lab. A folder without the lab's own mark is never removed.

import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { Profile } from '../../shared/model/profile.ts';
import { withFileLock } from '../file-lock.ts';
import type { HostPaths } from '../host.ts';
import { commandLineOf, identityOf, isAlive, ProcessIdentity, signal } from '../process-identity.ts';
import { until } from './until.ts';

const MARK = '.marsad-lab';
const RECORD = 'lab.json';
const WISHES = 'wishes.json';
const CONSOLES = 'consoles';
export const PROGRESS_FILE = 'progress.jsonl';

const LabServer = ProcessIdentity.extend({
  kind: z.enum(['redis', 'mongod']),
  name: z.string(),
  port: z.number().int(),
});

/** `lab.json`: what the keeper says about itself and its servers. */
export const LabRecord = z.strictObject({
  status: z.enum(['starting', 'ready', 'stopping', 'failed']),
  keeper: ProcessIdentity,
  load: z.enum(['on', 'off']),
  keep: z.boolean(),
  profile: Profile.nullable(),
  servers: z.array(LabServer),
  failure: z.strictObject({ message: z.string(), hint: z.string().optional() }).nullable(),
});
export type LabRecord = z.infer<typeof LabRecord>;

/** What consoles ask of the keeper. It only ever reads this file. */
export const LabWishes = z.strictObject({
  load: z.enum(['on', 'off']),
  /** Go on when the last console is gone. */
  keep: z.boolean(),
  /** Servers to start again when they are down: port → when it was asked. */
  restarts: z.record(z.string(), z.number()),
});
export type LabWishes = z.infer<typeof LabWishes>;

/** `MARSAD_LAB_DIR`, else `lab` in the console's cache folder. */
export function labFolder(paths: Pick<HostPaths, 'cache'>): string {
  return resolve(process.env['MARSAD_LAB_DIR'] || join(paths.cache, 'lab'));
}

/** Undefined where there is no lab, or none that can be read. */
export async function readRecord(folder: string): Promise<LabRecord | undefined> {
  return readJson(join(folder, RECORD), LabRecord);
}

export async function writeRecord(folder: string, record: LabRecord): Promise<void> {
  await writeFileAtomic(join(folder, RECORD), JSON.stringify(record, null, 2), { mode: 0o600, fsync: false });
}

export async function readWishes(folder: string): Promise<LabWishes | undefined> {
  return readJson(join(folder, WISHES), LabWishes);
}

/** Call with the lab's lock held. */
export async function writeWishes(folder: string, wishes: LabWishes): Promise<void> {
  await writeFileAtomic(join(folder, WISHES), JSON.stringify(wishes), { mode: 0o600, fsync: false });
}

/** Says that this process uses the lab; valid while the process lives. Returned with {@link returnTicket}. */
export async function takeTicket(folder: string): Promise<string> {
  await mkdir(join(folder, CONSOLES), { recursive: true });
  const ticket = join(folder, CONSOLES, `${process.pid}-${randomUUID()}.json`);
  await writeFileAtomic(ticket, JSON.stringify(identityOf(process.pid)), { mode: 0o600, fsync: false });
  return ticket;
}

export async function returnTicket(ticket: string): Promise<void> {
  await rm(ticket, { force: true });
}

/** Whether any console that took a ticket still lives. */
export async function isInUse(folder: string): Promise<boolean> {
  const files: string[] = await readdir(join(folder, CONSOLES)).catch(() => []);
  for (const file of files) {
    const user = await readJson(join(folder, CONSOLES, file), ProcessIdentity);
    if (user && isAlive(user)) return true;
  }
  return false;
}

/** Holds the lab's lock while `work` runs: starting, joining and ending exclude each other. Throws `conflict` when it stays taken. */
export async function withLabLock<T>(folder: string, work: () => Promise<T>, { waitMs = 30_000 } = {}): Promise<T> {
  await mkdir(dirname(folder), { recursive: true });
  try {
    return await withFileLock(folder, { staleMs: 10_000, waitMs, lookEveryMs: 100 }, work);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ELOCKED') throw cause;
    throw new AppError('conflict', 'another console is starting or stopping the lab', { cause });
  }
}

/** Makes the folder and marks it as the lab's own. Refuses one that holds something else. */
export async function createLabFolder(folder: string): Promise<void> {
  await refuseForeign(folder);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, MARK), 'This folder belongs to the Marsad lab and is removed with it.\n');
}

/**
 * Ends what a dead keeper left behind and removes the folder. A process counts as left behind only when pid, start time
 * and a command line naming this folder all fit; nothing else is ever signalled.
 */
export async function removeLab(folder: string, record: LabRecord | undefined): Promise<void> {
  await refuseForeign(folder);
  const left = (record?.servers ?? []).filter(
    (server) => isAlive(server) && commandLineOf(server.pid).includes(folder),
  );
  for (const server of left) signal(server, 'SIGKILL');
  await until(() => left.every((server) => !isAlive(server)), {
    what: 'the servers of the last lab end',
    timeoutMs: 15_000,
  });
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

async function refuseForeign(folder: string): Promise<void> {
  const entries: string[] = await readdir(folder).catch(() => []);
  if (entries.length === 0 || entries.includes(MARK)) return;
  throw new AppError('bad_request', `${folder} is not the lab's own folder: it holds other files`, {
    hint: 'Set MARSAD_LAB_DIR to a folder that does not exist yet, or unset it.',
  });
}

async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (isMissing || error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}
