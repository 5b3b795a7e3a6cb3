// The lab as consoles see it: start or join it, ask how it is, switch its load, stop it. The servers belong to the
// keeper (keeper.ts), never to a console: a console that dies takes nothing with it but its ticket.

import { AppError } from '../../shared/errors.ts';
import type { LabState } from '../../shared/contract/app.ts';
import type { Profile } from '../../shared/model/profile.ts';
import type { HostPaths } from '../host.ts';
import { enterLab, keeperFailure, type LabEntry, type LabRequest } from './lab-entry.ts';
import {
  isInUse,
  labFolder,
  readRecord,
  readWishes,
  removeLab,
  returnTicket,
  takeTicket,
  withLabLock,
  writeWishes,
  type LabRecord,
  type LabWishes,
} from './lab-folder.ts';
import { isAlive, signal } from '../process-identity.ts';
import { progressReader, type LabProgress } from './progress.ts';
import { until } from './until.ts';

export type LabStatus = LabState['lab'];
type LabPaths = Pick<HostPaths, 'cache'>;

export interface StartLabOptions extends LabRequest {
  readonly paths: LabPaths;
  /** Another folder than the demo's: a lab of its own, which nobody else joins. */
  readonly folder?: string;
  readonly onProgress?: (progress: LabProgress) => void;
  /** Gives up waiting: a lab this call started is stopped again, a joined one is left. */
  readonly signal?: AbortSignal;
}

/** A running lab that this process uses. */
export interface Lab {
  readonly profile: Profile;
  readonly folder: string;
  /** False when this call started it. */
  readonly joined: boolean;
  /** This process no longer uses it: the last one to leave ends it, unless it was asked to stay. Resolves when that is done. */
  leave(): Promise<void>;
  /** Ends it for everybody. */
  stop(): Promise<void>;
}

const END_TIMEOUT_MS = 20_000;

/** Starts the lab, or joins the one that runs. Resolves when its servers are ready and filled. */
export async function startLab(options: StartLabOptions): Promise<Lab> {
  const folder = options.folder ?? labFolder(options.paths);
  for (;;) {
    const entry = await withLabLock(folder, () => enterLab(folder, options));
    if (entry !== 'ending') return whenReady(folder, entry, options);
    await until(async () => (await readLiveRecord(folder)) === undefined, {
      what: 'the last lab ends',
      timeoutMs: END_TIMEOUT_MS,
    });
  }
}

/** Joins the lab when one runs; undefined when none does. */
export async function joinLab(paths: LabPaths, onProgress?: (progress: LabProgress) => void): Promise<Lab | undefined> {
  const folder = labFolder(paths);
  if (!(await readLiveRecord(folder))) return undefined;
  const ticket = await withLabLock(folder, async () => {
    const record = await readLiveRecord(folder);
    return record?.status === 'starting' || record?.status === 'ready' ? takeTicket(folder) : undefined;
  });
  if (ticket === undefined) return undefined;
  return whenReady(folder, { ticket, joined: true }, { paths, ...(onProgress && { onProgress }) });
}

/** The profile of the running lab; undefined when none is ready. */
export async function labProfileOf(paths: LabPaths): Promise<Profile | undefined> {
  const record = await readLiveRecord(labFolder(paths));
  return record?.status === 'ready' ? (record.profile ?? undefined) : undefined;
}

/** Never waits and never starts anything. */
export async function labStatus(paths: LabPaths): Promise<LabStatus> {
  const folder = labFolder(paths);
  const record = await readLiveRecord(folder);
  if (!record || record.status !== 'ready')
    return { running: false, folder, profileId: null, load: 'off', servers: [] };
  return {
    running: true,
    folder,
    profileId: record.profile?.id ?? null,
    load: record.load,
    servers: record.servers.map((server) => {
      const { name, kind, port, pid } = server;
      return { name, kind, port, pid, running: isAlive(server) };
    }),
  };
}

/** Resolves when the keeper has done it. Throws `not_found` when no lab runs. */
export async function setLabLoad(paths: LabPaths, load: 'on' | 'off'): Promise<void> {
  const folder = labFolder(paths);
  await wish(folder, { load });
  await until(async () => (await requireRecord(folder)).load === load, {
    what: `the lab's load is ${load}`,
    timeoutMs: 20_000,
  });
}

/** Starts a server of the lab again that was killed. Throws `not_found` when the lab has none on that port. */
export async function restartLabServer(paths: LabPaths, port: number): Promise<void> {
  const folder = labFolder(paths);
  const before = (await requireRecord(folder)).servers.find((server) => server.port === port);
  if (!before)
    throw new AppError('not_found', `the lab has no server on port ${port}`, {
      hint: '`marsad lab status` lists them.',
    });
  if (isAlive(before)) return;
  const restarts = (await readWishes(folder))?.restarts ?? {};
  await wish(folder, { restarts: { ...restarts, [port]: Date.now() } });
  await until(
    async () => (await requireRecord(folder)).servers.some((server) => server.port === port && isAlive(server)),
    {
      what: `the server on port ${port} runs again`,
      timeoutMs: 30_000,
    },
  );
}

/**
 * Ends every process of the lab and removes its folder, with the backup sets in it. Also clears away what a killed keeper
 * left. Resolves with false when there was nothing to stop.
 */
export function stopLab(paths: LabPaths): Promise<boolean> {
  return stopLabIn(labFolder(paths));
}

/** The same for a lab in a folder of its own. */
export function stopLabIn(folder: string): Promise<boolean> {
  return withLabLock(folder, async () => {
    const record = await readRecord(folder);
    if (!record) return false;
    signal(record.keeper, 'SIGTERM');
    await keeperGone(record);
    await removeLab(folder, await newest(folder, record));
    return true;
  });
}

async function whenReady(folder: string, entry: LabEntry, options: StartLabOptions): Promise<Lab> {
  try {
    return await followStart(folder, entry, options);
  } catch (error) {
    if (!options.signal?.aborted) throw error;
    if (entry.joined) await leave(folder, entry.ticket);
    else await stopLabIn(folder);
    throw new AppError('cancelled', 'the lab was not started', { cause: error });
  }
}

async function followStart(folder: string, { ticket, joined }: LabEntry, options: StartLabOptions): Promise<Lab> {
  const tell = progressReader(folder, options.onProgress ?? (() => undefined));
  const record = await until(
    async () => {
      const now = await readRecord(folder);
      await tell();
      options.signal?.throwIfAborted(); // also when it became ready in this very look
      if (now?.status === 'ready') return now;
      if (now?.status === 'failed') return now;
      if (!now || now.status === 'stopping' || !isAlive(now.keeper))
        throw await keeperFailure(folder, 'the lab ended while it was starting');
      return undefined;
    },
    {
      what: 'the lab is ready',
      timeoutMs: 15 * 60_000,
      intervalMs: 50,
      ...(options.signal && { signal: options.signal }),
    },
  );
  if (record.status === 'failed') {
    await withLabLock(folder, async () => {
      await keeperGone(record);
      await removeLab(folder, record);
    });
    throw new AppError('unreachable', record.failure?.message ?? 'the lab could not start', {
      retryable: false,
      ...(record.failure?.hint !== undefined && { hint: record.failure.hint }),
    });
  }
  await tell();
  return {
    profile: record.profile!,
    folder,
    joined,
    leave: () => leave(folder, ticket),
    stop: async () => {
      await stopLabIn(folder);
    },
  };
}

async function leave(folder: string, ticket: string): Promise<void> {
  await returnTicket(ticket);
  const record = await readLiveRecord(folder);
  if (!record || record.keep || (await isInUse(folder))) return;
  await keeperGone(record);
}

async function keeperGone({ keeper }: LabRecord): Promise<void> {
  await until(() => !isAlive(keeper), { what: 'the lab ends', timeoutMs: END_TIMEOUT_MS });
}

/** The record as the keeper last wrote it: servers may have been added after `record` was read. */
async function newest(folder: string, record: LabRecord): Promise<LabRecord> {
  return (await readRecord(folder)) ?? record;
}

async function readLiveRecord(folder: string): Promise<LabRecord | undefined> {
  const record = await readRecord(folder);
  return record && isAlive(record.keeper) ? record : undefined;
}

async function requireRecord(folder: string): Promise<LabRecord> {
  const record = await readLiveRecord(folder);
  if (!record) throw new AppError('not_found', 'no lab is running', { hint: 'Start one with `marsad lab start`.' });
  return record;
}

async function wish(folder: string, change: Partial<LabWishes>): Promise<void> {
  await withLabLock(folder, async () => {
    const record = await requireRecord(folder);
    const wishes = (await readWishes(folder)) ?? { load: record.load, keep: record.keep, restarts: {} };
    await writeWishes(folder, { ...wishes, ...change });
  });
}
