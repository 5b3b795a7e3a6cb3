// Keeps a Redis lease that was won: shows every second that its holder lives, knows at any moment how long ago a majority of
// the voters heard it, and joins again where a voter came back.

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AppError } from '../../shared/errors.ts';
import type { RedisAccess } from '../redis/redis-access.ts';
import { elapsedMs, thisMoment, type Moment } from './elapsed.ts';
import { lostError, uncertainError } from './lease-errors.ts';
import { leaseNameOf, rivalOf } from './redis-lease-names.ts';
import { closeVoters, openVoter, type Voter } from './redis-voter.ts';
import {
  BEAT_EVERY_MS,
  CERTAIN_FOR_MS,
  GIVES_UP_AFTER_BEATS,
  type TakeOptions,
  type TargetLease,
} from './target-lease.ts';

export interface HoldOptions {
  readonly redis: RedisAccess;
  readonly electorate: readonly string[];
  readonly voters: readonly Voter[];
  /** How many voters must be held at every moment. */
  readonly needed: number;
  readonly fence: string;
  readonly remarks: readonly string[];
  readonly options: TakeOptions;
}

const BEAT_TIMEOUT_MS = 3_000;

interface Held extends Voter {
  /** When the beat that the voter last confirmed was sent. */
  heardOf: Moment;
  isAsked: boolean;
}

export async function holdRedisLease(hold: HoldOptions): Promise<TargetLease> {
  const { redis, electorate, needed, fence, remarks, options } = hold;
  const { scopes, holder, token, signal, onLost } = options;
  const name = leaseNameOf({ state: 'lease', scopes, token, fence, holder });
  const held = new Map<string, Held>();
  const joining = new Set<string>();
  let lost: AppError | null = null;
  let isReleased = false;
  let uncertainBeats = 0;
  let timer: NodeJS.Timeout | undefined;

  function keep(voter: Voter, heardOf: Moment): void {
    const kept: Held = Object.assign(voter, { heardOf, isAsked: false });
    kept.onClosed = check;
    held.set(voter.nodeId, kept);
  }

  const open = (): Held[] => [...held.values()].filter(({ isOpen }) => isOpen);

  /** How long ago the last of a majority heard from us. */
  function silentMs(): number {
    const ages = open().map(({ heardOf }) => elapsedMs(heardOf));
    return ages.toSorted((a, b) => a - b)[needed - 1] ?? Infinity;
  }

  function lose(why: string): void {
    if (lost !== null || isReleased) return;
    lost = lostError('redis', why);
    clearInterval(timer);
    onLost(lost);
  }

  function check(): void {
    if (open().length < needed) lose('the connections that are the lease were closed');
  }

  /** Resolves true when the voter heard it. */
  async function beat(voter: Held): Promise<boolean> {
    const sentAt = thisMoment();
    try {
      await voter.connection.rename(name, BEAT_TIMEOUT_MS);
      voter.heardOf = sentAt;
      return true;
    } catch {
      return false; // its age tells
    }
  }

  async function beatAll(): Promise<void> {
    await Promise.all(
      open().map(async (voter) => {
        if (voter.isAsked) return;
        voter.isAsked = true;
        await beat(voter);
        voter.isAsked = false;
      }),
    );
  }

  /** A voter that restarted forgot us. It counts again when nobody else is there; the others kept the lease meanwhile. */
  async function join(nodeId: string): Promise<void> {
    if (joining.has(nodeId)) return;
    joining.add(nodeId);
    let voter: Voter | undefined;
    try {
      voter = await openVoter(redis, nodeId, { timeoutMs: BEAT_TIMEOUT_MS });
      const sentAt = thisMoment();
      const { others } = await voter.connection.claim(name, BEAT_TIMEOUT_MS);
      const isFree = !others.some((client) => rivalOf(client, scopes, token) !== undefined);
      if (isFree && voter.isOpen && lost === null && !isReleased) keep(voter, sentAt);
      else voter.connection.close();
    } catch {
      voter?.connection.close(); // down still; the next beat tries again
    } finally {
      joining.delete(nodeId);
    }
  }

  function tick(): void {
    uncertainBeats = silentMs() > CERTAIN_FOR_MS ? uncertainBeats + 1 : 0;
    if (uncertainBeats > GIVES_UP_AFTER_BEATS) lose('the nodes that keep it do not answer');
    if (lost !== null) return;
    void beatAll();
    for (const nodeId of electorate) if (!held.get(nodeId)?.isOpen) void join(nodeId);
  }

  const sentAt = thisMoment();
  for (const voter of hold.voters) keep(voter, sentAt);
  await Promise.all(open().map(beat));
  signal.throwIfAborted();
  if (open().length < needed) throw lostError('redis', 'too few nodes kept it');
  timer = setInterval(tick, BEAT_EVERY_MS);

  function assertHeld(): void {
    if (lost !== null) throw lost;
    const ageMs = silentMs();
    if (ageMs > CERTAIN_FOR_MS) throw uncertainError('redis', ageMs);
  }

  let round: Promise<void> | undefined;

  /** Whoever asks before a round begins is answered by that round: a run opens many connections at once. */
  async function confirmNow(): Promise<void> {
    round = undefined;
    if (lost !== null) throw lost;
    const heard = (await Promise.all(open().map(beat))).filter(Boolean).length;
    assertHeld();
    if (heard < needed) throw uncertainError('redis', silentMs());
  }

  return {
    views: scopes.map((scope) => ({ area: 'redis', scope, holder, fence, silentMs: 0 })),
    remarks,
    assertHeld,
    confirm: () => (round ??= nextTurn().then(confirmNow)),
    async release() {
      isReleased = true;
      clearInterval(timer);
      await closeVoters([...held.values()]);
    },
  };
}
