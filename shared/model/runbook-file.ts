// Runbook files as screens and the command line see them: what stands in them, what is wrong with them, what they would do.

import type { Text } from '../text.ts';
import type { PlannedCommand, ManualAnswer, RunbookInfo, RunbookOffer, StepGuide, StepKind } from './run.ts';

/** `line` and `column` count from 1. */
export interface RunbookFileProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  /** What would be right. */
  readonly hint: string | null;
}

export interface OwnFileRow {
  readonly fileName: string;
  /** What it calls itself; null where it does not say. */
  readonly runbookId: string | null;
  /** English; null while it has problems. */
  readonly title: string | null;
  /** SHA-256 of its text, hex. */
  readonly hash: string;
  /** While there are any it does not run. */
  readonly problems: readonly RunbookFileProblem[];
}

export interface OwnFilesState {
  readonly files: Readonly<Record<string, OwnFileRow>>;
}
export const OWN_FILES_TABLES = ['files'] as const satisfies readonly (keyof OwnFilesState)[];

/** A step as its reader sees it, before any server was asked: places in texts stay as they are written. */
export interface PreviewStep {
  readonly id: string;
  readonly kind: StepKind | 'call';
  readonly title: Text;
  readonly phase: Text | null;
  readonly guide: StepGuide;
  readonly commands: readonly PlannedCommand[];
  readonly answers: readonly ManualAnswer[];
  readonly offers: readonly RunbookOffer[];
  /** What it reads, asks, runs or calls, as written: `mongo.lag.max below 10 s`. */
  readonly does: readonly string[];
  /** `mongo.secondaries`, or the name of a list; null outside loops. */
  readonly forEach: string | null;
  /** When it is done, as written; empty: always. */
  readonly when: readonly string[];
}

export interface CheckedRunbookFile {
  readonly hash: string;
  readonly problems: readonly RunbookFileProblem[];
  /** Null while there are problems. */
  readonly preview: { readonly info: RunbookInfo; readonly steps: readonly PreviewStep[] } | null;
}

export interface RunbookFileText {
  readonly fileName: string;
  readonly source: string;
  readonly hash: string;
  readonly origin: 'shipped' | 'own';
}
