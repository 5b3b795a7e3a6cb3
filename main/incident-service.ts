// Joins incidents with what they watch: the fleet's sessions, the runs and the audit log. Decides nothing of its own.

import type { Clock } from '../shared/clock.ts';
import { AppError } from '../shared/errors.ts';
import type { Lifetime } from '../shared/lifetime.ts';
import type { RunsState } from '../shared/model/run.ts';
import type { AuditEntry, AuditLog } from './audit/audit-log.ts';
import type { Fleet } from './fleet/fleet.ts';
import type { Session } from './fleet/session.ts';
import { createIncidents, type Incidents } from './incident/incidents.ts';
import { startRecorder } from './incident/recorder.ts';
import type { Live } from './live.ts';

const MOST_AUDIT_ENTRIES = 500;

export interface IncidentServiceOptions {
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly lifetime: Lifetime;
  readonly fleet: Fleet;
  readonly runs: Live<RunsState>;
  readonly audit: AuditLog;
  changesServers(runbookId: string): boolean;
  operator(): string;
  readonly report: (error: unknown) => void;
}

export async function createIncidentService(options: IncidentServiceOptions): Promise<Incidents> {
  const { dataFolder, clock, lifetime, fleet, runs, audit, operator, report } = options;
  const sessionOf = (profileId: string): Session | undefined => connectedSession(fleet, profileId);
  const incidents = await createIncidents({
    dataFolder,
    clock,
    lifetime,
    operator,
    report,
    profileName: (profileId) => fleet.profile(profileId).name,
    troubleSince: (profileId) => troubleSince(sessionOf(profileId)),
    audit: async (action, profileId, subject, why) => {
      await audit.append({
        who: operator(),
        action,
        target: profileId,
        subject,
        why,
        runId: null,
        planHash: null,
        result: 'done',
      });
    },
  });
  const { changesServers } = options;
  startRecorder({
    ...{ incidents, dataFolder, clock, lifetime, sessionOf, runs, changesServers, report },
    auditSince: auditSince(audit),
  });
  return incidents;
}

/** Reads backwards from the end of the log, and no further than it must. */
function auditSince(audit: AuditLog): (profileId: string, fromMs: number) => Promise<readonly AuditEntry[]> {
  return async (profileId, fromMs) => {
    const { entries } = await audit.search({ profileId, fromMs }, { limit: MOST_AUDIT_ENTRIES, cursor: null });
    return entries;
  };
}

/** Since when something critical has stood that still stands. */
function troubleSince(session: Session | undefined): number | null {
  const problems = Object.values(session?.fleet.get().state.problems ?? {});
  const critical = problems.filter(({ health }) => health === 'critical').map(({ sinceMs }) => sinceMs);
  return critical.length === 0 ? null : Math.min(...critical);
}

/** Undefined while the profile is not connected, or gone. */
function connectedSession(fleet: Fleet, profileId: string): Session | undefined {
  try {
    return fleet.session(profileId);
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return undefined;
    throw error;
  }
}
