// The editor's form as data: what it starts with, and what is sent.

import type { SchedulePreset } from '../../../shared/contract/schedules.ts';
import type { RunbookInfo } from '../../../shared/model/run.ts';
import type { Schedule, ScheduleDraft } from '../../../shared/model/schedule.ts';
import { initialParameters, missingFields, sentParameters } from '../runbooks/form.ts';

/** `runbookId` is empty until one is chosen. */
export function newDraft(profileId: string, timeZone: string): ScheduleDraft {
  return {
    name: '',
    profileId,
    runbookId: '',
    parameters: {},
    cron: '0 2 * * *',
    timeZone,
    missed: 'catch-up',
    enabled: true,
    notify: { on: 'failure', channels: ['desktop'] },
  };
}

export function draftOf({ id: _id, sinceMs: _since, confirmed: _confirmed, ...draft }: Schedule): ScheduleDraft {
  return draft;
}

/** `name`: what the schedule is called when nobody types another name. */
export function withRunbook(draft: ScheduleDraft, runbook: RunbookInfo, name: string): ScheduleDraft {
  return { ...draft, runbookId: runbook.id, name, parameters: initialParameters(runbook.fields, {}) };
}

export function withPreset(
  draft: ScheduleDraft,
  { parameters, cron, missed }: SchedulePreset,
  runbook: RunbookInfo,
  name: string,
): ScheduleDraft {
  return {
    ...withRunbook(draft, runbook, name),
    parameters: initialParameters(runbook.fields, parameters),
    cron,
    missed,
  };
}

/** What is sent: empty optional fields are left out. */
export function sentDraft(draft: ScheduleDraft, runbook: RunbookInfo): ScheduleDraft {
  return { ...draft, name: draft.name.trim(), parameters: sentParameters(runbook.fields, draft.parameters) };
}

export function isComplete(draft: ScheduleDraft, runbook: RunbookInfo | undefined): boolean {
  return (
    runbook !== undefined && draft.name.trim() !== '' && missingFields(runbook.fields, draft.parameters).length === 0
  );
}
