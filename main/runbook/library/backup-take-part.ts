// A part of a set while it is taken. What is finished is noted in the set itself, so that a run that fails leaves something to
// go on from; what was cancelled, and what holds nothing finished, is removed.

import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError, isCancelled } from '../../../shared/errors.ts';
import type { Text } from '../../../shared/text.ts';
import type { SetFormat } from '../../backup/format/file-writer.ts';
import { MANIFEST_FILE } from '../../backup/manifest.ts';
import { watchRoom, type RoomWatch } from '../../backup/room.ts';
import { isWrittenHere, openPartial, partialFolder, removeOwner, removePartial } from '../../backup/set-folder.ts';
import { sizeOnDisk } from '../../backup/stores/set-files.ts';
import { describeUnfinished } from '../../backup/unfinished/describe-unfinished.ts';
import { takeOver, type KeptParts } from '../../backup/unfinished/take-over.ts';
import { noteStopped, readUnfinished, type UnfinishedWriter } from '../../backup/unfinished/unfinished-journal.ts';
import { WorkerPool } from '../../backup/work/worker-pool.ts';
import type { StepContext } from '../runbook.ts';
import { beginSet, sealOf, setUnderWay, type SetUnderWay } from './backup-set-under-way.ts';
import type { TakeData } from './backup-take-data.ts';

const KEPT = 'kept-unfinished';

export interface PartUnderWay {
  /** `expectedBytes`: of this part, at most. */
  format(expectedBytes: number): SetFormat & { readonly room: RoomWatch };
  /** What is finished already, each file of it as it was written. */
  readonly kept: KeptParts;
  readonly note: UnfinishedWriter['append'];
  /** Removes files of a folder of the set that cannot be used any more. */
  clear(folder: string): Promise<void>;
}

export const takePart = (
  context: StepContext,
  data: TakeData,
  work: (part: PartUnderWay) => Promise<Text>,
): Promise<Text> => keepingFinished(context, data, () => openAndTake(context, data, work));

async function openAndTake(
  context: StepContext,
  data: TakeData,
  work: (part: PartUnderWay) => Promise<Text>,
): Promise<Text> {
  const { backups, profile, operator, runId, clock, signal } = context;
  const { folder: storeFolder } = await backups.store(data.store);
  const set = setUnderWay(context) ?? (await begin(context, data));
  if ((await sizeOnDisk(join(storeFolder, set.id, MANIFEST_FILE))) >= 0) throw finishedAlready(set);
  const seal = await sealOf(backups, set);
  const isOwn = await isWrittenHere(partialFolder(storeFolder, set.id));
  const folder = await openPartial(storeFolder, set.id, clock.now());
  const header = { format: 'marsad-unfinished', formatVersion: 1, ...set, profileId: profile.id } as const;
  const { kept, writer } = await takeOver({ folder, begin: header, seal, isOwn, signal });
  const pool = new WorkerPool(data);
  try {
    await writer.append('asked', { atMs: clock.now(), runId }, { operator, parameters: data.parameters });
    const reading = await work({
      format: (expectedBytes) => ({
        ...{ setFolder: folder, compression: data.compression, pool, seal },
        room: watchRoom(storeFolder, expectedBytes),
      }),
      kept,
      note: writer.append,
      clear: (part) => rm(join(folder, part), { recursive: true, force: true }),
    });
    await writer.close();
    return reading;
  } catch (error) {
    await writer.close().catch(() => undefined); // what it could not write is not noted
    throw error;
  } finally {
    await pool.close();
  }
}

function finishedAlready({ id }: SetUnderWay): AppError {
  return new AppError('conflict', `The set ${id} was finished by another run meanwhile.`, {
    hint: 'Nothing is left to do: end this run.',
    retryable: false,
  });
}

/** A new set takes the place of those that failed before: they hold no part it does not, and would fill the disk one by one. */
async function begin(context: StepContext, data: TakeData): Promise<SetUnderWay> {
  if (data.resumes === undefined) {
    const { folder } = await context.backups.store(data.store);
    for (const { setId } of await failedBefore(context, data)) await removePartial(folder, setId);
  }
  return beginSet(context, context.backups, { earlier: data.resumes });
}

/** Unfinished sets of this profile whose runs failed, with no part the new set lacks: only `backup.resume` goes on with them. */
export async function failedBefore(
  { backups, profile }: Pick<StepContext, 'backups' | 'profile'>,
  { store, mongo, redis }: Pick<TakeData, 'store' | 'mongo' | 'redis'>,
) {
  const { unfinished = [] } = (await backups.read()).stores[store] ?? {};
  return unfinished.filter(
    ({ profileId, holds, stopped, goesOnBy }) =>
      profileId === profile.id &&
      (mongo || !holds?.mongo) &&
      (redis || !holds?.redis) &&
      stopped !== null &&
      goesOnBy === 'backup.resume',
  );
}

/** Where the work fails, what the set's journal names as finished stays. What is cancelled is for the clean-up alone. */
export async function keepingFinished<Done>(
  context: StepContext,
  data: Pick<TakeData, 'store' | 'resumes'>,
  work: () => Promise<Done>,
): Promise<Done> {
  try {
    return await work();
  } catch (error) {
    const reason: unknown = context.signal.aborted ? context.signal.reason : error;
    if (!isCancelled(reason)) await keepFinished(context, data, reason).catch(() => undefined); // the run tells why it ended
    throw error;
  }
}

async function keepFinished(
  context: StepContext,
  { store, resumes }: Pick<TakeData, 'store' | 'resumes'>,
  reason: unknown,
): Promise<void> {
  const set = setUnderWay(context);
  if (set === undefined) return;
  const { folder } = await context.backups.store(store);
  const partial = partialFolder(folder, set.id);
  if (resumes === undefined && !(await describeUnfinished(basename(partial), partial)).isNoted) return;
  await context.record(KEPT, true);
  const unexpected = { code: 'internal', message: 'It ended unexpectedly.', hint: undefined } as const;
  const { code, message, hint = null } = reason instanceof AppError ? reason : unexpected;
  await noteWhy(context, partial, set, { code, message, hint });
}

/** Throws where it cannot be noted: without the key of the set, or on a disk that is full to the last byte. */
async function noteWhy(
  { backups, clock }: StepContext,
  partial: string,
  set: SetUnderWay,
  why: Omit<Parameters<typeof noteStopped>[3], 'atMs'>,
): Promise<void> {
  const lines = await readUnfinished(partial);
  if (lines !== null) await noteStopped(partial, lines, await sealOf(backups, set), { ...why, atMs: clock.now() });
}

/** Of a run that ended before its end. What was left to go on from stays, and so does what this run only went on with. */
export async function cleanUpTaken(
  context: StepContext,
  { store, resumes }: Pick<TakeData, 'store' | 'resumes'>,
): Promise<void> {
  const set = setUnderWay(context);
  if (set === undefined) return;
  const { folder } = await context.backups.store(store);
  const partial = partialFolder(folder, set.id);
  const isKept = context.recorded(KEPT) === true;
  if (!isKept && resumes === undefined) return removePartial(folder, set.id);
  try {
    const why = { code: 'cancelled', message: 'It was cancelled.', hint: null } as const;
    if (!isKept) await noteWhy(context, partial, set, why);
  } finally {
    await removeOwner(partial);
  }
}
