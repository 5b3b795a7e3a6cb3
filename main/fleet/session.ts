// One connected profile: its connections, its one poll, and what is known of it as live values. It reads the servers only
// while somebody watches, and it never changes anything on them.

import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { Lifetime } from '../../shared/lifetime.ts';
import { BACKUPS_TABLES, type BackupsState } from '../../shared/model/backup.ts';
import { FLEET_TABLES, type FleetState, type HistoryState, type HistoryWindow } from '../../shared/model/fleet.ts';
import type { FleetEvent } from '../../shared/model/health.ts';
import type { Profile } from '../../shared/model/profile.ts';
import type { BackupCatalogue } from '../backup/backup-catalogue.ts';
import { readOplog, type OplogReading } from '../backup/read-coverage.ts';
import { live, whileWatched, type Live } from '../live.ts';
import type { MongoAccess } from '../mongo/mongo-access.ts';
import type { RedisAccess } from '../redis/redis-access.ts';
import { areaReader, type AreaReader, type Outcome } from './area-reader.ts';
import { eventsBetween } from './events/events-between.ts';
import { withEvents } from './events/event.ts';
import { createHistory } from './history.ts';
import type { Chart } from './history-charts.ts';
import { initialState, profileRow } from './initial-state.ts';
import { join } from './join.ts';
import { createPoller } from './poller.ts';
import { withProblems } from './problems/find-problems.ts';

export const COLLECTIONS_PERIOD_MS = 30_000;
export const BACKUPS_PERIOD_MS = 5_000;
/** There may be thousands of slices. */
const OPLOG_PERIOD_MS = 60_000;
/** An area that takes longer than this is shown late; the others are not held up. Each access gives up on single servers sooner. */
const DEADLINE_MS = 2500;
const FIRST_DEADLINE_MS = 6000;

export interface Session {
  readonly profile: Profile;
  /** Null: the profile has none. */
  readonly redis: RedisAccess | null;
  readonly mongo: MongoAccess | null;
  readonly backups: BackupCatalogue;
  /** Everything about the fleet. Subscribing to this, to a chart or to the sets is what makes the session poll. */
  readonly fleet: Live<FleetState>;
  readonly backupSets: Live<BackupsState>;
  history(chart: Chart, window: HistoryWindow): Live<HistoryState>;
  /** One fresh reading, whether or not somebody watches: for the command line and for reports. */
  reading(): Promise<FleetState>;
  /** Something the console itself did: a run began, ended, failed. */
  addEvent(event: Omit<FleetEvent, 'id' | 'atMs'>): void;
  /** The backup sets changed: read them at the next tick. */
  backupsChanged(): void;
  isReadOnly(): boolean;
  /** No confirmation here: `fleet.setReadOnly` asks for it. */
  setReadOnly(readOnly: boolean): void;
  /** The name, colour or environment changed; the servers are the same. What becomes production becomes read-only. */
  rename(profile: Profile): void;
  /** The interval changed. */
  wake(): void;
  /** Aborted when the profile is disconnected. */
  readonly ended: AbortSignal;
}

export interface SessionOptions {
  readonly profile: Profile;
  readonly redis: RedisAccess | null;
  readonly mongo: MongoAccess | null;
  readonly backups: BackupCatalogue;
  readonly readOnly: boolean;
  readonly clock: Clock;
  readonly lifetime: Lifetime;
  readonly intervalMs: () => number;
  /** After how many days the proof of a restore is stale. */
  readonly proofDays: () => number;
  /** True while a backup of this profile is being written by this console. */
  readonly isBackupRunning: () => boolean;
  readonly onTick: (state: FleetState) => void;
  /** Hears of bugs: a tick that threw. */
  readonly report: (error: unknown) => void;
}

export function createSession(options: SessionOptions): Session {
  const { redis, mongo, backups, clock, lifetime, intervalMs, proofDays, isBackupRunning, onTick, report } = options;
  let profile = options.profile;
  const ended = new AbortController();
  const fleet = live<FleetState>(initialState(profile, options.readOnly, intervalMs()), FLEET_TABLES);
  const backupSets = live<BackupsState>({ stores: {}, sets: {} }, BACKUPS_TABLES);
  const history = createHistory();
  let eventCount = 0;

  const none = <Reading>(): AreaReader<Reading> => ({ read: async () => ({ kind: 'same' }), expire: () => {} });
  const readers = {
    redis: redis === null ? none<never>() : areaReader({ clock, periodMs: 0, ask: () => redis.read() }),
    mongo: mongo === null ? none<never>() : areaReader({ clock, periodMs: 0, ask: () => mongo.read() }),
    collections:
      mongo === null
        ? none<never>()
        : areaReader({ clock, periodMs: COLLECTIONS_PERIOD_MS, ask: () => mongo.readCollections() }),
    backups:
      profile.stores.length === 0
        ? none<never>()
        : areaReader({ clock, periodMs: BACKUPS_PERIOD_MS, ask: () => backups.read() }),
    oplog:
      mongo === null || profile.stores.length === 0
        ? none<never>()
        : areaReader({ clock, periodMs: OPLOG_PERIOD_MS, ask: () => readOplog(backups, profile.id) }),
  };
  let sets: BackupsState | null = null;
  let oplog: OplogReading | null = null;

  async function tick(signal: AbortSignal): Promise<void> {
    const startedMs = clock.now();
    const before = fleet.get().state;
    const isFirst = before.clock.tick === 0;
    const deadlineMs = isFirst ? FIRST_DEADLINE_MS : DEADLINE_MS;
    const [redisOutcome, mongoOutcome, backupsOutcome, oplogOutcome, collectionsOutcome] = await Promise.all([
      readers.redis.read(deadlineMs, signal),
      readers.mongo.read(deadlineMs, signal),
      readers.backups.read(deadlineMs, signal),
      // Slow: a tick starts them, a later one takes the answer. Whoever reads but once is told of the slices all the same.
      readers.oplog.read(isFirst ? deadlineMs : 0, signal),
      readers.collections.read(0, signal),
    ]);
    if (signal.aborted) return;
    takeSets(backupsOutcome);
    if (oplogOutcome.kind === 'read') oplog = oplogOutcome.reading;
    const read = join(before, {
      startedMs,
      endedMs: clock.now(),
      intervalMs: intervalMs(),
      redis: redisOutcome,
      mongo: mongoOutcome,
      collections: collectionsOutcome,
      backups: backupsOutcome,
      backupRunning: isBackupRunning(),
    });
    const after = withProblems(read, { backups: sets, oplog, proofDays: proofDays() });
    fleet.update((now) => ({
      ...after,
      profile: now.profile,
      events: withEvents(now.events, eventsBetween(before, after)),
    }));
    history.add(after);
    onTick(after);
  }

  function takeSets(outcome: Outcome<BackupsState>): void {
    if (outcome.kind !== 'read') return;
    sets = outcome.reading;
    backupSets.update(() => outcome.reading);
  }

  lifetime.add(() => ended.abort());
  const poller = createPoller({ clock, lifetime, intervalMs, tick, report });
  const watched = <State>(value: Live<State>): Live<State> => whileWatched(value, poller.hold);
  const charts = new Map<string, Live<HistoryState>>();

  return {
    get profile() {
      return profile;
    },
    redis,
    mongo,
    backups,
    fleet: watched(fleet),
    backupSets: watched(backupSets),
    history(chart, window) {
      const name = `${chart} ${window}`;
      const chosen = charts.get(name) ?? watched(history.of(chart, window));
      charts.set(name, chosen);
      return chosen;
    },
    reading: () => nextReading(fleet, poller.hold, ended.signal),
    addEvent(event) {
      eventCount += 1;
      const atMs = clock.now();
      const whole: FleetEvent = { ...event, id: `${atMs}-own-${eventCount}`, atMs };
      fleet.update((state) => ({ ...state, events: withEvents(state.events, [whole]) }));
    },
    backupsChanged: () => {
      backups.expire();
      readers.backups.expire();
      backups.oplog.expire();
      readers.oplog.expire();
    },
    isReadOnly: () => fleet.get().state.profile.readOnly,
    setReadOnly: (readOnly) => fleet.update((state) => ({ ...state, profile: profileRow(profile, readOnly) })),
    rename(renamed) {
      const becomesProduction = renamed.environment === 'production' && profile.environment !== 'production';
      profile = renamed;
      fleet.update((state) => ({
        ...state,
        profile: profileRow(renamed, state.profile.readOnly || becomesProduction),
      }));
    },
    wake: poller.wake,
    ended: ended.signal,
  };
}

/** The state after the next tick. Every tick changes the clock, so every tick is told. */
function nextReading(fleet: Live<FleetState>, hold: () => () => void, ended: AbortSignal): Promise<FleetState> {
  const { promise, resolve, reject } = Promise.withResolvers<FleetState>();
  const tick = fleet.get().state.clock.tick;
  const unsubscribe = fleet.subscribe(() => {
    const { state } = fleet.get();
    if (state.clock.tick > tick) resolve(state);
  });
  const release = hold();
  const end = (): void => reject(new AppError('cancelled', 'the profile was disconnected while it was being read'));
  ended.addEventListener('abort', end, { once: true });
  if (ended.aborted) end();
  return promise.finally(() => {
    unsubscribe();
    release();
    ended.removeEventListener('abort', end);
  });
}
