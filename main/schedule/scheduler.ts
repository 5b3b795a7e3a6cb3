// Runs what is due while this console runs. It looks at the wall clock at least every few seconds, so that suspend, daylight
// saving and a corrected clock cannot make it sleep past a due time. Schedules of one profile run one after the other.

import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { Lifetime } from '../../shared/lifetime.ts';
import {
  SCHEDULES_TABLES,
  type Schedule,
  type ScheduleOutcome,
  type SchedulesState,
} from '../../shared/model/schedule.ts';
import { live, type Live } from '../live.ts';
import type { RunbookEngine } from '../runbook/runbook-engine.ts';
import type { Claim, Claims } from './claims.ts';
import { decide } from './decide.ts';
import { runClaim, type RunClaimOptions } from './run-claim.ts';
import type { ScheduleStore } from './schedule-store.ts';
import { createScheduleView, outcomeOf } from './schedule-view.ts';
import { takeDue, takeNow, type Taken } from './take-due.ts';

export interface SchedulerOptions {
  readonly store: ScheduleStore;
  readonly claims: Claims;
  readonly fleet: RunClaimOptions['fleet'];
  readonly setReadOnly: RunClaimOptions['setReadOnly'];
  readonly runbooks: RunClaimOptions['runbooks'] & Pick<RunbookEngine, 'runs' | 'cancel'>;
  readonly clock: Clock;
  readonly lifetime: Lifetime;
  readonly toError: RunClaimOptions['toError'];
  readonly report: (error: unknown) => void;
  /** An outcome is final. Must not throw. */
  readonly onOutcome: (schedule: Schedule, outcome: ScheduleOutcome) => void;
}

export interface Scheduler {
  readonly state: Live<SchedulesState>;
  /** Looks again and again until the lifetime ends. */
  start(): void;
  /** Looks now: something was changed. */
  look(): Promise<void>;
  /** The enabled schedules that are due now. */
  due(profileId: string | null): Promise<readonly Schedule[]>;
  /** Takes what is due and resolves when all of it has ended. */
  runDue(profileId: string | null): Promise<readonly ScheduleOutcome[]>;
  /** Resolves when the run has begun or failed to. Throws `conflict` while one goes on. */
  runNow(schedule: Schedule): Promise<ScheduleOutcome>;
}

/** Between two looks at the clock; also how soon what other consoles did is seen. */
const LOOK_MS = 20_000;

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { store, claims, runbooks, clock, lifetime, report } = options;
  const state = live<SchedulesState>({ schedules: {}, outcomes: {} }, SCHEDULES_TABLES);
  const view = createScheduleView();
  const ending = new AbortController();
  const under = new Set<Promise<Claim>>();
  const runIds = new Set<string>();
  const lastOn = new Map<string, Promise<unknown>>();
  let looking: Promise<unknown> = Promise.resolve();
  let nap = new AbortController();
  let shows = 0;

  const take = { claims, clock, runs: () => Object.values(runbooks.runs.get().state.runs) };

  lifetime.add(
    runbooks.runs.subscribe(() => {
      if (take.runs().some(({ scheduleId }) => scheduleId !== null)) void show().catch(report);
    }),
  );
  lifetime.add(async () => {
    ending.abort(new AppError('cancelled', 'The console was closed.'));
    await looking;
    // A run that has just ended refuses: that is all that is wanted.
    for (const runId of runIds) await runbooks.cancel(runId).catch(() => undefined);
    await Promise.all(under);
  });

  async function show(): Promise<void> {
    const turn = ++shows;
    const schedules = await store.read();
    const known = await Promise.all(
      schedules.map(async (schedule) => ({ schedule, claims: await claims.of(schedule.id) })),
    );
    const { runs } = runbooks.runs.get().state;
    if (turn !== shows) return; // a later look knows better
    state.update(() => view(known, runs, clock.now()));
  }

  /** Runs one claim in its profile's turn. Never rejects. */
  function run(schedule: Schedule, claim: Claim, onBegun: (claim: Claim) => void): Promise<Claim> {
    const tell = async (now: Claim): Promise<void> => {
      if (now.runId !== null) runIds.add(now.runId);
      await claims.write(now).catch(report);
      await show().catch(report);
      if (now.runId !== null) onBegun(now);
    };
    const turn = (lastOn.get(schedule.profileId) ?? Promise.resolve()).then(async () => {
      const ended = await runClaim(schedule, claim, options, tell, ending.signal);
      if (ended.runId !== null) runIds.delete(ended.runId);
      options.onOutcome(schedule, outcomeOf(ended, {}));
      return ended;
    });
    lastOn.set(schedule.profileId, turn);
    under.add(turn);
    void turn.finally(() => under.delete(turn));
    return turn;
  }

  function accept(
    schedule: Schedule,
    { over, toRun }: Taken,
    onBegun: (claim: Claim) => void = () => {},
  ): Promise<Claim>[] {
    for (const claim of over) options.onOutcome(schedule, outcomeOf(claim, {}));
    return [...over.map((claim) => Promise.resolve(claim)), ...(toRun === null ? [] : [run(schedule, toRun, onBegun)])];
  }

  /** One look at a time: takes what is due, and gives what became or will become of it. */
  function lookOnce(profileId: string | null): Promise<Promise<Claim>[]> {
    const next = looking.then(async () => {
      const found: Promise<Claim>[] = [];
      for (const schedule of await store.read()) {
        if (ending.signal.aborted) break;
        if (profileId !== null && schedule.profileId !== profileId) continue;
        try {
          found.push(...accept(schedule, await takeDue(schedule, take)));
        } catch (error) {
          report(error); // a disk that is full must not keep the others from running
        }
      }
      await show();
      return found;
    });
    looking = next.catch(() => undefined);
    return next;
  }

  async function loop(): Promise<void> {
    while (!ending.signal.aborted) {
      await lookOnce(null).catch(report);
      nap = new AbortController();
      const next = Math.min(...Object.values(state.get().state.schedules).map(({ nextMs }) => nextMs[0] ?? Infinity));
      await clock
        .sleep(Math.max(50, Math.min(LOOK_MS, next - clock.now())), AbortSignal.any([nap.signal, ending.signal]))
        .catch(() => undefined); // woken
    }
  }

  return {
    state,
    start: () => void loop().catch(report),
    async look() {
      await show();
      nap.abort();
    },
    async due(profileId) {
      const found: Schedule[] = [];
      for (const schedule of await store.read()) {
        const decision = decide(schedule, { claims: await claims.of(schedule.id), isRunning: false }, clock.now());
        if (decision?.does === 'run' && (profileId === null || schedule.profileId === profileId)) found.push(schedule);
      }
      return found;
    },
    async runDue(profileId) {
      const ended = await Promise.all(await lookOnce(profileId));
      return ended.map((claim) => outcomeOf(claim, {}));
    },
    async runNow(schedule) {
      const taken = await takeNow(schedule, take);
      const { promise: begun, resolve } = Promise.withResolvers<Claim>();
      const ended = accept(schedule, taken, resolve).at(-1)!;
      await show();
      return outcomeOf(await Promise.race([ended, begun]), {});
    },
  };
}
