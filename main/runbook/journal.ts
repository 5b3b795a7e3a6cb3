// The journal of one run: one JSON line per event, on disk before the run goes on. It is the only thing a later process
// knows of a run, so a line is never changed and never written after the fact. A torn last line (power cut) is dropped.

import { readdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ErrorData } from '../../shared/errors.ts';
import type { AuditHead } from '../../shared/model/audit.ts';
import type { Measure, Plan, PlannedChange, ProbePoint, RunStatus } from '../../shared/model/run.ts';
import type { Text } from '../../shared/text.ts';
import { openLineFile, readLines } from '../line-file.ts';
import type { LeaseView } from '../lease/lease.ts';
import type { ProcessIdentity } from '../process-identity.ts';
import { syncFolder } from '../sync-folder.ts';

export type Verdict = 'done' | 'not-done' | 'unknown';

export type JournalEvent =
  | {
      readonly type: 'plan';
      readonly runId: string;
      readonly plan: Plan;
      readonly data: unknown;
      readonly operator: string;
      readonly reason: string;
      /** What was typed to confirm it; empty where nothing was asked. */
      readonly confirmation: string;
      readonly process: ProcessIdentity;
      readonly dryRun: boolean;
      readonly approvedBy: string | null;
      readonly parentRunId: string | null;
      readonly incidentId: string | null;
      readonly scheduleId: string | null;
      /** Where the audit log stood: the run vouches for it. */
      readonly auditHead: AuditHead | null;
    }
  /** A later process goes on with the run, or (`undo`) only cleans it up. */
  | {
      readonly type: 'resumed';
      readonly operator: string;
      readonly reason: string;
      readonly process: ProcessIdentity;
      readonly undo: boolean;
    }
  /** What is held in the targets from here on. */
  | {
      readonly type: 'leases';
      readonly leases: readonly Pick<LeaseView, 'area' | 'scope' | 'fence'>[];
      /** What an operator should know of how they were taken. */
      readonly remarks: readonly string[];
      /** Why a silent owner's lease was taken. */
      readonly takeOver: string | null;
    }
  | { readonly type: 'begin'; readonly step: string }
  /** Before every try but the first. */
  | { readonly type: 'attempt'; readonly step: string; readonly attempt: number }
  /** Written before an act; whatever follows may have happened. */
  | { readonly type: 'intent'; readonly step: string }
  /** The act returned. */
  | { readonly type: 'act'; readonly step: string }
  | { readonly type: 'observed'; readonly step: string; readonly verdict: Verdict }
  | {
      readonly type: 'result';
      readonly step: string;
      readonly status: 'done' | 'failed' | 'skipped' | 'not-done' | 'unknown';
      readonly reading: Text | null;
      /** Of a dry run. */
      readonly foreseen?: readonly PlannedChange[];
    }
  /** A manual step has begun: the run goes on when it is answered. */
  | { readonly type: 'waiting'; readonly step: string }
  | {
      readonly type: 'answer';
      readonly step: string;
      readonly value: string;
      readonly note: string;
      readonly by: string;
    }
  | { readonly type: 'paused'; readonly by: string }
  | { readonly type: 'continued'; readonly by: string }
  | { readonly type: 'note'; readonly step: string | null; readonly text: string; readonly by: string }
  /** From here on `to` is the operator. */
  | { readonly type: 'handover'; readonly to: string; readonly text: string; readonly by: string }
  /** Nothing was under way when the console was closed, or when the lease was lost (`error`). */
  | { readonly type: 'left'; readonly error?: ErrorData | null }
  /** An operator leaves an interrupted run as it is; `stays`: the acts that happened, or may have. */
  | { readonly type: 'stopped'; readonly by: string; readonly reason: string; readonly stays: readonly string[] }
  /** From here on its steps are only cleaned up: it cannot go on any more. */
  | { readonly type: 'cleaning' }
  | { readonly type: 'cleaned'; readonly step: string; readonly error: ErrorData | null }
  | { readonly type: 'record'; readonly name: string; readonly data: unknown }
  | { readonly type: 'output'; readonly name: string; readonly value: string }
  | {
      readonly type: 'evidence';
      readonly measures: Readonly<Record<string, Measure>>;
      readonly probe: Readonly<Record<string, ProbePoint>>;
    }
  | {
      readonly type: 'end';
      readonly status: RunStatus;
      readonly error: ErrorData | null;
      readonly auditHead: AuditHead | null;
    };

export type JournalEntry = JournalEvent & { readonly atMs: number };

export interface Journal {
  /** Resolves when the line is on the disk. Lines keep the order of the calls. */
  append(entry: JournalEntry): Promise<void>;
  close(): Promise<void>;
}

/** Called around every append, one after the other; the proof of crashes ends the process there. */
export type OnJournal = (entry: JournalEntry, phase: 'before' | 'after') => void | Promise<void>;

export interface WrittenJournal {
  /** The whole entries, oldest first. */
  readonly entries: readonly JournalEntry[];
  /** A line that was whole cannot be read: what followed it is not known. */
  readonly isDamaged: boolean;
}

const FILE = 'journal.jsonl';

export function runsFolder(dataFolder: string): string {
  return join(dataFolder, 'runs');
}

export function journalFile(dataFolder: string, runId: string): string {
  return join(runsFolder(dataFolder), runId, FILE);
}

/** Creates the run's folder, or opens it again to go on; a torn last line is cut off first. */
export async function openJournal(dataFolder: string, runId: string, onJournal?: OnJournal): Promise<Journal> {
  const file = await openLineFile(journalFile(dataFolder, runId), 'The journal of the run');
  if (!onJournal) return file;
  let last = Promise.resolve();
  return {
    ...file,
    append(entry) {
      const written = last.then(async () => {
        await onJournal(entry, 'before');
        await file.append(entry);
        await onJournal(entry, 'after');
      });
      last = written.catch(() => undefined);
      return written;
    },
  };
}

/** Reads up to the first line that is damaged. A torn last line is none: nobody was told of it. */
export async function readJournal(dataFolder: string, runId: string): Promise<WrittenJournal> {
  const { lines, isDamaged } = await readLines(journalFile(dataFolder, runId));
  const end = lines.findIndex((line) => typeof (line as Partial<JournalEntry> | null)?.type !== 'string');
  return { entries: (end < 0 ? lines : lines.slice(0, end)) as JournalEntry[], isDamaged: isDamaged || end >= 0 };
}

/** Puts a journal that tells nothing any more aside, under a name of its own. */
export async function keepAside(dataFolder: string, runId: string, nowMs: number): Promise<void> {
  const file = journalFile(dataFolder, runId);
  await rename(file, `${file}.damaged-${nowMs}`);
  await syncFolder(dirname(file));
}

/** Run ids on disk, newest first: they begin with their time. */
export async function listRunIds(dataFolder: string): Promise<string[]> {
  const names = await readdir(runsFolder(dataFolder)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.sort().reverse();
}
