// Empty servers the console starts itself, to restore into and to throw away. They listen on loopback only, belong to a keeper
// of the lab's kind, and are gone with the console whatever ends it. One pair at a time on this machine.

import { randomUUID } from 'node:crypto';
import { mkdir, readdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import lockfile from 'proper-lockfile';
import type { Clock } from '../../shared/clock.ts';
import { Lifetime } from '../../shared/lifetime.ts';
import { readRecord, removeLab } from '../lab/lab-folder.ts';
import { startLab, stopLabIn, type Lab } from '../lab/lab.ts';
import { findProgram } from '../lab/programs.ts';
import { createMongoAccess } from '../mongo/create-mongo-access.ts';
import type { MongoAccess } from '../mongo/mongo-access.ts';
import { createRedisAccess } from '../redis/create-redis-access.ts';
import type { RedisAccess } from '../redis/redis-access.ts';

export interface ScratchKinds {
  readonly redis: boolean;
  readonly mongo: boolean;
}

export interface ScratchRoom {
  readonly diskBytes: number;
  readonly memoryBytes: number;
}

/** Servers nobody else knows of: everything may be written to them. */
export interface ScratchTarget {
  readonly redis: RedisAccess | null;
  readonly mongo: MongoAccess | null;
  /** Ends them and removes their folder. Safe to repeat. */
  close(): Promise<void>;
}

export interface OpenScratchOptions extends ScratchKinds {
  readonly signal: AbortSignal;
  /** Another console of this machine has its servers up: this one waits. */
  readonly onWaiting: () => void;
}

export interface ScratchTargets {
  /** Versions of the programs they are started from; null for a kind that is not asked for. Throws `not_found` with what to install. */
  versions(kinds: ScratchKinds): Promise<{ readonly redis: string | null; readonly mongo: string | null }>;
  /** What this machine has left for them. */
  room(): Promise<ScratchRoom>;
  /** Waits for its turn. Throws what starting them throws, and `cancelled`. */
  open(options: OpenScratchOptions): Promise<ScratchTarget>;
  /** Removes what a console left that ended together with its keeper. Does nothing while another console uses its servers. */
  sweep(): Promise<void>;
}

const LOOK_EVERY_MS = 500;
const STALE_MS = 10_000;
/** The rest of the machine keeps a part of what is free. */
const REDIS_SHARE = 0.7;

export function createScratchTargets({
  cacheFolder,
  clock,
}: {
  readonly cacheFolder: string;
  readonly clock: Clock;
}): ScratchTargets {
  const folder = join(cacheFolder, 'scratch');

  async function start({ redis, mongo, signal }: OpenScratchOptions): Promise<ScratchTarget> {
    const lab = await startLab({
      paths: { cache: cacheFolder },
      folder: join(folder, randomUUID()),
      shape: { redis: redis ? { mode: 'standalone' } : null, mongo: mongo ? { mode: 'standalone' } : null },
      scratch: { redisMemoryBytes: Math.floor(process.availableMemory() * REDIS_SHARE) },
      load: 'off',
      signal,
    });
    return connect(lab, clock);
  }

  return {
    async versions({ redis, mongo }) {
      const versionOf = async (name: 'redis-server' | 'mongod'): Promise<string> =>
        (await findProgram(name, { mayFetch: false })).version;
      return { redis: redis ? await versionOf('redis-server') : null, mongo: mongo ? await versionOf('mongod') : null };
    },
    async room() {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const { bavail, bsize } = await statfs(folder);
      return { diskBytes: bavail * bsize, memoryBytes: process.availableMemory() };
    },
    async open(options) {
      const release = await waitForTurn(folder, clock, options);
      try {
        await removeLeftovers(folder);
        const target = await start(options);
        return {
          ...target,
          close: async () => {
            await target.close();
            await release();
          },
        };
      } catch (error) {
        await release();
        throw error;
      }
    },
    async sweep() {
      if ((await foldersIn(folder)).length === 0) return;
      const release = await takeTurn(folder);
      if (release === undefined) return;
      await removeLeftovers(folder).finally(release);
    },
  };
}

function connect(lab: Lab, clock: Clock): ScratchTarget {
  const { redis, mongo } = lab.profile;
  const lifetime = new Lifetime('scratch');
  const anything = (): void => undefined;
  return {
    redis: redis
      ? createRedisAccess({ target: redis, lifetime, clock }).forRun({
          lifetime,
          connectionName: null,
          permit: anything,
          confirm: () => Promise.resolve(),
        })
      : null,
    mongo: mongo ? createMongoAccess({ target: mongo, lifetime, clock }).forRun({ lifetime, permit: anything }) : null,
    close: async () => {
      await lifetime.dispose();
      await lab.stop();
    },
  };
}

async function waitForTurn(
  folder: string,
  clock: Clock,
  { signal, onWaiting }: OpenScratchOptions,
): Promise<() => Promise<void>> {
  for (let isFirst = true; ; isFirst = false) {
    signal.throwIfAborted();
    const release = await takeTurn(folder);
    if (release !== undefined) return release;
    if (isFirst) onWaiting();
    await clock.sleep(LOOK_EVERY_MS, signal);
  }
}

/** Undefined while another console has it. It comes free by itself when that console dies. */
async function takeTurn(folder: string): Promise<(() => Promise<void>) | undefined> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    const release = await lockfile.lock(join(folder, 'turn'), {
      realpath: false,
      stale: STALE_MS,
      update: STALE_MS / 5,
      onCompromised: () => undefined,
    });
    return () => release().catch(() => undefined); // lost already: nothing left to give back
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOCKED') return undefined;
    throw error;
  }
}

/** With the turn held: whatever is there belongs to nobody any more. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const left of await foldersIn(folder))
    if (!(await stopLabIn(left))) await removeLab(left, await readRecord(left));
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.endsWith('.lock'))
    .map(({ name }) => join(folder, name));
}
