// A run as the engine knows it, and the small changes it is made of. Pure.

import type { ErrorData } from '../../shared/errors.ts';
import type { AuditHead } from '../../shared/model/audit.ts';
import type { RunNote, RunState, RunStatus, RunStep, RunSummary } from '../../shared/model/run.ts';
import type { LeaseView } from '../lease/lease.ts';
import type { ProcessIdentity } from '../process-identity.ts';
import type { JournalEntry } from './journal.ts';

/** What only the engine needs to know of a run, beside what is shown. */
export interface RunRecord {
  readonly state: RunState;
  /** What the steps are rebuilt from. */
  readonly data: unknown;
  readonly records: Readonly<Record<string, unknown>>;
  /** Acts whose intent is written: they may have happened, whole or in part. In that order. */
  readonly begun: readonly string[];
  /** Acts whose cleaning up failed: what they left is still there, and may be cleaned up again. */
  readonly leftovers: readonly string[];
  readonly owner: ProcessIdentity;
  /** It is only being cleaned up: that is never cut short. */
  readonly isUndoing: boolean;
  /** Its clean-up has begun: what a done step made may be gone, so it can never go on. */
  readonly isCleaning: boolean;
  /** Part of the journal cannot be read: what is shown may not be all that happened. */
  readonly isDamaged: boolean;
  readonly decisions: readonly Decision[];
  /** The newest head of the audit log that this run knows of. */
  readonly auditHead: AuditHead | null;
  readonly leases: readonly Pick<LeaseView, 'area' | 'scope' | 'fence'>[];
  /** Of how the leases were taken. */
  readonly remarks: readonly string[];
}

/** Who decided what, for the report. */
export interface Decision {
  readonly atMs: number;
  readonly by: string;
  readonly what:
    | 'started'
    | 'approved'
    | 'took over'
    | 'answered'
    | 'paused'
    | 'continued'
    | 'noted'
    | 'handed over'
    | 'resumed'
    | 'undone'
    | 'stopped';
  readonly stepId: string | null;
  readonly words: string;
}

export function beginRecord(entry: Extract<JournalEntry, { readonly type: 'plan' }>): RunRecord {
  const { plan, operator, reason, approvedBy, atMs } = entry;
  const run: RunSummary = {
    id: entry.runId,
    runbookId: plan.runbookId,
    profileId: plan.profileId,
    title: plan.title,
    status: 'running',
    startedMs: atMs,
    endedMs: null,
    operator,
    startedBy: operator,
    reason,
    planHash: plan.hash,
    error: null,
    dryRun: entry.dryRun,
    approvedBy,
    parentRunId: entry.parentRunId,
    incidentId: entry.incidentId,
    scheduleId: entry.scheduleId,
  };
  const steps = Object.fromEntries(plan.steps.map((step, index) => [step.id, pendingStep(step.id, index)]));
  const state: RunState = {
    run,
    plan,
    steps,
    measures: {},
    probe: {},
    notes: {},
    outputs: {},
    waitingFor: null,
    canPause: true,
    canCancel: true,
    canResume: false,
  };
  const confirmed = entry.confirmation === '' ? reason : `${reason} (confirmed by typing ${entry.confirmation})`.trim();
  return {
    state,
    data: entry.data,
    records: {},
    begun: [],
    leftovers: [],
    owner: entry.process,
    isUndoing: false,
    isCleaning: false,
    isDamaged: false,
    leases: [],
    remarks: [],
    auditHead: entry.auditHead,
    decisions: [
      ...(approvedBy === null
        ? []
        : [{ atMs, by: approvedBy, what: 'approved' as const, stepId: null, words: `plan ${plan.hash}` }]),
      { atMs, by: operator, what: 'started', stepId: null, words: confirmed },
    ],
  };
}

/** The status, and all that follows from it alone: what an operator may do now. */
export function withStatus(
  record: RunRecord,
  status: RunStatus,
  change: { readonly endedMs?: number | null; readonly error?: ErrorData | null; readonly operator?: string } = {},
): RunRecord {
  const { state, isUndoing, isCleaning, isDamaged, leftovers } = record;
  const isOpen = status === 'running' || status === 'waiting' || status === 'paused';
  return {
    ...record,
    state: {
      ...state,
      run: { ...state.run, status, ...change },
      waitingFor: status === 'waiting' ? state.waitingFor : null,
      canPause: (status === 'running' || status === 'waiting') && !isUndoing,
      canCancel: isOpen ? !isUndoing : status === 'interrupted' || (status !== 'stopped' && leftovers.length > 0),
      canResume: status === 'interrupted' && !isDamaged && !isCleaning && !state.run.dryRun,
    },
  };
}

export function withStep(record: RunRecord, id: string, change: Partial<RunStep>): RunRecord {
  const step = record.state.steps[id];
  if (!step) return record;
  return { ...record, state: { ...record.state, steps: { ...record.state.steps, [id]: { ...step, ...change } } } };
}

export function withSteps(record: RunRecord, change: (step: RunStep) => RunStep): RunRecord {
  const steps = Object.fromEntries(Object.entries(record.state.steps).map(([id, step]) => [id, change(step)]));
  return { ...record, state: { ...record.state, steps } };
}

export function withDecision(
  record: RunRecord,
  { atMs }: JournalEntry,
  decision: Pick<Decision, 'by' | 'what' | 'words'> & { readonly stepId?: string | null },
): RunRecord {
  return { ...record, decisions: [...record.decisions, { stepId: null, ...decision, atMs }] };
}

export function withNote(record: RunRecord, note: Omit<RunNote, 'id'>): RunRecord {
  const { notes } = record.state;
  const id = String(Object.keys(notes).length + 1).padStart(4, '0');
  return { ...record, state: { ...record.state, notes: { ...notes, [id]: { ...note, id } } } };
}

function pendingStep(id: string, index: number): RunStep {
  return {
    id,
    index,
    status: 'pending',
    startedMs: null,
    endedMs: null,
    reading: null,
    progress: null,
    attempt: 1,
    answer: null,
  };
}
