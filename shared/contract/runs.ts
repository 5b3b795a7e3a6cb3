import { z } from 'zod';
import { call, Nothing, OnProfile, stream } from './define.ts';
import { BACKUPS_TABLES, type BackupsState } from '../model/backup.ts';
import {
  RUN_TABLES,
  RUNS_TABLES,
  type ExportedDocument,
  type Plan,
  type RunbookInfo,
  type RunsState,
  type RunState,
  type RunWays,
} from '../model/run.ts';

const OnRun = z.strictObject({ runId: z.string().max(100) });
/** Confirms one of the ways of `runs.ways`. */
const OnWay = z.strictObject({
  profileId: z.string().max(100),
  runId: z.string().max(100),
  hash: z.string().max(100),
  reason: z.string().max(2000),
});
/** Of a lease whose owner gives no sign of life any more; why stands in the journal and the audit log. */
const TakeOver = z
  .strictObject({ reason: z.string().min(1).max(2000) })
  .nullable()
  .default(null);
const Parameters = z.record(z.string(), z.string());

export const runsContract = {
  'backups.watch': stream<BackupsState>()(OnProfile, BACKUPS_TABLES),
  'backups.removeUnfinished': call<null>()(
    'destroy',
    z.strictObject({ profileId: z.string().max(100), store: z.string().max(100), folder: z.string().max(255) }),
  ),
  'runbooks.list': call<readonly RunbookInfo[]>()('read', Nothing),
  /** Reads the servers and changes nothing. `from`: run again from that step. */
  'runbooks.plan': call<Plan>()(
    'read',
    z.strictObject({
      profileId: z.string(),
      runbookId: z.string(),
      parameters: Parameters,
      from: z.string().max(200).nullable().default(null),
    }),
  ),
  /**
   * Runs what was planned: refused with `conflict` when planning again gives another hash (`details.differences` tells what
   * is different), or when another console holds the target (`details.lease`); then `takeOver` with a reason may help.
   */
  'runbooks.start': call<{ readonly runId: string }>()(
    'destroy',
    z.strictObject({
      profileId: z.string(),
      runbookId: z.string(),
      parameters: Parameters,
      from: z.string().max(200).nullable().default(null),
      planHash: z.string(),
      /** The profile's name, typed: asked on production profiles. */
      confirmation: z.string(),
      reason: z.string().max(2000),
      /** The approval file's text, where the plan asks for one. */
      approval: z.string().max(100_000).nullable().default(null),
      dryRun: z.boolean().default(false),
      takeOver: TakeOver,
      parentRunId: z.string().max(100).nullable().default(null),
      incidentId: z.string().max(100).nullable().default(null),
    }),
  ),
  'runs.watch': stream<RunsState>()(Nothing, RUNS_TABLES),
  'run.watch': stream<RunState>()(OnRun, RUN_TABLES),
  /** Stops after what is safe to stop after; never refused while read-only. */
  'runs.cancel': call<null>()('read', OnRun),
  /** Asks the servers what an interrupted run has done, and says how each way from there would go. */
  'runs.ways': call<RunWays>()('read', OnRun),
  'runs.resume': call<null>()('destroy', OnWay.extend({ takeOver: TakeOver })),
  'runs.undo': call<null>()('destroy', OnWay.extend({ takeOver: TakeOver })),
  /** Leaves everything as it is and ends the run: changes no server. */
  'runs.stop': call<null>()('read', OnWay),
  /** Waits after the step that is running now. */
  'runs.pause': call<null>()('read', OnRun),
  'runs.continue': call<null>()(
    'destroy',
    z.strictObject({ profileId: z.string().max(100), runId: z.string().max(100) }),
  ),
  /** Answers the manual step the run waits at. */
  'runs.answer': call<null>()(
    'destroy',
    z.strictObject({
      profileId: z.string().max(100),
      runId: z.string().max(100),
      stepId: z.string().max(200),
      answer: z.string().max(100),
      note: z.string().max(10_000),
    }),
  ),
  'runs.note': call<null>()(
    'read',
    z.strictObject({
      runId: z.string().max(100),
      stepId: z.string().max(200).nullable(),
      text: z.string().min(1).max(10_000),
    }),
  ),
  /** From now on another operator acts: their name stands in the journal and the audit log. */
  'runs.handOver': call<null>()(
    'read',
    z.strictObject({ runId: z.string().max(100), to: z.string().min(1).max(80), note: z.string().max(10_000) }),
  ),
  /** Evidence for a change ticket: plan, confirmations, readings, timings, notes, result. */
  'runs.report': call<ExportedDocument>()(
    'read',
    z.strictObject({ runId: z.string().max(100), format: z.enum(['markdown', 'pdf']) }),
  ),
};
