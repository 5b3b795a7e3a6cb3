// What a runbook is: one value in one file of library/. Planning reads and changes nothing; steps are rebuilt from the
// plan's data, so that a run can go on in another process after a crash.

import type { z } from 'zod';
import type { Area } from '../../shared/model/health.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Text } from '../../shared/text.ts';
import type {
  ManualAnswer,
  Measure,
  Plan,
  PlannedChange,
  PlannedCommand,
  RunbookInfo,
  RunbookOffer,
  StepGuide,
} from '../../shared/model/run.ts';
import type { ReportedProgress } from './progress.ts';
import type { MongoAccess } from '../mongo/mongo-access.ts';
import type { RedisAccess } from '../redis/redis-access.ts';
import type { BackupCatalogue } from '../backup/backup-catalogue.ts';
import type { ScratchTargets } from '../scratch/scratch-targets.ts';
import type { Profile } from '../../shared/model/profile.ts';

/** What planning and acting may reach. `null`: the profile has none. */
export interface RunbookContext {
  readonly profile: Profile;
  readonly redis: RedisAccess | null;
  readonly mongo: MongoAccess | null;
  readonly backups: BackupCatalogue;
  /** Empty servers of the console's own, for drills. */
  readonly scratch: ScratchTargets;
  readonly clock: Clock;
  readonly operator: string;
  /** After how many days the proof of a restore is stale. */
  readonly proofDays: number;
  readonly signal: AbortSignal;
  /** Other runbooks, for those that call them. Throws `not_found`. */
  runbook(id: string): Runbook;
}

export interface StepContext extends RunbookContext {
  readonly runId: string;
  /** Shown at once beside the running step. */
  note(reading: Text): void;
  /** The engine adds rate and remaining time. */
  progress(progress: ReportedProgress): void;
  /** Waits while the run is paused: asked where an act may stand still in the middle. Rejects when the run is cancelled meanwhile. */
  untilContinued(): Promise<void>;
  measure(name: string, measure: Measure): void;
  probe(latencyMs: number | null): void;
  /** Writes data of this step to the journal, fsynced before it resolves. A later record of the same name replaces it. */
  record(name: string, data: unknown): Promise<void>;
  /** What was recorded by this run under that name (also before a crash). */
  recorded(name: string): unknown;
  /** Names what this run made, for whoever started it: `output('set', id)`. Journalled. */
  output(name: string, value: string): Promise<void>;
  /** The answer that was given to a manual step of this run; null before. */
  answerOf(stepId: string): string | null;
}

export interface Reading {
  readonly ok: boolean;
  readonly text: Text;
}

interface StepBase {
  readonly id: string;
  readonly title: Text;
  readonly phase?: Text;
  readonly guide?: StepGuide;
  readonly commands?: readonly PlannedCommand[];
  /** Longer than this, and the step fails with `timeout`. A step that is not cancellable is only given up between its tries. */
  readonly limitMs?: number;
  /** Reaches beyond the profile's servers (a command on this machine, HTTP): a rehearsal leaves it out. */
  readonly outside?: boolean;
  /** Asked when the run reaches the step: false skips it. */
  when?(context: StepContext): Promise<boolean>;
}

export interface Foresight {
  readonly text: Text;
  /** Bounded, however much there is to change: the last row may stand for the rest. */
  readonly changes: readonly PlannedChange[];
}

/** Only for steps that may be done twice: tried again after `firstPauseMs`, then twice as long, and so on. */
export interface Retry {
  readonly tries: number;
  readonly firstPauseMs: number;
}

/** A live reading and the reason it blocks. Read at planning time, and again when the run reaches it. */
export interface CheckStep extends StepBase {
  readonly kind: 'check';
  read(context: RunbookContext): Promise<Reading>;
}

export interface ActStep extends StepBase {
  readonly kind: 'act';
  /** True where aborting `context.signal` in the middle leaves nothing half-done (or the step cleans up itself). */
  readonly cancellable: boolean;
  readonly retry?: Retry;
  /** What `cleanUp` does, in words for the undo plan. */
  readonly cleanUpTitle?: Text;
  /** Has this happened already? Read from the servers, never from memory. */
  observe(context: StepContext): Promise<'done' | 'not-done' | 'unknown'>;
  act(context: StepContext): Promise<Text | undefined>;
  /** For a dry run: what it would change, place by place. Reads only, and records nothing. */
  foresee?(context: StepContext): Promise<Foresight>;
  /**
   * Cleans up what this step may have left: side databases, partial folders. Called for every act that began, latest first,
   * when the run fails or is cancelled there or later; so it must keep what is finished and wanted, and be safe to repeat.
   */
  cleanUp?(context: StepContext): Promise<void>;
}

/** Polled until it is ok or the time is over. */
export interface VerifyStep extends StepBase {
  readonly kind: 'verify';
  readonly timeoutMs: number;
  readonly pollMs: number;
  read(context: StepContext): Promise<Reading>;
}

/** The run waits until an operator answers. The answer is journalled before the run goes on. */
export interface ManualStep extends StepBase {
  readonly kind: 'manual';
  /** At least one. */
  readonly answers: readonly ManualAnswer[];
  readonly offers?: readonly RunbookOffer[];
}

export type Step = CheckStep | ActStep | VerifyStep | ManualStep;

/** What `plan` returns; the engine adds ids, readings and the hash. `data` is JSON and goes into the journal. */
export interface PlanDraft<Data> {
  readonly title: Text;
  readonly changes: Plan['changes'];
  readonly warnings: readonly Text[];
  readonly wayBack: Text | null;
  readonly data: Data;
}

export interface Runbook<Parameters extends z.ZodType = z.ZodType, Data = unknown> extends RunbookInfo {
  /** Whose servers a plan is about, where the runbook's area alone does not tell. Pure, as `steps`. */
  holds?(data: Data): readonly Area[];
  /** Parameters arrive as strings (form, command line); the schema coerces. */
  readonly parameters: Parameters;
  /** Reads all the servers hold: not while another run rewrites it. */
  readonly copiesContent?: boolean;
  /** Reads the servers, changes nothing. Throws AppError (`bad_request`, `not_found`) where the parameters name nothing real. */
  plan(context: RunbookContext, parameters: z.output<Parameters>): Promise<PlanDraft<Data>>;
  /** The steps of that plan, in order. Pure: no reading, no acting. */
  steps(data: Data): readonly Step[];
}

type InCode<Parameters extends z.ZodType, Data> = Omit<Runbook<Parameters, Data>, 'origin' | 'guided' | 'asksApproval'>;

/** Keeps a runbook's own types inside its file while the library holds them side by side. */
export function defineRunbook<Parameters extends z.ZodType, Data>(
  runbook: InCode<Parameters, Data> & { readonly asksApproval?: boolean },
): Runbook {
  return { origin: 'code', guided: false, asksApproval: false, ...runbook } as unknown as Runbook;
}
