// What a preset is called: its runbook, and what it is for where several have the same.

import type { SchedulePreset } from '../../../shared/contract/schedules.ts';

export function presetName({ id, parameters }: SchedulePreset, runbookTitle: string): string {
  const subject = parameters['namespace'] || (id.startsWith('reindex-') ? id.slice('reindex-'.length) : '');
  return subject === '' ? runbookTitle : `${runbookTitle}: ${subject}`;
}
