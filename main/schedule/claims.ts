// Who runs a due time, and what became of it: one file per schedule and due time, made so that only one console of all can
// make it, and on the disk before a run starts. The files are also the history; none is ever made twice for the same time.

import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import type { ScheduleOutcome } from '../../shared/model/schedule.ts';
import { ProcessIdentity } from '../process-identity.ts';
import { syncFolder } from '../sync-folder.ts';
import { withLock } from '../settings/stored-file.ts';

/** An outcome with the process that answers for it. */
export interface Claim extends ScheduleOutcome {
  readonly process: ProcessIdentity;
}

export interface Claims {
  /** Newest first, as far as they are readable; by whatever time they are due. */
  of(scheduleId: string): Promise<readonly Claim[]>;
  /** True for the one that made it, ever. Resolves when it is on the disk. */
  take(claim: Claim): Promise<boolean>;
  /** What is known of it by now. Only its owner, or whoever found its owner dead, may say so. */
  write(claim: Claim): Promise<void>;
  /** Looking and claiming in one piece: consoles do this one after the other. */
  exclusively<Result>(scheduleId: string, work: () => Promise<Result>): Promise<Result>;
  /** The schedule was removed. */
  forget(scheduleId: string): Promise<void>;
}

/** So many outcomes are kept per schedule. */
const KEPT = 100;

const StoredClaim = z.object({
  dueMs: z.number(),
  claimedMs: z.number(),
  endedMs: z.number().nullable(),
  kind: z.enum(['due', 'catch-up', 'by-hand']),
  result: z.string(),
  skipped: z.enum(['missed', 'still-running']).nullable(),
  runId: z.string().nullable(),
  missedBefore: z.number(),
  error: z.unknown(),
  process: ProcessIdentity.extend({ started: z.string() }),
});

export function createClaims(dataFolder: string): Claims {
  const root = join(dataFolder, 'schedules');
  const folderOf = (scheduleId: string): string => join(root, scheduleId);
  const fileOf = ({ scheduleId, dueMs }: Claim): string => join(folderOf(scheduleId), `${dueMs}.json`);

  /** What has ended stays as it is: read once. */
  const ended = new Map<string, Claim>();

  async function readClaim(scheduleId: string, dueMs: number): Promise<Claim> {
    const known = ended.get(outcomeId(scheduleId, dueMs));
    if (known) return known;
    const text = await readFile(join(folderOf(scheduleId), `${dueMs}.json`), 'utf8').catch(missingIs(''));
    const claim = parse(text, scheduleId, dueMs);
    if (claim.endedMs !== null) ended.set(claim.id, claim);
    return claim;
  }

  async function dueTimes(scheduleId: string): Promise<number[]> {
    const names = await readdir(folderOf(scheduleId)).catch(missingIs<string[]>([]));
    return names.flatMap((name) => (/^\d+\.json$/.test(name) ? [Number.parseInt(name, 10)] : [])).sort((a, b) => b - a);
  }

  return {
    async of(scheduleId) {
      const times = await dueTimes(scheduleId);
      return Promise.all(times.slice(0, KEPT).map((dueMs) => readClaim(scheduleId, dueMs)));
    },
    async take(claim) {
      const path = fileOf(claim);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const file = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return null;
        throw error;
      });
      if (file === null) return false;
      try {
        await file.writeFile(JSON.stringify(claim));
        await file.sync();
      } finally {
        await file.close();
      }
      await syncFolder(dirname(path));
      return true;
    },
    async write(claim) {
      // A schedule that was removed meanwhile has no folder any more, and nobody asks for its outcome.
      await writeFileAtomic(fileOf(claim), JSON.stringify(claim), { mode: 0o600 }).catch(missingIs(undefined));
    },
    async exclusively(scheduleId, work) {
      const folder = folderOf(scheduleId);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return withLock(folder, async () => {
        const result = await work();
        for (const dueMs of (await dueTimes(scheduleId)).slice(KEPT)) {
          ended.delete(outcomeId(scheduleId, dueMs));
          await rm(join(folder, `${dueMs}.json`), { force: true });
        }
        return result;
      });
    },
    forget: (scheduleId) => rm(folderOf(scheduleId), { recursive: true, force: true }),
  };
}

/** A file torn by a power cut still says that its time was taken: by nobody who lives. */
function parse(text: string, scheduleId: string, dueMs: number): Claim {
  const id = outcomeId(scheduleId, dueMs);
  try {
    return { ...(StoredClaim.parse(JSON.parse(text)) as Omit<Claim, 'id' | 'scheduleId'>), id, scheduleId };
  } catch {
    return {
      ...{ id, scheduleId, dueMs, claimedMs: dueMs, endedMs: null, kind: 'due', result: 'claimed', skipped: null },
      ...{ runId: null, missedBefore: 0, error: null, process: { pid: 1, started: 'unknown' } },
    };
  }
}

export function outcomeId(scheduleId: string, dueMs: number): string {
  return `${scheduleId}@${dueMs}`;
}

function missingIs<Value>(value: Value): (error: NodeJS.ErrnoException) => Value {
  return (error) => {
    if (error.code === 'ENOENT') return value;
    throw error;
  };
}
