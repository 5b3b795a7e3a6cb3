// The journal of one run: one JSON line per event, on disk before the run goes on. It is the only thing a later process
// knows of a run, so a line is never changed and never written after the fact. A torn last line (power cut) is dropped.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ErrorData } from '../../shared/errors.ts';
import type { Measure, Plan, ProbePoint, RunStatus } from '../../shared/model/run.ts';
import type { Text } from '../../shared/text.ts';
import { openLineFile, readLines } from '../line-file.ts';
import type { ProcessIdentity } from '../process-identity.ts';

export type Verdict = 'done' | 'not-done' | 'unknown';

export type JournalEvent =
  | {
      readonly type: 'plan';
      readonly runId: string;
      readonly plan: Plan;
      readonly data: unknown;
      readonly operator: string;
      readonly reason: string;
      readonly process: ProcessIdentity;
    }
  /** A later process goes on with the run, or (`undo`) only cleans it up. */
  | { readonly type: 'resumed'; readonly operator: string; readonly process: ProcessIdentity; readonly undo: boolean }
  | { readonly type: 'begin'; readonly step: string }
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
    }
  | { readonly type: 'cleaned'; readonly step: string; readonly error: ErrorData | null }
  | { readonly type: 'record'; readonly name: string; readonly data: unknown }
  | { readonly type: 'output'; readonly name: string; readonly value: string }
  | {
      readonly type: 'evidence';
      readonly measures: Readonly<Record<string, Measure>>;
      readonly probe: Readonly<Record<string, ProbePoint>>;
    }
  | { readonly type: 'end'; readonly status: RunStatus; readonly error: ErrorData | null };

export type JournalEntry = JournalEvent & { readonly atMs: number };

export interface Journal {
  /** Resolves when the line is on the disk. Lines keep the order of the calls. */
  append(entry: JournalEntry): Promise<void>;
  close(): Promise<void>;
}

const FILE = 'journal.jsonl';

export function runsFolder(dataFolder: string): string {
  return join(dataFolder, 'runs');
}

export function journalFile(dataFolder: string, runId: string): string {
  return join(runsFolder(dataFolder), runId, FILE);
}

/** Creates the run's folder, or opens it again to go on; a torn last line is cut off first. */
export function openJournal(dataFolder: string, runId: string): Promise<Journal> {
  return openLineFile(journalFile(dataFolder, runId), 'The journal of the run');
}

/** The whole entries of a run, oldest first. Stops at the first line that is not whole. */
export async function readJournal(dataFolder: string, runId: string): Promise<readonly JournalEntry[]> {
  return (await readLines(journalFile(dataFolder, runId))).lines as JournalEntry[];
}

/** Run ids on disk, newest first: they begin with their time. */
export async function listRunIds(dataFolder: string): Promise<string[]> {
  const names = await readdir(runsFolder(dataFolder)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.sort().reverse();
}
