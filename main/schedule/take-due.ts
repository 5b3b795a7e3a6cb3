// Looks at one schedule and takes what is due. Done under the schedule's lock, so that the look and the claim are one: two
// consoles never run the same due time, nor two of the same schedule at once.

import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { RunSummary } from '../../shared/model/run.ts';
import type { Schedule } from '../../shared/model/schedule.ts';
import { mayBeAlive, ownIdentity } from '../process-identity.ts';
import { outcomeId, type Claim, type Claims } from './claims.ts';
import { decide } from './decide.ts';

export interface TakeOptions {
  readonly claims: Claims;
  readonly clock: Clock;
  /** The runs every console of this machine knows of. */
  readonly runs: () => readonly RunSummary[];
}

export interface Taken {
  /** Ours to run. */
  readonly toRun: Claim | null;
  /** Became known just now and is over: skipped, or left by a console that ended. */
  readonly over: readonly Claim[];
}

export function takeDue(schedule: Schedule, options: TakeOptions): Promise<Taken> {
  const { claims, clock } = options;
  return claims.exclusively(schedule.id, async () => {
    const { over, known, isRunning } = await closeLeft(schedule, options);
    const decision = decide(schedule, { claims: known, isRunning }, clock.now());
    if (decision === null) return { toRun: null, over };
    const nowMs = clock.now();
    const { dueMs, missedBefore } = decision;
    const claim: Claim =
      decision.does === 'run'
        ? { ...newClaim(schedule, dueMs, nowMs), kind: decision.kind, missedBefore }
        : {
            ...newClaim(schedule, dueMs, nowMs),
            ...{ missedBefore, result: 'skipped', skipped: decision.why, endedMs: nowMs },
          };
    if (!(await claims.take(claim))) return { toRun: null, over };
    return decision.does === 'run' ? { toRun: claim, over } : { toRun: null, over: [...over, claim] };
  });
}

/** Takes this moment. Throws `conflict` while a run of the schedule goes on. */
export function takeNow(schedule: Schedule, options: TakeOptions): Promise<Taken & { readonly toRun: Claim }> {
  const { claims, clock } = options;
  return claims.exclusively(schedule.id, async () => {
    const { over, isRunning } = await closeLeft(schedule, options);
    const nowMs = clock.now();
    const claim: Claim = { ...newClaim(schedule, nowMs, nowMs), kind: 'by-hand' };
    if (isRunning || !(await claims.take(claim))) {
      throw new AppError('conflict', `A run of ${schedule.name} is going on.`, { hint: 'Wait until it has ended.' });
    }
    return { toRun: claim, over };
  });
}

/** What a console that has ended left open is over: its run says how, or it never began. */
async function closeLeft(
  { id }: Schedule,
  { claims, clock, runs }: TakeOptions,
): Promise<{ readonly over: Claim[]; readonly known: readonly Claim[]; readonly isRunning: boolean }> {
  const known = await claims.of(id);
  const ours = runs().filter(({ scheduleId }) => scheduleId === id);
  const open = known.filter(({ endedMs }) => endedMs === null);
  const over = open
    .filter(({ process }) => !mayBeAlive(process))
    .map((claim) => {
      const run = ours.find(
        (one) => one.id === claim.runId || (claim.runId === null && one.startedMs >= claim.claimedMs),
      );
      return closed(claim, run, clock.now());
    });
  for (const claim of over) await claims.write(claim);
  const isRunning =
    open.length > over.length || ours.some(({ status }) => ['running', 'waiting', 'paused'].includes(status));
  return { over, known, isRunning };
}

function closed(claim: Claim, run: RunSummary | undefined, nowMs: number): Claim {
  if (run !== undefined && run.endedMs !== null)
    return { ...claim, runId: run.id, result: run.status, endedMs: run.endedMs, error: run.error };
  const left = new AppError(
    'cancelled',
    run === undefined ? 'The console ended before the run began.' : 'The console ended while it ran.',
    {
      hint:
        run === undefined
          ? 'Run it by hand if it cannot wait.'
          : 'Open the run: it says what is done, and how to go on.',
    },
  );
  return { ...claim, runId: run?.id ?? claim.runId, result: 'interrupted', endedMs: nowMs, error: left.toData() };
}

function newClaim({ id }: Schedule, dueMs: number, nowMs: number): Claim {
  return {
    id: outcomeId(id, dueMs),
    scheduleId: id,
    dueMs,
    claimedMs: nowMs,
    endedMs: null,
    kind: 'due',
    result: 'claimed',
    skipped: null,
    runId: null,
    missedBefore: 0,
    error: null,
    process: ownIdentity(),
  };
}
