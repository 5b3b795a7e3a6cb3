// A run whose journal cannot be read, or not to its end: it is shown, as interrupted, and can only be stopped.

import { AppError } from '../../shared/errors.ts';
import { text } from '../../shared/text.ts';
import { beginRecord, withStatus, type RunRecord } from './run-record.ts';
import { interrupt } from './run-state.ts';

/** Of what is known; or, where not even the plan can be read, of the run's id alone. */
export function damagedRecord(known: RunRecord | string): RunRecord {
  const record = typeof known === 'string' ? nothingKnown(known) : known;
  const error = new AppError('damaged', 'The journal of this run is damaged: nobody can tell all that was done.', {
    hint: 'Look at the servers, then stop the run. Its journal is kept aside.',
    retryable: false,
  });
  return withStatus({ ...interrupt(record), isDamaged: true }, 'interrupted', { error: error.toData() });
}

function nothingKnown(runId: string): RunRecord {
  const startedMs = timeOf(runId);
  return beginRecord({
    type: 'plan',
    runId,
    plan: {
      runbookId: '',
      profileId: '',
      parameters: {},
      title: text('engine.damaged'),
      effect: 'destroy',
      target: '',
      changes: [],
      steps: [],
      warnings: [],
      wayBack: null,
      needsApproval: false,
      from: null,
      blocked: false,
      createdMs: startedMs,
      hash: '',
    },
    data: null,
    operator: '',
    reason: '',
    confirmation: '',
    process: { pid: 1, started: '' },
    dryRun: false,
    approvedBy: null,
    parentRunId: null,
    incidentId: null,
    scheduleId: null,
    auditHead: null,
    atMs: startedMs,
  });
}

/** Run ids begin with their time. */
function timeOf(runId: string): number {
  const [, day, hours, minutes, seconds] = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z/.exec(runId) ?? [];
  const time = Date.parse(`${day}T${hours}:${minutes}:${seconds}Z`);
  return Number.isNaN(time) ? 0 : time;
}
