// A runbook engine on real servers, as tests use it: one data folder, one profile named `Bench`, helpers to run to the end.

import assert from 'node:assert/strict';
import { createOpenRun } from '../../main/lease/open-run.ts';
import { createMongoAccess } from '../../main/mongo/create-mongo-access.ts';
import { createRedisAccess } from '../../main/redis/create-redis-access.ts';
import { createBackupCatalogue } from '../../main/backup/create-backup-catalogue.ts';
import { createAuditLog } from '../../main/audit/audit-log.ts';
import { createRunbookEngine } from '../../main/runbook/engine.ts';
import type { RunbookEngine, StartRequest } from '../../main/runbook/runbook-engine.ts';
import { library as ownRunbooks } from '../../main/runbook/library/index.ts';
import { createRunbookLibrary } from '../../main/runbook/runbook-library.ts';
import type { Runbook, RunbookContext } from '../../main/runbook/runbook.ts';
import { createScratchTargets } from '../../main/scratch/scratch-targets.ts';
import { systemClock } from '../../main/system-clock.ts';
import type { Lifetime } from '../../shared/lifetime.ts';
import type { Profile } from '../../shared/model/profile.ts';
import type { Plan, RunState } from '../../shared/model/run.ts';
import { writingMongo, writingRedis } from '../fixtures/writing-access.ts';

export interface RunbookBench {
  readonly engine: RunbookEngine;
  /** Its accesses write without a lease: for what a test does to the servers itself. */
  readonly context: RunbookContext;
  plan(runbookId: string, parameters?: Readonly<Record<string, string>>): Promise<Plan>;
  start(
    runbookId: string,
    parameters?: Readonly<Record<string, string>>,
    takeOver?: StartRequest['takeOver'],
  ): Promise<string>;
  /** Plans, starts, and waits for the end. */
  run(
    runbookId: string,
    parameters?: Readonly<Record<string, string>>,
    takeOver?: StartRequest['takeOver'],
  ): Promise<RunState>;
}

export interface BenchTarget {
  readonly dataFolder: string;
  readonly lifetime: Lifetime;
  readonly redisSeeds?: readonly string[];
  readonly mongo?: { readonly seeds: readonly string[]; readonly replicaSet?: string };
  /** Default: those in code. */
  readonly runbooks?: () => readonly Runbook[];
  readonly profile?: Partial<Profile>;
}

export async function runbookBench(target: BenchTarget): Promise<RunbookBench> {
  const { dataFolder, lifetime, redisSeeds, mongo, runbooks = () => ownRunbooks } = target;
  const clock = systemClock;
  const redisTarget = redisSeeds && { seeds: [...redisSeeds] };
  const mongoTarget = mongo && {
    seeds: [...mongo.seeds],
    ...(mongo.replicaSet === undefined ? {} : { replicaSet: mongo.replicaSet }),
  };
  const profile: Profile = {
    id: 'bench',
    name: 'Bench',
    environment: 'lab',
    colour: '#336699',
    stores: [],
    ...(redisTarget && { redis: redisTarget }),
    ...(mongoTarget && { mongo: mongoTarget }),
    ...target.profile,
  };
  const library = createRunbookLibrary(runbooks);
  const context = {
    profile,
    redis: redisTarget ? createRedisAccess({ target: redisTarget, lifetime, clock }) : null,
    mongo: mongoTarget ? createMongoAccess({ target: mongoTarget, lifetime, clock }) : null,
    backups: createBackupCatalogue({
      profile,
      dataFolder,
      cacheFolder: dataFolder,
      storeKeys: {},
      passphrase: undefined,
      clock,
      lifetime,
    }),
    scratch: createScratchTargets({ cacheFolder: dataFolder, clock }),
    clock,
    operator: 'tester',
    proofDays: 7,
    signal: new AbortController().signal,
    runbook: library.get,
  } satisfies RunbookContext;
  const contextOf = (_profileId: string, signal: AbortSignal): RunbookContext => ({ ...context, signal });
  const engine = await createRunbookEngine({
    dataFolder,
    clock,
    library,
    lifetime,
    audit: createAuditLog({ folder: dataFolder, clock }),
    operator: () => 'tester',
    contextOf,
    openRun: createOpenRun({ contextOf, isReadOnly: () => false }),
  });

  async function start(
    runbookId: string,
    parameters: Readonly<Record<string, string>> = {},
    takeOver: StartRequest['takeOver'] = null,
  ): Promise<string> {
    const plan = await engine.plan('bench', runbookId, parameters);
    const request = { profileId: 'bench', runbookId, parameters, planHash: plan.hash };
    return engine.start({ ...request, confirmation: '', reason: 'a test', production: false, takeOver });
  }

  return {
    engine,
    context: {
      ...context,
      redis: context.redis && writingRedis(context.redis, lifetime),
      mongo: context.mongo && writingMongo(context.mongo, lifetime),
    },
    plan: (runbookId, parameters = {}) => engine.plan('bench', runbookId, parameters),
    start,
    run: async (runbookId, parameters, takeOver) => engine.settled(await start(runbookId, parameters, takeOver)),
  };
}

export function assertDone(state: RunState): void {
  assert.equal(state.run.status, 'done', JSON.stringify({ error: state.run.error, steps: state.steps }, null, 1));
  for (const step of Object.values(state.steps)) assert.equal(step.status, 'done', step.id);
}

/** The reading of a check in a plan. */
export function readingOf(plan: Plan, stepId: string): { readonly ok: boolean; readonly key: string } {
  const reading = plan.steps.find((step) => step.id === stepId)?.reading;
  assert.ok(reading, `${stepId} has a reading`);
  return { ok: reading.ok, key: reading.text.key };
}
