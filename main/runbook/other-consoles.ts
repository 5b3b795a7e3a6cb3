// Runs of other consoles on this machine (a command line, a second window), followed by their journals: they appear, go on
// and end here too, and one whose console died is seen as interrupted. It only reads.

import { stat } from 'node:fs/promises';
import type { Clock } from '../../shared/clock.ts';
import type { Lifetime } from '../../shared/lifetime.ts';
import { isCancelled } from '../../shared/errors.ts';
import { journalFile, listRunIds } from './journal.ts';
import { loadRun } from './recover.ts';
import { isOver } from './run-state.ts';
import type { RunRecord } from './run-record.ts';

interface Options {
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly lifetime: Lifetime;
  /** What is shown of a run now; undefined for one never seen. `ours` while this process runs it. */
  known(runId: string): RunRecord | 'ours' | undefined;
  show(record: RunRecord): void;
}

const LOOK_EVERY_MS = 1500;
const NEWEST = 50;

export function followOtherConsoles({ dataFolder, clock, lifetime, known, show }: Options): void {
  const over = new AbortController();
  const seenAt = new Map<string, number>();

  async function look(): Promise<void> {
    for (const runId of (await listRunIds(dataFolder)).slice(0, NEWEST)) {
      const before = known(runId);
      if (before === 'ours') continue;
      const status = before?.state.run.status;
      if (status !== undefined && isOver(status)) continue;
      const { mtimeMs } = await stat(journalFile(dataFolder, runId)).catch(() => ({ mtimeMs: 0 })); // put aside
      const isUnchanged = seenAt.get(runId) === mtimeMs;
      seenAt.set(runId, mtimeMs);
      if (status === 'interrupted' && isUnchanged) continue; // a running one is looked at: its console may have died
      const record = await loadRun(dataFolder, runId);
      if (record !== null && known(runId) !== 'ours') show(record);
    }
  }

  async function loop(): Promise<void> {
    while (!over.signal.aborted) {
      await look().catch(() => undefined); // being written, or damaged: looked at again next time
      try {
        await clock.sleep(LOOK_EVERY_MS, over.signal);
      } catch (error) {
        if (!isCancelled(error)) throw error;
      }
    }
  }

  const looping = loop();
  lifetime.add(async () => {
    over.abort();
    await looping;
  });
}
