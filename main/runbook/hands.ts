// Operators cancel, pause, continue, answer, note and hand over runs, wherever those are: a run of this process is reached at
// once; one of another console on this machine by a request; one that has ended takes notes only.

import { AppError } from '../../shared/errors.ts';
import type { EngineRooms } from './engine-rooms.ts';
import { openJournal, type JournalEntry, type JournalEvent } from './journal.ts';
import { auditHandOver, handOverEvent, layHand, noteEvent } from './lay-hand.ts';
import { isOver } from './run-state.ts';
import { askOwner, type RunRequest } from './run-requests.ts';

/** Finds out where the run is. */
export async function reach(rooms: EngineRooms, runId: string, request: RunRequest): Promise<void> {
  const { options, board, runner } = rooms;
  const record = board.view(runId).record();
  const { status, operator } = record.state.run;
  const active = runner.active(runId);
  if (active) return layHand(active, request, operator, runner.auditRun);
  const by = options.operator();
  if (!isOver(status) && status !== 'interrupted') return askOwner(options, runId, by, request);
  const isForLater = request.kind === 'note' || (request.kind === 'handOver' && status === 'interrupted');
  if (!isForLater || record.isDamaged) {
    const hint = record.state.canCancel ? { hint: 'Look at the ways out of it: resume, undo or stop.' } : {};
    throw new AppError('conflict', `Run ${runId} is ${status}: this is for a run that is going on.`, {
      retryable: false,
      ...hint,
    });
  }
  if (request.kind === 'note') return writeLater(rooms, runId, noteEvent(request, by));
  await auditHandOver(record.state.run, request, by, runner.auditRun);
  await writeLater(rooms, runId, handOverEvent(request, by));
}

/** Adds to the journal of a run that nobody is at. */
async function writeLater({ options, board, lock }: EngineRooms, runId: string, event: JournalEvent): Promise<void> {
  const release = await lock.acquire([`run.${runId}`], runId, () => undefined);
  try {
    const journal = await openJournal(options.dataFolder, runId, options.onJournal);
    const entry: JournalEntry = { ...event, atMs: options.clock.now() };
    try {
      await journal.append(entry);
    } finally {
      await journal.close();
    }
    board.view(runId).apply(entry);
  } finally {
    await release();
  }
}
