import { z } from 'zod';
import { call, Nothing, OnProfile, stream } from './define.ts';
import { BACKUPS_TABLES, type BackupsState } from '../model/backup.ts';
import { RUN_TABLES, RUNS_TABLES, type Plan, type RunbookInfo, type RunsState, type RunState } from '../model/run.ts';

const OnRun = z.strictObject({ runId: z.string() });

export const runsContract = {
  'backups.watch': stream<BackupsState>()(OnProfile, BACKUPS_TABLES),
  'backups.removeUnfinished': call<null>()(
    'destroy',
    z.strictObject({ profileId: z.string().max(100), store: z.string().max(100), folder: z.string().max(255) }),
  ),
  'runbooks.list': call<readonly RunbookInfo[]>()('read', Nothing),
  /** Reads the servers and changes nothing. */
  'runbooks.plan': call<Plan>()(
    'read',
    z.strictObject({ profileId: z.string(), runbookId: z.string(), parameters: z.record(z.string(), z.string()) }),
  ),
  /** Runs what was planned: refused with `conflict` when planning again gives another hash. */
  'runbooks.start': call<{ readonly runId: string }>()(
    'destroy',
    z.strictObject({
      profileId: z.string(),
      runbookId: z.string(),
      parameters: z.record(z.string(), z.string()),
      planHash: z.string(),
      /** The profile's name, typed: asked on production profiles. */
      confirmation: z.string(),
      reason: z.string().max(2000),
    }),
  ),
  'runs.watch': stream<RunsState>()(Nothing, RUNS_TABLES),
  'run.watch': stream<RunState>()(OnRun, RUN_TABLES),
  /** Stops after what is safe to stop after; never refused while read-only. */
  'runs.cancel': call<null>()('read', OnRun),
  'runs.resume': call<null>()('destroy', z.strictObject({ profileId: z.string(), runId: z.string() })),
  /** The run as Markdown: plan, readings, timings, result. */
  'runs.report': call<{ readonly markdown: string }>()('read', OnRun),
};
