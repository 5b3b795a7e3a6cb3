// What the rest of the engine may ask of runbooks, and what they are made with. engine.ts builds it.

import type { Clock } from '../../shared/clock.ts';
import type { Lifetime } from '../../shared/lifetime.ts';
import type { Plan, RunbookInfo, RunsState, RunState, RunSummary } from '../../shared/model/run.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Live } from '../live.ts';
import type { TargetLock } from './lock.ts';
import type { Runbook, RunbookContext } from './runbook.ts';

export interface RunbookEngineOptions {
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly library: readonly Runbook[];
  /** Throws where the profile is unknown or not connected. */
  contextOf(profileId: string, signal: AbortSignal): RunbookContext | Promise<RunbookContext>;
  readonly audit: AuditLog;
  operator(): string;
  /** A run began, ended or was found interrupted. */
  onRunEvent?(run: RunSummary): void;
  readonly lifetime: Lifetime;
  /** Gets unexpected errors in full, for the log. */
  report?(error: unknown): void;
  /** For run ids; 0 ≤ n < 1. */
  random?(): number;
  /** Replaced by a lease in the target itself where several machines work on it. */
  readonly lock?: TargetLock;
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
}

export interface RunbookEngine {
  list(): readonly RunbookInfo[];
  plan(profileId: string, runbookId: string, parameters: Readonly<Record<string, string>>): Promise<Plan>;
  /** Resolves with the run's id once the run has begun; `runs` and `run` tell the rest. */
  start(request: StartRequest): Promise<string>;
  readonly runs: Live<RunsState>;
  /** Throws `not_found`. Opening an interrupted run asks the servers what is done. */
  run(runId: string): Live<RunState>;
  /** Stops a running run where it is safe; of one that was interrupted, or left something behind, it cleans that up. */
  cancel(runId: string): Promise<void>;
  /** Goes on with an interrupted run from its first act that is not done. */
  resume(runId: string): Promise<void>;
  report(runId: string): string;
  /** True while this process itself runs it, and no other console. */
  isOwn(runId: string): boolean;
  /** Resolves when the run is not running any more. */
  settled(runId: string): Promise<RunState>;
}
