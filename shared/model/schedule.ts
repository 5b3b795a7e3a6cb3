// A schedule: which runbook runs on which profile, when, and who hears of it. It never holds a secret.

import { z } from 'zod';
import type { ErrorData } from '../errors.ts';
import type { Language } from '../text.ts';
import type { RunStatus } from './run.ts';

export const CHANNELS = ['desktop', 'webhook', 'email'] as const;
export type Channel = (typeof CHANNELS)[number];

export const NotifyRule = z.strictObject({
  on: z.enum(['failure', 'always', 'never']),
  channels: z.array(z.enum(CHANNELS)).max(CHANNELS.length),
});
export type NotifyRule = z.infer<typeof NotifyRule>;

/** What is typed into the editor. */
export const ScheduleDraft = z.strictObject({
  name: z.string().trim().min(1, 'give it a name').max(80),
  profileId: z.string().min(1).max(100),
  runbookId: z.string().min(1).max(100),
  parameters: z.record(z.string().max(100), z.string().max(10_000)),
  /** Five fields: minute, hour, day of the month, month, day of the week. */
  cron: z.string().min(1).max(200),
  /** IANA name, for example `Asia/Damascus`. */
  timeZone: z.string().min(1).max(100),
  /** What becomes of due times at which no console ran: the latest is run once, or none is. */
  missed: z.enum(['catch-up', 'skip']),
  enabled: z.boolean(),
  notify: NotifyRule,
});
export type ScheduleDraft = z.infer<typeof ScheduleDraft>;

export const Schedule = ScheduleDraft.extend({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,99}$/),
  /** Due times before this moment do not count: when it was made, switched on, or given other times. */
  sinceMs: z.number(),
  /** Who typed the profile's name when it was saved, and when: needed to change a production profile unattended. */
  confirmed: z.strictObject({ by: z.string().max(200), atMs: z.number() }).nullable(),
});
export type Schedule = z.infer<typeof Schedule>;

/** `catch-up`: it was missed and is run late. `by-hand`: somebody pressed "run now". */
export type OutcomeKind = 'due' | 'catch-up' | 'by-hand';

/** What became of one due time. `claimed`: taken by a console whose run has not begun yet. */
export interface ScheduleOutcome {
  /** `<schedule id>@<due ms>` */
  readonly id: string;
  readonly scheduleId: string;
  readonly dueMs: number;
  readonly claimedMs: number;
  readonly endedMs: number | null;
  readonly kind: OutcomeKind;
  readonly result: RunStatus | 'claimed' | 'skipped';
  /** Why it was skipped: no console ran then, or the run before was still going on. */
  readonly skipped: 'missed' | 'still-running' | null;
  readonly runId: string | null;
  /** Due times before this one that nobody ran and that are not told of one by one. */
  readonly missedBefore: number;
  readonly error: ErrorData | null;
}

export interface ScheduleRow {
  readonly id: string;
  readonly schedule: Schedule;
  readonly inWords: Readonly<Record<Language, string>>;
  /** The due times of the next seven days, at most {@link MAX_NEXT_TIMES}; empty while it is switched off. */
  readonly nextMs: readonly number[];
  readonly last: ScheduleOutcome | null;
  /** The outcome that is going on. */
  readonly current: ScheduleOutcome | null;
}

export interface SchedulesState {
  readonly schedules: Readonly<Record<string, ScheduleRow>>;
  /** The latest outcomes of every schedule. */
  readonly outcomes: Readonly<Record<string, ScheduleOutcome>>;
}
export const SCHEDULES_TABLES = ['schedules', 'outcomes'] as const satisfies readonly (keyof SchedulesState)[];

export const MAX_NEXT_TIMES = 200;

/** Why a runbook cannot be scheduled: somebody would have to approve it, answer it, or it is not there. */
export type Unschedulable = 'asks-approval' | 'guided' | 'unknown';

/** True for what somebody should look at. */
export function isTrouble({ result, skipped }: Pick<ScheduleOutcome, 'result' | 'skipped'>): boolean {
  if (result === 'skipped') return skipped === 'still-running';
  return ['blocked', 'failed', 'cancelled', 'stopped', 'interrupted'].includes(result);
}
