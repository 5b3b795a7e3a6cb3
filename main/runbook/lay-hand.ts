// What operators do to a run of this process: it is done at once, and stands in the audit log.

import { AppError } from '../../shared/errors.ts';
import type { RunSummary } from '../../shared/model/run.ts';
import type { ActiveRun, AuditRun } from './active-run.ts';
import type { JournalEvent } from './journal.ts';
import type { RunRequest } from './run-requests.ts';

/** In the name of whoever asks. Throws `conflict` where the run cannot take it now. */
export async function layHand(
  { view, write, control, controller }: Omit<ActiveRun, 'ended'>,
  request: RunRequest,
  by: string,
  auditRun: AuditRun,
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
      await auditHandOver(run, request, by, auditRun);
      return write(handOverEvent(request, by));
  }
}

type Note = Extract<RunRequest, { readonly kind: 'note' }>;
type HandOver = Extract<RunRequest, { readonly kind: 'handOver' }>;

export async function auditHandOver(
  run: RunSummary,
  { to, note }: HandOver,
  by: string,
  auditRun: AuditRun,
): Promise<void> {
  await auditRun(run, 'run.handOver', 'done', {
    who: by,
    why: note === '' ? `to ${to}` : `to ${to}: ${note}`,
    before: { operator: run.operator },
    after: { operator: to, note },
  });
}

export function noteEvent(request: Note, by: string): JournalEvent {
  return { type: 'note', step: request.stepId, text: request.text, by };
}

export function handOverEvent(request: HandOver, by: string): JournalEvent {
  return { type: 'handover', to: request.to, text: request.note, by };
}
