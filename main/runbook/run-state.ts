// A run as its journal tells it. One function turns entries into state, both while a run goes on and when an old journal
// is read: the screen can never show what the journal does not hold.

import { AppError } from '../../shared/errors.ts';
import type { JournalEntry, Verdict } from './journal.ts';
import { beginRecord, withDecision, withNote, withStatus, withStep, withSteps, type RunRecord } from './run-record.ts';

/** The record after all entries; throws `damaged` when the journal does not begin with a plan. */
export function replay(entries: readonly JournalEntry[]): RunRecord {
  const [first, ...rest] = entries;
  if (first?.type !== 'plan') throw new AppError('damaged', 'The journal of the run does not begin with its plan.');
  return rest.reduce(applyEntry, beginRecord(first));
}

export function applyEntry(record: RunRecord, entry: JournalEntry): RunRecord {
  const { state } = record;
  switch (entry.type) {
    case 'plan':
    case 'act':
    case 'observed':
      return record;
    case 'leases':
      return withLeases(record, entry);
    case 'resumed':
      return withDecision(
        withStatus({ ...record, owner: entry.process, isUndoing: entry.undo }, 'running', {
          endedMs: null,
          error: null,
          operator: entry.operator,
        }),
        entry,
        { by: entry.operator, what: entry.undo ? 'undone' : 'resumed', words: entry.reason },
      );
    case 'begin':
      return withStep(record, entry.step, { status: 'running', startedMs: entry.atMs, endedMs: null });
    case 'intent':
      return {
        ...withStep(record, entry.step, { status: 'running', startedMs: entry.atMs, endedMs: null }),
        begun: [...record.begun.filter((step) => step !== entry.step), entry.step],
      };
    case 'attempt':
      return withStep(record, entry.step, { attempt: entry.attempt });
    case 'result':
      return withStep(record, entry.step, {
        status: entry.status,
        endedMs: entry.atMs,
        ...(entry.reading === null ? {} : { reading: entry.reading }),
        ...(entry.foreseen === undefined ? {} : { foreseen: entry.foreseen }),
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
    case 'cleaning':
      return { ...record, isCleaning: true };
    case 'cleaned': {
      const others = record.leftovers.filter((step) => step !== entry.step);
      return { ...record, leftovers: entry.error === null ? others : [...others, entry.step] };
    }
    case 'end':
      return withStatus(
        withSteps({ ...record, auditHead: entry.auditHead ?? record.auditHead }, (step) =>
          step.status === 'pending' ? { ...step, status: 'skipped' } : step,
        ),
        entry.status,
        { endedMs: entry.atMs, error: entry.error },
      );
    default:
      return applyHands(record, entry);
  }
}

type HandsEntry = Extract<
  JournalEntry,
  { readonly type: 'waiting' | 'answer' | 'paused' | 'continued' | 'note' | 'handover' | 'left' | 'stopped' }
>;

/** What people do in the middle of a run. */
function applyHands(record: RunRecord, entry: HandsEntry): RunRecord {
  const { state } = record;
  switch (entry.type) {
    case 'waiting': {
      const begun = withStep(record, entry.step, { status: 'running', startedMs: entry.atMs, endedMs: null });
      return withStatus({ ...begun, state: { ...begun.state, waitingFor: entry.step } }, 'waiting');
    }
    case 'answer': {
      const { value, note, by, step } = entry;
      const words = note === '' ? value : `${value}: ${note}`;
      return withDecision(withStatus(withStep(record, step, { answer: { value, note, by } }), 'running'), entry, {
        by,
        what: 'answered',
        stepId: step,
        words,
      });
    }
    case 'paused':
      return withDecision(withStatus(record, 'paused'), entry, { by: entry.by, what: 'paused', words: '' });
    case 'continued':
      return withDecision(withStatus(record, 'running'), entry, { by: entry.by, what: 'continued', words: '' });
    case 'note': {
      const { atMs, by, text } = entry;
      const noted = withNote(record, { atMs, by, stepId: entry.step, kind: 'note', text });
      return withDecision(noted, entry, { by, what: 'noted', stepId: entry.step, words: text });
    }
    case 'handover': {
      const { atMs, by, to } = entry;
      const words = entry.text === '' ? `to ${to}` : `to ${to}: ${entry.text}`;
      const handed = { ...record, state: { ...state, run: { ...state.run, operator: to } } };
      const noted = withNote(handed, { atMs, by, stepId: state.waitingFor, kind: 'handover', text: words });
      return withDecision(noted, entry, { by, what: 'handed over', words });
    }
    case 'left':
      return withStatus(interrupt(record), 'interrupted', { error: entry.error ?? null });
    case 'stopped':
      return withDecision(record, entry, { by: entry.by, what: 'stopped', words: entry.reason });
  }
}

function withLeases(record: RunRecord, entry: Extract<JournalEntry, { readonly type: 'leases' }>): RunRecord {
  const held = { ...record, leases: entry.leases, remarks: [...record.remarks, ...entry.remarks] };
  if (entry.takeOver === null) return held;
  return withDecision(held, entry, { by: record.state.run.operator, what: 'took over', words: entry.takeOver });
}

/** Whether something of it is left to do: an interrupted run goes on or is undone; leftovers of any other can be undone. */
export function isLeft({ state, leftovers }: RunRecord, undo: boolean): boolean {
  const { status } = state.run;
  return status === 'interrupted' || (undo && isOver(status) && status !== 'stopped' && leftovers.length > 0);
}

/** It will not go on by itself, nor by anybody's hand. */
export function isOver(status: RunRecord['state']['run']['status']): boolean {
  return status !== 'running' && status !== 'waiting' && status !== 'paused' && status !== 'interrupted';
}

/** The console ended while this ran. Until the servers are read, nobody knows of a begun step whether it happened. */
export function interrupt(record: RunRecord): RunRecord {
  const known = withSteps(record, (step) =>
    step.status === 'running' ? { ...step, status: record.begun.includes(step.id) ? 'unknown' : 'not-done' } : step,
  );
  return withStatus({ ...known, isUndoing: false }, 'interrupted');
}

/** What the servers said of the steps that were open when the console ended. */
export function withVerdicts(record: RunRecord, verdicts: ReadonlyMap<string, Verdict>): RunRecord {
  return withSteps(record, (step) => ({ ...step, status: verdicts.get(step.id) ?? step.status }));
}
