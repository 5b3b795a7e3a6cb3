// The three backup runbooks on real servers, as tests use them: one store, one engine, helpers to run to the end.

import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createAuditLog } from '../../main/audit/audit-log.ts';
import { createBackupCatalogue } from '../../main/backup/create-backup-catalogue.ts';
import type { BackupCatalogue } from '../../main/backup/backup-catalogue.ts';
import { createOpenRun } from '../../main/lease/open-run.ts';
import { createMongoAccess } from '../../main/mongo/create-mongo-access.ts';
import { createRedisAccess } from '../../main/redis/create-redis-access.ts';
import { createRunbookEngine } from '../../main/runbook/engine.ts';
import type { RunbookEngine } from '../../main/runbook/runbook-engine.ts';
import { createScratchTargets } from '../../main/scratch/scratch-targets.ts';
import { backupAdoptDump } from '../../main/runbook/library/backup-adopt-dump.ts';
import { backupCopy } from '../../main/runbook/library/backup-copy.ts';
import { backupCutBack } from '../../main/runbook/library/backup-cut-back.ts';
import { backupCutOver } from '../../main/runbook/library/backup-cut-over.ts';
import { backupDrill } from '../../main/runbook/library/backup-drill.ts';
import { backupImport } from '../../main/runbook/library/backup-import.ts';
import { backupOplogSlice } from '../../main/runbook/library/backup-oplog-slice.ts';
import { backupRelease } from '../../main/runbook/library/backup-release.ts';
import { backupRestore } from '../../main/runbook/library/backup-restore.ts';
import { backupResume } from '../../main/runbook/library/backup-resume.ts';
import { backupRetain } from '../../main/runbook/library/backup-retain.ts';
import { backupRotateKey } from '../../main/runbook/library/backup-rotate-key.ts';
import { backupTake } from '../../main/runbook/library/backup-take.ts';
import { backupUnpack } from '../../main/runbook/library/backup-unpack.ts';
import { backupVerify } from '../../main/runbook/library/backup-verify.ts';
import { OPLOG_PART } from '../../main/backup/stores/oplog-places.ts';
import { createRunbookLibrary } from '../../main/runbook/runbook-library.ts';
import type { RunbookContext } from '../../main/runbook/runbook.ts';
import { systemClock } from '../../main/system-clock.ts';
import type { BackupSet } from '../../shared/model/backup.ts';
import type { Lifetime } from '../../shared/lifetime.ts';
import type { Profile, Retention, StoreKeys, StoreTarget } from '../../shared/model/profile.ts';
import type { RunState } from '../../shared/model/run.ts';

export type Parameters = Readonly<Record<string, string>>;

export interface BackupBench {
  readonly engine: RunbookEngine;
  readonly catalogue: BackupCatalogue;
  readonly storeFolder: string;
  start(runbookId: string, parameters?: Parameters): Promise<string>;
  run(runbookId: string, parameters?: Parameters): Promise<RunState>;
  /** Takes a set and returns it; the run must succeed. */
  take(parameters?: Parameters): Promise<BackupSet>;
}

export interface BackupBenchOptions {
  readonly dataFolder: string;
  readonly lifetime: Lifetime;
  readonly storeFolder?: string;
  readonly redisSeeds?: readonly string[];
  readonly redisPassword?: string;
  /** Of the store in `storeFolder`. */
  readonly keep?: Retention;
  /** Beside the one in `storeFolder`, after it. */
  readonly stores?: readonly StoreTarget[];
  /** Instead of it: only `stores`. */
  readonly withoutLocal?: boolean;
  readonly storeKeys?: Readonly<Record<string, StoreKeys>>;
  /** Given: sets are encrypted with it. */
  readonly passphrase?: string;
  /** Given: sets are encrypted by this key; without its text it is not at hand. */
  readonly key?: { readonly keyId: string; readonly recoveryText?: string };
  readonly mongo?: { readonly seeds: readonly string[]; readonly replicaSet?: string };
}

export async function backupBench({
  dataFolder,
  lifetime,
  redisSeeds,
  redisPassword,
  mongo,
  passphrase,
  key,
  ...options
}: BackupBenchOptions): Promise<BackupBench> {
  const clock = systemClock;
  const storeFolder = options.storeFolder ?? join(dataFolder, 'store');
  const profile: Profile = {
    id: 'bench',
    name: 'Bench',
    environment: 'lab',
    colour: '#336699',
    stores: [
      ...(options.withoutLocal
        ? []
        : [{ kind: 'local' as const, id: 'here', folder: storeFolder, ...given(options.keep) }]),
      ...(options.stores ?? []),
    ],
    ...(passphrase === undefined ? {} : { backup: { encryption: 'passphrase' } }),
    ...(key === undefined ? {} : { backup: { encryption: 'key', keyId: key.keyId } }),
    ...(redisSeeds ? { redis: { seeds: [...redisSeeds] } } : {}),
    ...(mongo
      ? { mongo: { seeds: [...mongo.seeds], ...(mongo.replicaSet ? { replicaSet: mongo.replicaSet } : {}) } }
      : {}),
  };
  const redis = profile.redis
    ? createRedisAccess({ target: profile.redis, password: redisPassword, lifetime, clock })
    : null;
  const mongoAccess = profile.mongo ? createMongoAccess({ target: profile.mongo, lifetime, clock }) : null;
  const catalogue = createBackupCatalogue({
    profile,
    dataFolder,
    cacheFolder: join(dataFolder, 'cache'),
    storeKeys: options.storeKeys ?? {},
    passphrase,
    ...(key?.recoveryText === undefined ? {} : { backupKey: key.recoveryText }),
    clock,
    lifetime,
  });
  const library = createRunbookLibrary(() => [
    ...[backupCopy, backupDrill, backupImport, backupOplogSlice, backupRestore, backupRetain],
    ...[backupAdoptDump, backupResume, backupRotateKey, backupTake, backupUnpack, backupVerify],
    ...[backupCutBack, backupCutOver, backupRelease],
  ]);
  const contextOf = (_profileId: string, signal: AbortSignal): RunbookContext => ({
    profile,
    redis,
    mongo: mongoAccess,
    backups: catalogue,
    scratch: createScratchTargets({ cacheFolder: join(dataFolder, 'cache'), clock }),
    clock,
    operator: 'tester',
    proofDays: 7,
    signal,
    runbook: library.get,
  });
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

  const start = async (runbookId: string, parameters: Parameters = {}): Promise<string> => {
    const plan = await engine.plan('bench', runbookId, parameters);
    const request = { profileId: 'bench', runbookId, parameters, planHash: plan.hash };
    return engine.start({ ...request, confirmation: '', reason: 'a test', production: false });
  };
  const run = async (runbookId: string, parameters?: Parameters): Promise<RunState> =>
    engine.settled(await start(runbookId, parameters));

  return {
    engine,
    catalogue,
    storeFolder,
    start,
    run,
    take: async (parameters) => {
      assertDone(await run('backup.take', parameters));
      const [newest] = await catalogue.list();
      assert.ok(newest, 'a set is listed');
      return newest;
    },
  };
}

function given(keep: Retention | undefined): { readonly keep?: Retention } {
  return keep ? { keep } : {};
}

export function assertDone(state: RunState): void {
  assert.equal(state.run.status, 'done', JSON.stringify({ error: state.run.error, steps: state.steps }, null, 1));
}

/** What is in the store, hidden files too, beside the place of the oplog's slices. */
export async function inStore({ storeFolder }: BackupBench): Promise<string[]> {
  return (await readdir(storeFolder)).filter((name) => name !== OPLOG_PART).sort();
}
