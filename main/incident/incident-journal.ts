// The journal of one incident: JSON lines that are only ever added, on disk before the console says so. Any console of this machine
// may add to it, so nothing is kept in memory that is not read back from here.

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  IncidentPerson,
  IncidentPhase,
  PostMortem,
  Severity,
  TimelineEntry,
} from '../../shared/model/incident.ts';
import type { Area, Problem } from '../../shared/model/health.ts';
import type { RunStatus } from '../../shared/model/run.ts';
import type { Text } from '../../shared/text.ts';
import { appendShared, readLines } from '../line-file.ts';

/** What of an incident people may correct. */
export interface IncidentChanges {
  readonly title?: string;
  readonly severity?: Severity;
  readonly impact?: string;
  readonly people?: readonly IncidentPerson[];
  readonly startedMs?: number;
  readonly postMortem?: Partial<PostMortem>;
}

/** What a line of the timeline is about: by it, nothing is written down twice. */
export type Subject =
  | { readonly kind: 'event'; readonly id: string }
  | {
      readonly kind: 'problem';
      readonly id: string;
      /** Null: it cleared. */
      readonly open: { readonly area: Area; readonly title: Text; readonly sinceMs: Problem['sinceMs'] } | null;
    }
  | { readonly kind: 'run'; readonly id: string; readonly status: RunStatus }
  | { readonly kind: 'audit'; readonly id: string }
  /** The console began to watch, or stopped writing down because there is too much. */
  | { readonly kind: 'watch'; readonly isFull: boolean };

export type IncidentEvent =
  | {
      readonly type: 'declared';
      readonly incidentId: string;
      readonly profileId: string;
      readonly profileName: string;
      readonly title: string;
      readonly severity: Severity;
      readonly impact: string;
      readonly people: readonly IncidentPerson[];
      readonly startedMs: number;
      readonly by: string;
    }
  | { readonly type: 'changed'; readonly changes: IncidentChanges; readonly by: string }
  | { readonly type: 'phase'; readonly to: IncidentPhase; readonly by: string }
  | { readonly type: 'task'; readonly task: string; readonly done: boolean; readonly by: string }
  | { readonly type: 'note'; readonly text: string; readonly by: string }
  | { readonly type: 'saw'; readonly subject: Subject; readonly entry: Omit<TimelineEntry, 'id'> }
  | { readonly type: 'closed'; readonly by: string }
  | { readonly type: 'reopened'; readonly reason: string; readonly by: string };

export type SawEvent = Extract<IncidentEvent, { readonly type: 'saw' }>;
export type IncidentEntry = IncidentEvent & { readonly atMs: number };

export interface IncidentLines {
  readonly entries: readonly IncidentEntry[];
  /** Where they end, in bytes: the next `from`. */
  readonly end: number;
}

const FILE = 'journal.jsonl';

export function incidentFolder(dataFolder: string, incidentId: string): string {
  return join(dataFolder, 'incidents', incidentId);
}

export function journalOf(dataFolder: string, incidentId: string): string {
  return join(incidentFolder(dataFolder, incidentId), FILE);
}

/** Resolves when they are on the disk. */
export function addEntries(dataFolder: string, incidentId: string, entries: readonly IncidentEntry[]): Promise<void> {
  return appendShared(journalOf(dataFolder, incidentId), 'The journal of the incident', entries);
}

export async function readEntries(dataFolder: string, incidentId: string, from: number): Promise<IncidentLines> {
  const { lines, end } = await readLines(journalOf(dataFolder, incidentId), from);
  return { entries: lines as IncidentEntry[], end };
}

/** Ids on disk with the length of their journals, newest first: ids begin with their time. */
export async function listIncidents(
  dataFolder: string,
): Promise<readonly { readonly id: string; readonly bytes: number }[]> {
  const ids = await readdir(join(dataFolder, 'incidents')).catch(noneYet);
  const found = await Promise.all(
    ids.map(async (id) => ({ id, bytes: await stat(journalOf(dataFolder, id)).then(({ size }) => size, noJournal) })),
  );
  return found.filter(({ bytes }) => bytes > 0).sort((a, b) => (a.id < b.id ? 1 : -1));
}

function noneYet(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}

function noJournal(error: NodeJS.ErrnoException): number {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return 0;
  throw error;
}
