// Schedules and notifications, put together: the stores on disk, the scheduler, the channels.

import type { Clock } from '../../shared/clock.ts';
import type { AppError } from '../../shared/errors.ts';
import type { Lifetime } from '../../shared/lifetime.ts';
import type { Schedule, ScheduleOutcome } from '../../shared/model/schedule.ts';
import { text, type Language } from '../../shared/text.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Host } from '../host.ts';
import type { Log } from '../log.ts';
import type { Result } from '../notify/message.ts';
import { createNotificationSecrets } from '../notify/notification-secrets.ts';
import { createNotificationStore } from '../notify/notification-store.ts';
import { createNotifier, type Notifier } from '../notify/notifier.ts';
import { audited } from '../rpc/audited.ts';
import { mapError } from '../rpc/map-error.ts';
import type { RunbookEngine } from '../runbook/runbook-engine.ts';
import { createClaims } from './claims.ts';
import { createScheduleService, type ScheduleService } from './schedule-service.ts';
import { createScheduleStore } from './schedule-store.ts';
import { createScheduler } from './scheduler.ts';

export interface SchedulesOptions {
  readonly host: Host;
  readonly fleet: Fleet;
  readonly runbooks: RunbookEngine;
  readonly clock: Clock;
  readonly lifetime: Lifetime;
  readonly log: Log;
  /** Hears of a settings file that was kept aside. */
  reportFile(trouble: unknown): void;
  readonly audit: AuditLog;
  readonly operator: () => string;
  readonly language: () => Language;
}

export interface Schedules {
  readonly schedules: ScheduleService;
  readonly notifier: Notifier;
}

/** Consoles with a window or a page run what is due while they are there; the command line only when told to. */
export async function createSchedules(options: SchedulesOptions): Promise<Schedules> {
  const { host, fleet, runbooks, clock, lifetime, log, audit, operator, language } = options;
  const folder = host.paths.settings;
  const report = (error: unknown): void => log.error('schedules.trouble', { error });
  const toError = (thrown: unknown): AppError => mapError(thrown, 'schedule', log);

  const notifier = await createNotifier({
    store: createNotificationStore({ folder, lifetime, report: options.reportFile }),
    secrets: createNotificationSecrets(host.secrets),
    host,
    clock,
    lifetime,
    language,
    toError,
    onFailure: (channel, error) => log.warn('notify.failed', { channel, error: error.toData() }),
  });
  const store = createScheduleStore({ folder, lifetime, report: options.reportFile });
  const claims = createClaims(host.paths.data);
  const scheduler = createScheduler({
    ...{ store, claims, fleet, runbooks, clock, lifetime, toError, report },
    setReadOnly: (profileId, readOnly, why) => {
      const action = readOnly ? 'profile.lock' : 'profile.unlock';
      const entry = {
        action,
        profileId,
        subject: 'schedules',
        why,
        before: { readOnly: !readOnly },
        after: { readOnly },
      };
      return audited({ audit, operator }, entry, async () =>
        fleet.setReadOnly(profileId, readOnly, fleet.profile(profileId).name),
      );
    },
    onOutcome: (schedule, outcome) => notifier.tell(schedule.notify, resultOf(schedule, outcome, { fleet, runbooks })),
  });
  if (host.face !== 'command-line') scheduler.start();
  return {
    schedules: createScheduleService({ store, claims, scheduler, fleet, runbooks, clock, operator }),
    notifier,
  };
}

function resultOf(
  { name, profileId, runbookId, timeZone }: Schedule,
  outcome: ScheduleOutcome,
  { fleet, runbooks }: Pick<SchedulesOptions, 'fleet' | 'runbooks'>,
): Result {
  const runbook = runbooks.list().find(({ id }) => id === runbookId);
  return {
    scheduleName: name,
    runbookId,
    runbookTitle: text(runbook === undefined ? runbookId : 'title'),
    texts: runbook?.texts ?? {},
    profileId,
    profileName: fleet.profiles.get().state.profiles[profileId]?.profile.name ?? profileId,
    timeZone,
    outcome,
  };
}

/** What a test of a channel sends. */
export function exampleResult(nowMs: number): Result {
  const id = 'test';
  return {
    scheduleName: 'Test',
    runbookId: id,
    runbookTitle: text('Marsad: a test'),
    texts: {},
    profileId: id,
    profileName: 'Marsad',
    timeZone: 'UTC',
    outcome: {
      ...{ id, scheduleId: id, dueMs: nowMs, claimedMs: nowMs, endedMs: nowMs, kind: 'by-hand', result: 'done' },
      ...{ skipped: null, runId: null, missedBefore: 0, error: null },
    },
  };
}
