// What a plan of a runbook file leaves in the journal: all its steps need, laid out and filled in, as JSON. A later process
// rebuilds the steps from this alone, whatever became of the file.

import type { RunbookOffer, PlannedCommand } from '../../../shared/model/run.ts';
import type { Operator } from './format-conditions.ts';
import type { Guide } from './guide.ts';
import type { Wording } from './wording.ts';

/** A reading compared with a value in the reading's own unit; without an operator it is only looked at. */
export interface ReadingTest {
  readonly reading: string;
  readonly of: string | null;
  readonly operator: Operator | null;
  readonly value: TestValue | readonly TestValue[] | null;
}
export type TestValue = string | number;

/** The answer somebody gave to a manual step of this run. */
export interface AnswerTest {
  readonly answer: string;
  readonly operator: Operator;
  readonly value: TestValue | readonly TestValue[];
}

export type ConditionData = ReadingTest | AnswerTest;

/** All must hold. A scope is decided once and remembered by its name. */
export interface WhenData {
  readonly scope: string | null;
  readonly all: readonly ConditionData[];
}

export interface HttpData {
  readonly url: string;
  readonly method: 'GET' | 'HEAD' | 'POST';
  /** Empty: 200 to 299. */
  readonly status: readonly number[];
  readonly contains: string | null;
  readonly body: string | null;
  readonly timeoutMs: number;
  readonly caFile: string | null;
}

export interface CommandData {
  readonly argv: readonly string[];
  readonly exit: number;
  readonly contains: string | null;
  readonly timeoutMs: number;
  readonly cwd: string | null;
}

export type Polling = { readonly withinMs: number; readonly everyMs: number } | null;

export type Doing =
  | { readonly kind: 'check'; readonly tests: readonly ReadingTest[]; readonly report: boolean }
  | { readonly kind: 'verify'; readonly tests: readonly ReadingTest[]; readonly polling: NonNullable<Polling> }
  | {
      readonly kind: 'manual';
      readonly answers: readonly {
        readonly value: string;
        readonly label: Wording;
        readonly outcome: 'done' | 'skip' | 'stop';
      }[];
      readonly offers: readonly RunbookOffer[];
    }
  | {
      readonly kind: 'http';
      readonly http: HttpData;
      readonly polling: Polling;
      readonly report: boolean;
      readonly changes: boolean;
      readonly repeatable: boolean;
    }
  | {
      readonly kind: 'command';
      readonly command: CommandData;
      readonly polling: Polling;
      readonly changes: boolean;
      readonly repeatable: boolean;
      readonly doneWhen: readonly ReadingTest[] | null;
    }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'call'; readonly runbook: string; readonly fromFile: boolean; readonly data: unknown };

export interface StepData {
  readonly id: string;
  readonly title: Wording;
  readonly phase: Wording | null;
  readonly guide: Guide<Wording>;
  readonly commands: readonly PlannedCommand[];
  readonly when: readonly WhenData[];
  readonly limitMs: number | null;
  readonly retry: { readonly tries: number; readonly firstPauseMs: number } | null;
  /** Something before it may have changed what it reads: it is read when the run comes to it, and not sooner. */
  readonly later: boolean;
  readonly does: Doing;
}

export interface FileRunData {
  readonly format: 1;
  /** SHA-256 of the file the plan was made from. */
  readonly fileHash: string;
  readonly steps: readonly StepData[];
}
