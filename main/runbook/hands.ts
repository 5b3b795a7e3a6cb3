// What operators do to a run while it goes on: cancel, pause, continue, answer, note, hand over. A run of this process is
// reached at once; one of another console on this machine by a request; one that has ended takes notes only.

import { AppError } from '../../shared/errors.ts';
import { openJournal, type JournalEntry, type JournalEvent } from './journal.ts';
import { isOver } from './run-state.ts';
import { askOwner, type RunRequest } from './run-requests.ts';
import type { ActiveRun, Runner } from './runner.ts';
import type { EngineRooms } from './start-run.ts';

/** Does it to a run of this process. Whoever asks stands in the audit log before it is done. */
export async function layHand(
  { view, write, control, controller }: Omit<ActiveRun, 'ended'>,
  request: RunRequest,
  by: string,
  auditRun: Runner['auditRun'],
): Promise<void> {
  const { run, canCancel } = view.record().state;
  const audited = async (action: string, why = ''): Promise<void> => {
    await auditRun(run, action, 'done', { who: by, why });
  };
  switch (request.kind) {
    case 'cancel':
      if (!canCancel)
        throw new AppError('conflict', 'The run is being cleaned up: that is not cut short.', { retryable: false });
      await audited('run.cancel');
      controller.abort(new AppError('cancelled', 'The run was cancelled.'));
      return;
    case 'pause':
      control.pause(by);
      return audited('run.pause');
    case 'continue':
      await audited('run.continue');
      return control.continue(by);
    case 'answer': {
      const { stepId, value, note } = request;
      control.checkAnswer(stepId, value);
      await audited('run.answer', note === '' ? `${stepId}: ${value}` : `${stepId}: ${value}, ${note}`);
      return control.answer({ stepId, value, note, by });
    }
    case 'note':
      return write(noteEvent(request, by));
    case 'handOver':
      await audited('run.handOver', `to ${request.to}${request.note === '' ? '' : `: ${request.note}`}`);
      return write(handOverEvent(request, by));
  }
}

/** The same for any run: finds out where it is. */
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
  await writeLater(rooms, runId, request.kind === 'note' ? noteEvent(request, by) : handOverEvent(request, by));
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

function noteEvent(request: Extract<RunRequest, { readonly kind: 'note' }>, by: string): JournalEvent {
  return { type: 'note', step: request.stepId, text: request.text, by };
}

function handOverEvent(request: Extract<RunRequest, { readonly kind: 'handOver' }>, by: string): JournalEvent {
  return { type: 'handover', to: request.to, text: request.note, by };
}
