// Joins rehearsals with what they need: the target's sessions and plans, and a console of their own on the lab.

import type { Clock } from '../shared/clock.ts';
import type { Lifetime } from '../shared/lifetime.ts';
import type { AuditLog } from './audit/audit-log.ts';
import type { Fleet } from './fleet/fleet.ts';
import type { Host, HostPaths } from './host.ts';
import type { Log } from './log.ts';
import { createNodeHost } from './node-host.ts';
import type { ConsoleHandle } from './rehearsal/lab-console.ts';
import { createRehearsals, type Rehearsals } from './rehearsal/rehearsals.ts';
import { rehearsedLibrary } from './rehearsal/rehearsed-library.ts';
import type { RunbookEngine } from './runbook/runbook-engine.ts';
import type { RunbookLibrary } from './runbook/runbook-library.ts';

export interface RehearsalServiceOptions {
  readonly cacheFolder: string;
  readonly clock: Clock;
  readonly lifetime: Lifetime;
  readonly log: Log;
  readonly fleet: Fleet;
  readonly runbooks: RunbookEngine;
  readonly library: RunbookLibrary;
  readonly audit: AuditLog;
  operator(): string;
  readonly report: (error: unknown) => void;
  /** Composes the console on the lab: the same way as this one is composed. */
  readonly createApp: (options: {
    readonly host: Host;
    readonly clock: Clock;
    readonly log: Log;
    readonly library: RunbookLibrary;
  }) => Promise<ConsoleHandle>;
}

export function createRehearsalService(options: RehearsalServiceOptions): Rehearsals {
  const { cacheFolder, clock, lifetime, log, fleet, runbooks, library, audit, operator, report } = options;
  return createRehearsals({
    cacheFolder,
    clock,
    lifetime,
    sessionOf: fleet.session,
    runbooks,
    library,
    report,
    open: (paths: HostPaths) =>
      options.createApp({
        // Without a keystore and without notifications: nothing of a rehearsal reaches further than its folder.
        host: { ...createNodeHost('command-line'), paths, operator: operator() },
        clock,
        log,
        library: rehearsedLibrary(library),
      }),
    audit: async ({ profileId, runbookId }, result) => {
      await audit.append({
        who: operator(),
        action: 'rehearsal',
        target: profileId,
        subject: runbookId,
        why: '',
        runId: null,
        planHash: null,
        result,
      });
    },
  });
}
