// Getting into the lab: a ticket for the one that runs, or a new keeper in a clean folder. Always with the lab's lock
// held, so that two consoles never start two keepers.

import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { OPTIONS_FILE, type KeeperOptions } from './keeper-options.ts';
import type { LabShape } from './lab-shape.ts';
import {
  createLabFolder,
  readRecord,
  readWishes,
  removeLab,
  takeTicket,
  writeRecord,
  writeWishes,
} from './lab-folder.ts';
import { nodeProgram } from './node-program.ts';
import { identityOf, isAlive } from '../process-identity.ts';
import { DEFAULT_SIZE, type SampleSize } from './sample-shape.ts';

const REDIS_PORTS = [7000, 7001, 7002, 7003, 7004, 7005];
const MONGO_PORTS = [27_017, 27_018, 27_019];
/** Making the sample data leaves much garbage; small generations keep the keeper small. */
const KEEPER_MEMORY = ['--max-semi-space-size=4', '--max-old-space-size=256'];

/** What the lab should be like. A lab that runs already stays as it is, except that `keep` makes it stay. */
export interface LabRequest {
  /** Go on when the last console is gone. Default false. */
  readonly keep?: boolean;
  /** Default on. */
  readonly load?: 'on' | 'off';
  /** Other free ports are taken, and reported, when one of these is not free. An empty list: a lab without that part. */
  readonly redisPorts?: readonly number[];
  readonly mongoPorts?: readonly number[];
  readonly size?: Partial<SampleSize>;
  /** Another shape than the demo's, on free ports. */
  readonly shape?: LabShape;
  /**
   * Empty servers, to restore into: nothing expires in MongoDB, Redis evicts nothing and writes nothing to disk, and takes no more
   * memory than this.
   */
  readonly scratch?: { readonly redisMemoryBytes: number };
}

export interface LabEntry {
  /** To be returned when this process no longer uses the lab. */
  readonly ticket: string;
  readonly joined: boolean;
}

/** `ending`: the last lab is not quite gone; ask again when it is. */
export async function enterLab(folder: string, request: LabRequest): Promise<LabEntry | 'ending'> {
  const record = await readRecord(folder);
  if (record && isAlive(record.keeper)) {
    if (record.status === 'stopping' || record.status === 'failed') return 'ending';
    const wishes = await readWishes(folder);
    if (wishes && request.keep) await writeWishes(folder, { ...wishes, keep: true });
    return { ticket: await takeTicket(folder), joined: true };
  }
  await removeLab(folder, record);
  await createLabFolder(folder);
  const ticket = await takeTicket(folder);
  const { size, shape = null, scratch = null, keep = false, load = 'on' } = request;
  // The well-known ports are the demo's: a lab of another shape leaves them to it.
  const { redisPorts, mongoPorts } =
    shape === null
      ? { redisPorts: REDIS_PORTS, mongoPorts: MONGO_PORTS, ...request }
      : { redisPorts: [], mongoPorts: [] };
  const keeperOptions: KeeperOptions = {
    redisPorts: [...redisPorts],
    mongoPorts: [...mongoPorts],
    size: { ...DEFAULT_SIZE, ...size },
    shape,
    scratch,
  };
  await writeFile(join(folder, OPTIONS_FILE), JSON.stringify(keeperOptions), { mode: 0o600 });
  await writeWishes(folder, { load, keep, restarts: {} });
  const keeper = identityOf(spawnKeeper(folder));
  if (!keeper) throw await keeperFailure(folder, 'the lab keeper ended as it started');
  await writeRecord(folder, {
    status: 'starting',
    keeper,
    load: 'off',
    keep,
    profile: null,
    servers: [],
    failure: null,
  });
  return { ticket, joined: false };
}

function spawnKeeper(folder: string): number {
  const log = openSync(join(folder, 'keeper.log'), 'a', 0o600);
  try {
    const keeper = spawn(nodeProgram(), [...KEEPER_MEMORY, join(import.meta.dirname, 'keeper.ts'), folder], {
      cwd: folder,
      detached: true,
      stdio: ['ignore', log, log],
    });
    keeper.on('error', () => undefined); // seen as a keeper that does not live
    keeper.unref();
    return keeper.pid ?? 0;
  } finally {
    closeSync(log);
  }
}

/** An error with the end of the keeper's log. */
export async function keeperFailure(folder: string, message: string): Promise<AppError> {
  const log = await readFile(join(folder, 'keeper.log'), 'utf8').catch(() => '');
  const tail = log.trim().slice(-600);
  return new AppError('internal', message, { ...(tail !== '' && { details: { log: tail } }) });
}
