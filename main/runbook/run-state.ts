// A run as its journal tells it. One function turns entries into state, both while a run goes on and when an old journal
// is read: the screen can never show what the journal does not hold.

import { AppError } from '../../shared/errors.ts';
import type { RunState, RunStep, RunSummary } from '../../shared/model/run.ts';
import type { JournalEntry, Verdict } from './journal.ts';
import type { ProcessIdentity } from '../process-identity.ts';

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
}

/** The record after all entries; throws `damaged` when the journal does not begin with a plan. */
export function replay(entries: readonly JournalEntry[]): RunRecord {
  const [first, ...rest] = entries;
  if (first?.type !== 'plan') throw new AppError('damaged', 'The journal of the run does not begin with its plan.');
  return rest.reduce(applyEntry, beginRecord(first));
}

export function beginRecord(entry: Extract<JournalEntry, { readonly type: 'plan' }>): RunRecord {
  const { plan } = entry;
  const run: RunSummary = {
    id: entry.runId,
    runbookId: plan.runbookId,
    profileId: plan.profileId,
    title: plan.title,
    status: 'running',
    startedMs: entry.atMs,
    endedMs: null,
    operator: entry.operator,
    reason: entry.reason,
    planHash: plan.hash,
    error: null,
    dryRun: false,
    approvedBy: null,
    parentRunId: null,
    incidentId: null,
    scheduleId: null,
  };
  const steps = Object.fromEntries(plan.steps.map((step, index) => [step.id, pendingStep(step.id, index)]));
  return {
    state: {
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
    },
    data: entry.data,
    records: {},
    begun: [],
    leftovers: [],
    owner: entry.process,
  };
}

export function applyEntry(record: RunRecord, entry: JournalEntry): RunRecord {
  const { state } = record;
  switch (entry.type) {
    case 'plan':
      return record;
    case 'resumed': {
      const run = { ...state.run, status: 'running' as const, endedMs: null, error: null };
      return { ...record, owner: entry.process, state: { ...state, run, canCancel: !entry.undo, canResume: false } };
    }
    case 'begin':
      return withStep(record, entry.step, { status: 'running', startedMs: entry.atMs, endedMs: null });
    case 'intent':
      return {
        ...withStep(record, entry.step, { status: 'running', startedMs: entry.atMs, endedMs: null }),
        begun: [...record.begun.filter((step) => step !== entry.step), entry.step],
      };
    case 'result':
      return withStep(record, entry.step, {
        status: entry.status,
        endedMs: entry.atMs,
        ...(entry.reading === null ? {} : { reading: entry.reading }),
      });
    case 'record':
      return { ...record, records: { ...record.records, [entry.name]: entry.data } };
    case 'output':
      return { ...record, state: { ...state, outputs: { ...state.outputs, [entry.name]: entry.value } } };
    case 'evidence':
      return {
        ...record,
        state: {
          ...state,
          measures: { ...state.measures, ...entry.measures },
          probe: { ...state.probe, ...entry.probe },
        },
      };
    case 'end': {
      const run = { ...state.run, status: entry.status, endedMs: entry.atMs, error: entry.error };
      const steps = mapSteps(state.steps, (step) =>
        step.status === 'pending' ? { ...step, status: 'skipped' } : step,
      );
      return { ...record, state: { ...state, run, steps, canCancel: record.leftovers.length > 0, canResume: false } };
    }
    case 'cleaned': {
      const others = record.leftovers.filter((step) => step !== entry.step);
      return { ...record, leftovers: entry.error === null ? others : [...others, entry.step] };
    }
    case 'act':
    case 'observed':
      return record;
  }
}

/** Whether something of it is left to do: an interrupted run goes on or is undone; leftovers of any other can be undone. */
export function isLeft({ state, leftovers }: RunRecord, undo: boolean): boolean {
  return state.run.status === 'interrupted' || (undo && state.run.status !== 'running' && leftovers.length > 0);
}

/** The console ended while this ran. Until the servers are read, nobody knows of a begun step whether it happened. */
export function interrupt(record: RunRecord): RunRecord {
  const { state } = record;
  const steps = mapSteps(state.steps, (step) =>
    step.status === 'running' ? { ...step, status: record.begun.includes(step.id) ? 'unknown' : 'not-done' } : step,
  );
  return {
    ...record,
    state: { ...state, run: { ...state.run, status: 'interrupted' }, steps, canCancel: true, canResume: true },
  };
}

/** What the servers said of the steps that were open when the console ended. */
export function withVerdicts(state: RunState, verdicts: ReadonlyMap<string, Verdict>): RunState {
  const steps = mapSteps(state.steps, (step) => {
    const verdict = verdicts.get(step.id);
    return verdict === undefined ? step : { ...step, status: verdict };
  });
  return { ...state, steps };
}

export function withStep(record: RunRecord, id: string, change: Partial<RunStep>): RunRecord {
  const step = record.state.steps[id];
  if (!step) return record;
  return { ...record, state: { ...record.state, steps: { ...record.state.steps, [id]: { ...step, ...change } } } };
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

function mapSteps(steps: RunState['steps'], change: (step: RunStep) => RunStep): RunState['steps'] {
  return Object.fromEntries(Object.entries(steps).map(([id, step]) => [id, change(step)]));
}
