// The composition root: creates the services in order, joins them, and disposes them in reverse. No decision of the product
// is made here.

import { join } from 'node:path';
import type { Clock } from '../shared/clock.ts';
import { contract } from '../shared/contract/index.ts';
import { Lifetime } from '../shared/lifetime.ts';
import type { RunsState } from '../shared/model/run.ts';
import type { Language } from '../shared/text.ts';
import { createPipe } from '../shared/pipe-wire.ts';
import { createRpcClient, type RpcClient } from '../shared/rpc-client.ts';
import type { Wire } from '../shared/wire.ts';
import packageInfo from '../package.json' with { type: 'json' };
import { createApprovals } from './approval/approvals.ts';
import { needsApproval } from './approval/needs-approval.ts';
import { createAuditLog } from './audit/audit-log.ts';
import { watchAudit } from './audit/audit-watch.ts';
import { runWitnesses } from './audit/run-witnesses.ts';
import { createKeyRing } from './backup/keys/key-ring.ts';
import { createBackupCatalogue } from './backup/create-backup-catalogue.ts';
import { watchDrills } from './drill-alarm.ts';
import { pdfOfMarkdown } from './evidence/pdf-of-markdown.ts';
import { createFleet } from './fleet/fleet.ts';
import type { Host } from './host.ts';
import { createIncidentService } from './incident-service.ts';
import { createLabService } from './lab-service.ts';
import { createOpenRun } from './lease/open-run.ts';
import type { Live } from './live.ts';
import type { Log } from './log.ts';
import { createMongoAccess } from './mongo/create-mongo-access.ts';
import { createRedisAccess } from './redis/create-redis-access.ts';
import { createRehearsalService } from './rehearsal-service.ts';
import { createRunEvents, writesBackup } from './run-events.ts';
import { createAuthorise } from './rpc/authorise.ts';
import { createDispatcher } from './rpc/dispatcher.ts';
import { appHandlers } from './rpc/handlers/app.ts';
import { backupKeysHandlers } from './rpc/handlers/backup-keys.ts';
import { approvalsHandlers } from './rpc/handlers/approvals.ts';
import { auditHandlers } from './rpc/handlers/audit.ts';
import { backupsHandlers } from './rpc/handlers/backups.ts';
import { fleetHandlers } from './rpc/handlers/fleet.ts';
import { leasesHandlers } from './rpc/handlers/leases.ts';
import { incidentsHandlers } from './rpc/handlers/incidents.ts';
import { notificationsHandlers } from './rpc/handlers/notifications.ts';
import { rehearsalsHandlers } from './rpc/handlers/rehearsals.ts';
import { runbookFilesHandlers } from './rpc/handlers/runbook-files.ts';
import { runsHandlers } from './rpc/handlers/runs.ts';
import { schedulesHandlers } from './rpc/handlers/schedules.ts';
import { serveWire } from './rpc/session.ts';
import { createRunbookEngine } from './runbook/engine.ts';
import { createFileLibrary, ownFolderIn } from './runbook/files/file-library.ts';
import { createOwnFiles } from './runbook/files/own-files.ts';
import { library as runbooksInCode } from './runbook/library/index.ts';
import type { RunbookEngineOptions } from './runbook/runbook-engine.ts';
import { createRunbookLibrary, type RunbookLibrary } from './runbook/runbook-library.ts';
import type { RunbookContext } from './runbook/runbook.ts';
import { createSchedules } from './schedule/create-schedules.ts';
import type { Services } from './services.ts';
import { createScratchTargets } from './scratch/scratch-targets.ts';
import { createDamagedFiles } from './settings/damaged-files.ts';
import { createProfileStore } from './settings/profile-store.ts';
import { createSettingsStore } from './settings/settings-store.ts';

export interface AppOptions {
  readonly host: Host;
  readonly clock: Clock;
  readonly log: Log;
  readonly lifetime?: Lifetime;
  /** Around every journal entry of every run: where the proof of crashes does its harm. */
  readonly onJournal?: RunbookEngineOptions['onJournal'];
  /** Instead of the console's own runbooks: what a rehearsal's console runs. */
  readonly library?: RunbookLibrary;
}

type Composed = AppOptions & { readonly lifetime: Lifetime };

/** The engine. `call` and `watch` serve the command line, through the same checks as any wire. */
export interface App extends RpcClient {
  /** Serves one wire until it closes, the returned function is called, or the app is disposed. */
  serve(wire: Wire): () => void;
  /** True while this engine itself is at that run: its end would be the run's. */
  isOwnRun(runId: string): boolean;
  dispose(): Promise<void>;
}

export async function createApp(given: AppOptions): Promise<App> {
  const { lifetime = new Lifetime('app') } = given;
  const options: Composed = { ...given, lifetime };
  try {
    return compose(await createServices(options), options);
  } catch (error) {
    await lifetime.dispose();
    throw error;
  }
}

function compose(services: Services, { clock, log, lifetime }: Composed): App {
  const { fleet, runbooks } = services;
  const dispatcher = createDispatcher({
    contract,
    handlers: {
      ...appHandlers(services),
      ...approvalsHandlers(services),
      ...backupKeysHandlers(services),
      ...auditHandlers(services),
      ...backupsHandlers(services),
      ...fleetHandlers(services),
      ...runbookFilesHandlers(services),
      ...runsHandlers(services),
      ...incidentsHandlers(services),
      ...leasesHandlers(services),
      ...rehearsalsHandlers(services),
      ...schedulesHandlers(services),
      ...notificationsHandlers(services),
    },
    authorise: createAuthorise({
      isReadOnly: fleet.isReadOnly,
      profileName: (profileId) => fleet.profile(profileId).name,
      runbookEffect: (id) => services.library.find(id)?.effect,
      runOf: (runId) => runbooks.runs.get().state.runs[runId],
    }),
    log,
  });
  const serve = (wire: Wire): (() => void) => {
    const end = serveWire(wire, { dispatcher, clock, log });
    const endNow = lifetime.add(end);
    wire.onClose(() => void endNow());
    return end;
  };
  const pipe = createPipe();
  serve(pipe.server);
  const client = createRpcClient(pipe.client);
  return {
    serve,
    call: client.call,
    watch: client.watch,
    get closed() {
      return client.closed;
    },
    isOwnRun: runbooks.isOwn,
    dispose: () => lifetime.dispose(),
  };
}

async function createServices({ host, clock, log, lifetime, onJournal, library: given }: Composed): Promise<Services> {
  const report = (error: unknown): void => log.error('engine.trouble', { error });
  const damagedFiles = createDamagedFiles();
  const reportFile = (error: unknown): void => {
    report(error);
    damagedFiles.add(error);
  };
  const settings = await createSettingsStore({ folder: host.paths.settings, lifetime, report: reportFile });
  const profiles = await createProfileStore({ folder: host.paths.settings, lifetime, report: reportFile });
  const operator = (): string => settings.get().operator || host.operator;
  const audit = createAuditLog({
    folder: join(host.paths.data, 'audit'),
    anchorFolder: host.paths.settings,
    secrets: host.secrets,
    witnesses: () => runWitnesses(host.paths.data),
    clock,
    report,
  });
  const auditWatch = watchAudit(audit, clock, lifetime, report);
  const approvals = createApprovals({
    settingsFolder: host.paths.settings,
    dataFolder: host.paths.data,
    secrets: host.secrets,
    clock,
    operator,
  });
  const keyRing = createKeyRing({
    settingsFolder: host.paths.settings,
    secrets: host.secrets,
    clock,
    report: reportFile,
  });
  const lab = await createLabService({ paths: host.paths, clock, lifetime, report });

  let runs: Live<RunsState> | undefined; // the engine comes after the fleet it acts on
  const fleet = await createFleet({
    profiles,
    settings,
    host,
    clock,
    factories: {
      createRedisAccess,
      createMongoAccess,
      createBackupCatalogue: (options) =>
        createBackupCatalogue({
          ...options,
          keyRing,
          dataFolder: host.paths.data,
          cacheFolder: host.paths.cache,
        }),
    },
    lifetime: lifetime.child('fleet'), // sessions that open later end after the runs that use them all the same
    lab,
    isBackupRunning: (profileId) => runs !== undefined && writesBackup(runs.get().state, profileId),
    report,
  });

  const runbookFiles = await createFileLibrary({
    code: runbooksInCode,
    ownFolder: ownFolderIn(host.paths.settings),
    lifetime,
    report,
  });
  const ownFiles = createOwnFiles(runbookFiles, () => clock.now());
  const library = given ?? createRunbookLibrary(runbookFiles.runbooks);
  const scratch = createScratchTargets({ cacheFolder: host.paths.cache, clock });
  void scratch.sweep().catch(report);
  const contextOf = (profileId: string, signal: AbortSignal): RunbookContext => {
    const { profile, redis, mongo, backups } = fleet.session(profileId);
    return {
      ...{ profile, redis, mongo, backups, scratch, clock, signal },
      operator: operator(),
      proofDays: settings.get().proofDays,
      runbook: library.get,
    };
  };
  const runbooks = await createRunbookEngine({
    dataFolder: host.paths.data,
    clock,
    library,
    contextOf,
    openRun: createOpenRun({ contextOf, isReadOnly: (profileId) => fleet.session(profileId).isReadOnly() }),
    audit,
    operator,
    needsApproval,
    approve: (plan, approval, request) =>
      approvals.approve(
        { plan, profile: fleet.profile(request.profileId), texts: library.get(request.runbookId).texts },
        approval,
      ),
    pdfOf: pdfOfMarkdown,
    onRunEvent: createRunEvents({
      sessionOf: fleet.sessionOf,
      areaOf: (runbookId) => library.find(runbookId)?.area ?? 'operations',
    }),
    lifetime,
    ...(onJournal && { onJournal }),
    report,
  });
  runs = runbooks.runs;
  const language = (): Language => settings.get().language;
  const schedules = await createSchedules({
    ...{ host, fleet, runbooks, clock, lifetime, log, audit, operator, language, reportFile },
  });
  const incidents = await createIncidentService({
    dataFolder: host.paths.data,
    clock,
    lifetime,
    fleet,
    runs,
    audit,
    changesServers: (runbookId) => library.find(runbookId)?.effect !== 'read',
    operator,
    report,
  });
  watchDrills({
    ...{ runs, isOwn: runbooks.isOwn, incidents, notifier: schedules.notifier, fleet, library },
    ...{ language, lifetime, report },
  });
  const rehearsals = createRehearsalService({
    cacheFolder: host.paths.cache,
    clock,
    lifetime,
    log,
    fleet,
    runbooks,
    library,
    audit,
    operator,
    report,
    createApp,
  });
  return {
    host,
    version: packageInfo.version,
    settings,
    damagedFiles,
    fleet,
    library,
    runbookFiles,
    ownFiles,
    runbooks,
    keyRing,
    ...schedules,
    incidents,
    rehearsals,
    audit,
    auditWatch,
    approvals,
    lab,
    operator,
  };
}
