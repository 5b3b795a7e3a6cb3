// The one act of a drill: servers of its own, the set restored into them, everything compared, the verdict beside the set, the
// servers gone. It is done as a whole or not at all: after a crash it begins anew.

import { AppError } from '../../../shared/errors.ts';
import type { DrillVerdict } from '../../../shared/model/backup.ts';
import { restorableFacts } from '../../../shared/model/restorable.ts';
import { text } from '../../../shared/text.ts';
import type { ActStep, StepContext } from '../runbook.ts';
import { compareWithSet, type Comparison } from './backup-drill-compare.ts';
import type { DrillData } from './backup-drill-data.ts';
import { openPaced } from './backup-restore-set.ts';
import { insideScratch, restoreInside } from './backup-drill-restore.ts';

const DIFFERENCES_IN_WORDS = 3;
const LOOK_EVERY_MS = 1000;
/** With less than this a drill stops rather than fill the disk of the machine. */
const LEAST_FREE_BYTES = 64 * 1024 * 1024;
/** The set is at fault; anything else says nothing about it. */
const FAULTS_OF_THE_SET: ReadonlySet<string> = new Set(['damaged', 'conflict', 'unsupported']);

export const drill = (data: DrillData): ActStep => ({
  kind: 'act',
  id: 'drill',
  title: text('drill.act'),
  commands: [
    ...(data.mongo === null
      ? []
      : [{ where: 'mongod', command: `mongorestore --nsFrom '<database>.*' --nsTo '<database>__restore_<run>.*'` }]),
    ...(data.redis === null ? [] : [{ where: 'redis-server', command: 'RESTORE <key> <ms> <payload> ABSTTL' }]),
  ],
  cancellable: true,
  cleanUp: (context) => forget(context, data),
  observe: async (context) => (context.recorded('drilled') === true ? 'done' : 'not-done'),
  async act(context) {
    const startedMs = context.clock.now();
    const store = await context.backups.find(data.store);
    const { momentMs } = restorableFacts((await context.backups.list()).find(({ id }) => id === data.set)!);
    context.measure('age', { label: text('drill.measure.age'), value: startedMs - momentMs, unit: 'ms' });
    const { restoredMs, compared, differences } = await restoreAndCompare(context, data, startedMs);
    const verdict: DrillVerdict = {
      startedMs,
      endedMs: context.clock.now(),
      ok: differences.length === 0,
      by: context.operator,
      runId: context.runId,
      restoredMs,
      compared,
      differences: differences.length,
    };
    context.measure('restore', { label: text('drill.measure.restore'), value: restoredMs, unit: 'ms' });
    context.measure('differences', {
      label: text('drill.measure.differences'),
      value: differences.length,
      unit: 'count',
    });
    const written = store.learn(data.set, {
      drill: verdict,
      ...(verdict.ok && {
        proven: { atMs: verdict.endedMs, by: `backup.drill · ${context.operator}`, tookMs: restoredMs },
      }),
    });
    if (!verdict.ok) {
      await written.catch(() => undefined); // a store that cannot be written must not hide what was found
      throw notRestorable(data.set, differences);
    }
    await written;
    await context.record('drilled', true);
    return text('drill.done', { ...compared, took: restoredMs });
  },
});

interface Drilled extends Comparison {
  readonly restoredMs: number;
}

async function restoreAndCompare(context: StepContext, data: DrillData, startedMs: number): Promise<Drilled> {
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  context.note(text('drill.starting'));
  const scratch = await context.scratch.open({
    redis: data.redis !== null,
    mongo: data.mongo !== null,
    signal,
    onWaiting: () => context.note(text('drill.waiting')),
  });
  const watching = watchRoom(context, stop);
  const took = (): number => context.clock.now() - startedMs;
  try {
    const inside = insideScratch(context, scratch, signal);
    await restoreInside(inside, data);
    const restoredMs = took();
    return {
      restoredMs,
      ...(await compareWithSet(inside, await openPaced(inside, { set: data.set, bytesPerSecond: null }))),
    };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (!(error instanceof AppError) || !FAULTS_OF_THE_SET.has(error.code)) throw error;
    return { restoredMs: took(), compared: NOTHING_COMPARED, differences: [error.message] };
  } finally {
    stop.abort();
    await watching;
    await scratch.close();
    await forget(context, data);
  }
}

/** What was brought from a bucket for this. */
async function forget({ backups }: StepContext, { set, fetchFrom }: DrillData): Promise<void> {
  if (fetchFrom !== null) await (await backups.find(fetchFrom)).dropFetched(set);
}

const NOTHING_COMPARED = { collections: 0, documents: 0, indexes: 0, accounts: 0, families: 0, keys: 0 } as const;

/** Looks at the disk until it is stopped; stops the drill where it runs short. */
async function watchRoom({ clock, scratch }: StepContext, stop: AbortController): Promise<void> {
  while (!stop.signal.aborted) {
    const { diskBytes } = await scratch.room().catch(() => ({ diskBytes: Infinity }));
    if (diskBytes < LEAST_FREE_BYTES) {
      stop.abort(
        new AppError('limited', 'The disk under the console’s cache has become so full that the drill was stopped.', {
          hint: 'Free space on it, then run the drill again. It says nothing about the set.',
          details: { freeBytes: diskBytes },
        }),
      );
    }
    await clock.sleep(LOOK_EVERY_MS, stop.signal).catch(() => undefined); // it is over
  }
}

function notRestorable(set: string, differences: readonly string[]): AppError {
  const first = differences.slice(0, DIFFERENCES_IN_WORDS).join('; ');
  const rest =
    differences.length > DIFFERENCES_IN_WORDS ? ` (and ${differences.length - DIFFERENCES_IN_WORDS} more)` : '';
  return new AppError('damaged', `The set ${set}, restored, is not what was saved: ${first}${rest}.`, {
    hint: 'Take a new backup and drill it now; keep this set for inspection.',
    details: { differences: differences.length },
  });
}
