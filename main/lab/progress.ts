// The lab's progress: one line per part, kept in a file, so that whoever joins while it starts sees the same lines.

import { appendFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROGRESS_FILE } from './lab-folder.ts';

export type LabPart =
  | 'programs'
  | 'redis-nodes'
  | 'redis-cluster'
  | 'mongo-members'
  | 'mongo-primary'
  | 'seed-redis'
  | 'seed-mongo'
  | 'load';

export interface LabProgress {
  readonly part: LabPart;
  readonly state: 'start' | 'step' | 'done' | 'fail';
  /** A short English sentence for the terminal. */
  readonly detail: string;
  /** Since the keeper started. */
  readonly elapsedMs: number;
}

export type ReportProgress = (part: LabPart, state: LabProgress['state'], detail: string) => void;

/** Appends lines to the lab's progress file. */
export function progressWriter(folder: string): ReportProgress {
  const began = performance.now();
  return (part, state, detail) => {
    const line: LabProgress = { part, state, detail, elapsedMs: Math.round(performance.now() - began) };
    appendFileSync(join(folder, PROGRESS_FILE), `${JSON.stringify(line)}\n`);
  };
}

/** Returns a function that hands over the lines written since its last call. */
export function progressReader(folder: string, onProgress: (progress: LabProgress) => void): () => Promise<void> {
  let told = 0;
  return async () => {
    const text = await readFile(join(folder, PROGRESS_FILE), 'utf8').catch(() => '');
    const lines = text.split('\n').slice(0, -1);
    for (const line of lines.slice(told)) onProgress(JSON.parse(line) as LabProgress);
    told = Math.max(told, lines.length);
  };
}
