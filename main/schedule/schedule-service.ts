// What may be asked of schedules: the contract's calls, checked. The scheduler runs them.

import { randomBytes } from 'node:crypto';
import type { Clock } from '../../shared/clock.ts';
import type { CronPreview, ScheduleChoices } from '../../shared/contract/schedules.ts';
import { AppError } from '../../shared/errors.ts';
import type { RunbookInfo } from '../../shared/model/run.ts';
import type { Schedule, ScheduleDraft, ScheduleOutcome } from '../../shared/model/schedule.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Session } from '../fleet/session.ts';
import type { RunbookEngine } from '../runbook/runbook-engine.ts';
import type { Claims } from './claims.ts';
import { checkTimes, nextTimes } from './due-times.ts';
import { presetsOf } from './presets.ts';
import { asksName, refusalError, refusalOf } from './schedule-rules.ts';
import type { ScheduleStore } from './schedule-store.ts';
import type { Scheduler } from './scheduler.ts';
import { cronInWords } from './words.ts';

export interface ScheduleService {
  readonly scheduler: Scheduler;
  preview(cron: string, timeZone: string, count: number): CronPreview;
  choices(profileId: string): ScheduleChoices;
  /** Throws `bad_request`, `unsupported`, `not_found`. */
  save(id: string | null, draft: ScheduleDraft, confirmation: string): Promise<Schedule>;
  remove(id: string): Promise<void>;
  setEnabled(id: string, enabled: boolean): Promise<void>;
  runNow(id: string): Promise<ScheduleOutcome>;
  find(id: string): Promise<Schedule>;
  list(): Promise<readonly Schedule[]>;
}

export interface ScheduleServiceOptions {
  readonly store: ScheduleStore;
  readonly claims: Claims;
  readonly scheduler: Scheduler;
  readonly fleet: Pick<Fleet, 'profile' | 'session'>;
  readonly runbooks: Pick<RunbookEngine, 'list'>;
  readonly clock: Clock;
  readonly operator: () => string;
}

export function createScheduleService(options: ScheduleServiceOptions): ScheduleService {
  const { store, claims, scheduler, fleet, runbooks, clock, operator } = options;

  async function find(id: string): Promise<Schedule> {
    const found = (await store.read()).find((schedule) => schedule.id === id);
    if (found) return found;
    throw new AppError('not_found', `There is no schedule ${id}.`, { hint: 'It may have been removed.' });
  }

  const runbookOf = (id: string): RunbookInfo | undefined => runbooks.list().find((runbook) => runbook.id === id);

  /** The name typed now; a schedule that asks for none has none. */
  function confirmedBy(draft: ScheduleDraft, runbook: RunbookInfo, confirmation: string): Schedule['confirmed'] {
    const profile = fleet.profile(draft.profileId);
    if (!asksName(runbook, profile)) return null;
    if (confirmation === profile.name) return { by: operator(), atMs: clock.now() };
    throw new AppError(
      'bad_request',
      `${draft.runbookId} would change ${profile.name}, a production profile, unattended.`,
      {
        hint: `Type ${profile.name} to allow that.`,
      },
    );
  }

  return {
    scheduler,
    find,
    list: store.read,
    preview(cron, timeZone, count) {
      const nowMs = clock.now();
      try {
        checkTimes({ cron, timeZone }, nowMs);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return { problem: error.message, inWords: { en: '', ar: '' }, nextMs: [] };
      }
      return { problem: null, inWords: cronInWords(cron), nextMs: nextTimes({ cron, timeZone }, nowMs, count) };
    },
    choices(profileId) {
      const profile = fleet.profile(profileId);
      const known = runbooks.list().map((runbook) => ({
        id: runbook.id,
        refusal: refusalOf(runbook, profile),
        asksName: asksName(runbook, profile),
      }));
      const mayRun = new Set(known.filter(({ refusal }) => refusal === null).map(({ id }) => id));
      const hasRetention = fleet.profile(profileId).stores.some(({ keep }) => keep !== undefined);
      const presets = presetsOf(collectionsOf(sessionOf(fleet, profileId)), hasRetention).filter(({ runbookId }) =>
        mayRun.has(runbookId),
      );
      return { runbooks: known, presets, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone };
    },
    async save(id, draft, confirmation) {
      const before = id === null ? null : await find(id);
      const runbook = runbookOf(draft.runbookId);
      const refusal = refusalOf(runbook, fleet.profile(draft.profileId));
      if (!runbook || refusal !== null) throw refusalError(refusal ?? 'unknown', draft.runbookId);
      checkTimes(draft, clock.now());
      checkParameters(runbook, draft.parameters);
      const goesOn =
        before?.enabled === true && before.cron === draft.cron && before.timeZone === draft.timeZone && draft.enabled;
      const schedule: Schedule = {
        ...draft,
        cron: draft.cron.trim().replace(/\s+/g, ' '),
        id: before?.id ?? newId(draft.name),
        sinceMs: goesOn ? before.sinceMs : clock.now(),
        confirmed: confirmedBy(draft, runbook, confirmation),
      };
      await store.save(schedule);
      await scheduler.look();
      return schedule;
    },
    async remove(id) {
      await store.remove(id);
      await claims.forget(id);
      await scheduler.look();
    },
    async setEnabled(id, enabled) {
      await store.change(id, (schedule) =>
        schedule.enabled === enabled ? schedule : { ...schedule, enabled, sinceMs: clock.now() },
      );
      await scheduler.look();
    },
    async runNow(id) {
      const schedule = await find(id);
      if (runbookOf(schedule.runbookId)?.effect !== 'read') {
        throw new AppError('unsupported', `${schedule.runbookId} changes servers: by hand it shows its plan first.`, {
          hint: 'Open the runbook, look at its plan, and start it there.',
        });
      }
      return scheduler.runNow(schedule);
    },
  };
}

function checkParameters({ id, fields }: RunbookInfo, parameters: Readonly<Record<string, string>>): void {
  const unknown = Object.keys(parameters).find((name) => !fields.some((field) => field.name === name));
  if (unknown !== undefined) throw new AppError('bad_request', `${id} has no parameter ${unknown.slice(0, 60)}.`);
  const missing = fields.find(({ name, required }) => required && !parameters[name]);
  if (missing) throw new AppError('bad_request', `${id} needs the parameter ${missing.name}.`, { hint: 'Fill it in.' });
}

/** `Nightly backup` → `nightly-backup-x3f9`. Names in other scripts give `schedule-x3f9`. */
function newId(name: string): string {
  const words = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return `${words === '' ? 'schedule' : words}-${randomBytes(3).toString('hex').slice(0, 4)}`;
}

function sessionOf(fleet: Pick<Fleet, 'session'>, profileId: string): Session | null {
  try {
    return fleet.session(profileId);
  } catch {
    return null; // not connected: presets are offered without names of collections
  }
}

function collectionsOf(session: Session | null): string[] {
  const collections = session?.fleet.get().state.mongoCollections ?? {};
  return Object.values(collections).map(({ namespace }) => namespace);
}
