// Takes and keeps the leases of one run in MongoDB. A holder raises a number every second; whoever wants it from a holder that
// is silent watches that number stand still for 15 s of its own steady time. No two clocks are ever compared.

import { setTimeout as delay } from 'node:timers/promises';
import { isCancelled, type AppError } from '../../shared/errors.ts';
import type { MongoAccess } from '../mongo/mongo-access.ts';
import { elapsedMs, thisMoment, type Moment } from './elapsed.ts';
import { heldError, lostError, uncertainError } from './lease-errors.ts';
import type { LeaseView } from './lease.ts';
import { isCertainlyDead, ownPlace } from './machine.ts';
import { MongoLeases, type LeaseState, type Scope, type StoredHolder } from './mongo-lease-document.ts';
import {
  BEAT_EVERY_MS,
  CERTAIN_FOR_MS,
  EXPIRES_AFTER_MS,
  GIVES_UP_AFTER_BEATS,
  type TakeOptions,
  type TargetLease,
} from './target-lease.ts';

const WATCH_EVERY_MS = 500;
/** Ten minutes: what does not come back by then is met by people. */
const GIVE_BACK_EVERY_MS = 1_000;
const GIVE_BACK_TRIES = 120;
/** Others may take and give it back between two looks. */
const TRIES = 10;

interface Taken {
  readonly scope: Scope;
  readonly fence: string;
  readonly remarks: readonly string[];
}

/** Throws `conflict` where another holds one of them, `denied` where the privilege is missing, `unreachable` without a primary. */
export async function takeMongoLease(mongo: MongoAccess, options: TakeOptions): Promise<TargetLease> {
  const leases = new MongoLeases(mongo.leaseClient());
  const holder: StoredHolder = { ...options.holder, ...ownPlace(), token: options.token };
  const taken: Taken[] = [];
  const takenAt = thisMoment();
  try {
    for (const scope of options.scopes) taken.push(await takeOne(leases, scope, holder, options));
    options.signal.throwIfAborted();
  } catch (error) {
    await giveBack(mongo, taken, options.token);
    throw error;
  }
  const lease = hold(mongo, leases, taken, takenAt, options);
  try {
    // Taking a lease is its first beat; after a long wait for another one it shows again that it lives.
    if (elapsedMs(takenAt) > BEAT_EVERY_MS) await lease.confirm();
    return lease;
  } catch (error) {
    await lease.release();
    throw error;
  }
}

async function takeOne(leases: MongoLeases, scope: Scope, holder: StoredHolder, options: TakeOptions): Promise<Taken> {
  for (let attempt = 1; ; attempt += 1) {
    options.signal.throwIfAborted();
    const free = await leases.takeFree(scope, holder);
    if (free !== null) return { scope, fence: free, remarks: [] };
    const state = await leases.read(scope);
    if (state?.holder == null) continue; // given back in between
    const isDead = isCertainlyDead(state.holder);
    if (!isDead) await watchSilence(leases, scope, state, options);
    const reason = options.takeOver?.reason ?? 'its process is dead';
    const fence = await leases.takeFrom(scope, state, holder, reason);
    if (fence !== null) return { scope, fence, remarks: isDead ? [] : [takenOver(state.holder, reason)] };
    if (attempt === TRIES) throw heldError(viewOf(scope, state, state.holder), options);
  }
}

/** Resolves when the holder was silent for long enough. Throws `conflict` where it is alive, or nobody gave a reason. */
async function watchSilence(leases: MongoLeases, scope: Scope, state: LeaseState, options: TakeOptions): Promise<void> {
  if (options.takeOver === null) throw heldError(viewOf(scope, state, state.holder!), options);
  // Only time this process was awake for counts: a watcher that slept saw nothing.
  const sinceMs = performance.now();
  while (performance.now() - sinceMs <= EXPIRES_AFTER_MS) {
    await delay(WATCH_EVERY_MS, undefined, { signal: options.signal });
    const now = await leases.read(scope);
    if (now?.holder == null) return; // given back meanwhile: the taking will tell
    if (now.beat === state.beat && now.fence === state.fence) continue;
    throw heldError(
      { ...viewOf(scope, now, now.holder), silentMs: Math.min(now.silentMs ?? 0, BEAT_EVERY_MS) },
      options,
    );
  }
}

function hold(
  mongo: MongoAccess,
  leases: MongoLeases,
  taken: readonly Taken[],
  takenAt: Moment,
  options: TakeOptions,
): TargetLease {
  const { token, holder, onLost } = options;
  let heardOf = takenAt;
  let lost: AppError | null = null;
  let isReleased = false;
  let uncertainBeats = 0;
  let beating: Promise<void> | undefined;

  const silentMs = (): number => elapsedMs(heardOf);

  function lose(why: string): void {
    if (lost !== null || isReleased) return;
    lost = lostError('mongo', why);
    clearInterval(timer);
    onLost(lost);
  }

  async function beat(): Promise<void> {
    const sentAt = thisMoment();
    const own = await Promise.all(taken.map(({ scope, fence }) => leases.beat(scope, fence, token)));
    if (own.every(Boolean)) heardOf = sentAt;
    else lose('another console took it over');
  }

  function tick(): void {
    uncertainBeats = silentMs() > CERTAIN_FOR_MS ? uncertainBeats + 1 : 0;
    if (uncertainBeats > GIVES_UP_AFTER_BEATS) return lose('MongoDB does not confirm it');
    beating ??= beat()
      .catch(() => undefined) // an election, or nobody answers: its age tells
      .finally(() => (beating = undefined));
  }

  const timer = setInterval(tick, BEAT_EVERY_MS);

  function assertHeld(): void {
    if (lost !== null) throw lost;
    if (silentMs() > CERTAIN_FOR_MS) throw uncertainError('mongo', silentMs());
  }

  return {
    views: taken.map(({ scope, fence }) => ({ area: 'mongo', scope, holder, fence, silentMs: 0 })),
    remarks: taken.flatMap(({ remarks }) => remarks),
    assertHeld,
    async confirm() {
      if (lost === null) await beat();
      assertHeld();
    },
    async release() {
      isReleased = true;
      clearInterval(timer);
      await giveBack(mongo, taken, token);
    },
  };
}

/**
 * What cannot be given back now (an election, no primary) is given back as soon as that goes, for as long as the session lives: a
 * holder that falls silent in a living process would keep others out until somebody takes it over.
 */
async function giveBack(mongo: MongoAccess, taken: readonly Taken[], token: string): Promise<void> {
  const left = await tryToGiveBack(mongo, taken, token);
  if (left.length > 0) void giveBackLater(mongo, left, token);
}

async function giveBackLater(mongo: MongoAccess, taken: readonly Taken[], token: string): Promise<void> {
  let left = taken;
  for (let attempt = 1; attempt <= GIVE_BACK_TRIES && left.length > 0; attempt += 1) {
    await delay(GIVE_BACK_EVERY_MS, undefined, { ref: false });
    left = await tryToGiveBack(mongo, left, token);
  }
}

/** Latest first. Resolves with what is left; nothing where the session was closed. */
async function tryToGiveBack(mongo: MongoAccess, taken: readonly Taken[], token: string): Promise<readonly Taken[]> {
  const left: Taken[] = [];
  for (const one of [...taken].reverse()) {
    try {
      await new MongoLeases(mongo.leaseClient()).giveBack(one.scope, one.fence, token);
    } catch (error) {
      if (isCancelled(error)) return [];
      left.unshift(one);
    }
  }
  return left;
}

export function viewOf(scope: Scope, { fence, silentMs }: LeaseState, holder: StoredHolder): LeaseView {
  const { operator, host, pid, runId, runbookId } = holder;
  return { area: 'mongo', scope, holder: { operator, host, pid, runId, runbookId }, fence, silentMs };
}

function takenOver({ operator, host, runId }: StoredHolder, reason: string): string {
  const seconds = EXPIRES_AFTER_MS / 1000;
  return `The lease on MongoDB was taken over from ${operator} on ${host} (run ${runId}), silent for more than ${seconds} s: ${reason}`;
}
