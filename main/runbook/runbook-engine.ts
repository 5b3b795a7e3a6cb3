// What the rest of the engine may ask of runbooks, and what they are made with. engine.ts builds it.

import type { Clock } from '../../shared/clock.ts';
import type { Lifetime } from '../../shared/lifetime.ts';
import type { Profile } from '../../shared/model/profile.ts';
import type {
  ExportedDocument,
  Plan,
  RunbookInfo,
  RunsState,
  RunState,
  RunSummary,
  RunWays,
} from '../../shared/model/run.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { OpenRun } from '../lease/lease.ts';
import type { Live } from '../live.ts';
import type { JournalEntry } from './journal.ts';
import type { TargetLock } from './lock.ts';
import type { Runbook, RunbookContext } from './runbook.ts';
import type { RunbookLibrary } from './runbook-library.ts';

export interface RunbookEngineOptions {
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly library: RunbookLibrary;
  /** For planning and looking: it changes nothing. Throws where the profile is unknown or not connected. */
  contextOf(profileId: string, signal: AbortSignal): RunbookContext | Promise<RunbookContext>;
  /** For running: takes the leases in the target. Absent: `contextOf`, and nothing but the locks of this machine. */
  readonly openRun?: OpenRun;
  readonly audit: AuditLog;
  operator(): string;
  /** Whether a second person must approve. Absent: only what asks for it itself. */
  needsApproval?(profile: Profile, runbook: Runbook): boolean;
  /**
   * Throws an AppError unless the approval is good for this very plan and was not used before. `use` is called right before the
   * run is journalled: from then on the approval is good for nothing else. It throws `conflict` where another run was faster.
   */
  approve?(
    plan: Plan,
    approval: string,
    request: StartRequest,
  ): Promise<{ readonly approvedBy: string; use(): Promise<void> }>;
  /** A run's report as PDF. Absent: `unsupported`. */
  pdfOf?(
    markdown: string,
    options: { readonly title: string; readonly language: 'en' | 'ar'; readonly footer: string },
  ): Promise<Buffer>;
  /** A run began, ended, waits or was found interrupted. */
  onRunEvent?(run: RunSummary): void;
  readonly lifetime: Lifetime;
  /** Gets unexpected errors in full, for the log. */
  report?(error: unknown): void;
  /** For run ids; 0 ≤ n < 1. */
  random?(): number;
  /** Between consoles of this machine; the leases of `openRun` reach further. */
  readonly lock?: TargetLock;
  /** Around every entry of every journal: where the proof of crashes ends the process. */
  onJournal?(entry: JournalEntry, phase: 'before' | 'after'): void | Promise<void>;
}

export interface StartRequest {
  readonly profileId: string;
  readonly runbookId: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly planHash: string;
  /** The profile's name, typed; asked where `production`. */
  readonly confirmation: string;
  readonly reason: string;
  readonly production: boolean;
  /** Run again from this step. */
  readonly from?: string | null;
  /** The approval file's text. */
  readonly approval?: string | null;
  readonly dryRun?: boolean;
  /** Of a lease whose owner gives no sign of life. */
  readonly takeOver?: { readonly reason: string } | null;
  readonly parentRunId?: string | null;
  readonly incidentId?: string | null;
  readonly scheduleId?: string | null;
}

/** Confirms one of the ways out of an interrupted run. */
export interface WayChoice {
  readonly hash: string;
  readonly reason: string;
  /** Of a lease whose owner gives no sign of life. Stopping takes none. */
  readonly takeOver?: { readonly reason: string } | null;
}

export interface RunbookEngine {
  list(): readonly RunbookInfo[];
  plan(
    profileId: string,
    runbookId: string,
    parameters: Readonly<Record<string, string>>,
    from?: string | null,
  ): Promise<Plan>;
  /** Resolves with the run's id once the run has begun; `runs` and `run` tell the rest. */
  start(request: StartRequest): Promise<string>;
  readonly runs: Live<RunsState>;
  /** Throws `not_found`. Opening an interrupted run asks the servers what is done. */
  run(runId: string): Live<RunState>;
  /** Stops a running run where it is safe. */
  cancel(runId: string): Promise<void>;
  /** Waits after the step that is running now. */
  pause(runId: string): Promise<void>;
  continue(runId: string): Promise<void>;
  /** Answers the manual step the run waits at; on disk before the run goes on. */
  answer(
    runId: string,
    answer: { readonly stepId: string; readonly value: string; readonly note: string },
  ): Promise<void>;
  note(runId: string, note: { readonly stepId: string | null; readonly text: string }): Promise<void>;
  /** From now on `to` is the run's operator. */
  handOver(runId: string, change: { readonly to: string; readonly note: string }): Promise<void>;
  /** Of an interrupted run, or one that left something behind: reads the servers and changes nothing. */
  ways(runId: string): Promise<RunWays>;
  /** Goes on from the first act that is not done. Like the two below refused with `conflict` when the way's hash is another now. */
  resume(runId: string, choice: WayChoice): Promise<void>;
  /** Cleans up what its acts left. */
  undo(runId: string, choice: WayChoice): Promise<void>;
  /** Leaves everything as it is and touches no server. */
  stop(runId: string, choice: WayChoice): Promise<void>;
  report(runId: string, format: 'markdown' | 'pdf'): Promise<ExportedDocument>;
  /** True while this process itself runs it, and no other console. */
  isOwn(runId: string): boolean;
  /** Resolves when this process is not at it any more. */
  settled(runId: string): Promise<RunState>;
}
