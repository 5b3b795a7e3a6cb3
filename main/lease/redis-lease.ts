// A lease in Redis is a set of named connections, one to each of up to five nodes, held on a majority of them. It needs no
// key, so it can be had while the cluster is down; it ends with its process; and whoever takes it over ends the old holder's
// connections, so that nothing it has not sent yet arrives any more.
//
// Who names a connection second sees the first: naming and looking is one round trip, and a node does one thing at a time.
// Whoever sees another on any node gives up, so two can never both believe to have won.

import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../shared/errors.ts';
import type { RedisAccess } from '../redis/redis-access.ts';
import { heldError, isSilent } from './lease-errors.ts';
import type { LeaseView } from './lease.ts';
import { claimOf, type Claims, type Rival } from './redis-lease-claim.ts';
import { holdRedisLease } from './redis-lease-hold.ts';
import { endOwner } from './redis-lease-takeover.ts';
import { closeVoters, openVoter, type Voter } from './redis-voter.ts';
import type { TakeOptions, TargetLease } from './target-lease.ts';

const MOST_VOTERS = 5;
const VOTER_TIMEOUT_MS = 1_500;
/** Two that claim at once both give up; after a pause of their own length each, one is first. */
const TRIES = 8;
const PAUSE_MS = { least: 5, most: 60 } as const;

/** Constant through a failover: primaries and replicas keep a lease alike. */
export async function electorateOf(redis: RedisAccess): Promise<readonly string[]> {
  return (await redis.leases.nodeIds()).slice(0, MOST_VOTERS);
}

/** Throws `conflict` where another holds it, `unreachable` without a majority, `denied` where a privilege is missing. */
export async function takeRedisLease(redis: RedisAccess, options: TakeOptions): Promise<TargetLease> {
  const electorate = await electorateOf(redis);
  const { voters, needed, remarks } = await openVoters(redis, electorate, options);
  try {
    const won = await win(redis, voters, needed, options);
    return await holdRedisLease({
      redis,
      electorate,
      voters,
      needed,
      fence: won.fence,
      remarks: [...remarks, ...won.remarks],
      options,
    });
  } catch (error) {
    await closeVoters(voters);
    throw error;
  }
}

interface Opened {
  readonly voters: readonly Voter[];
  /** How many must be held at every moment. */
  readonly needed: number;
  readonly remarks: readonly string[];
}

async function openVoters(
  redis: RedisAccess,
  electorate: readonly string[],
  { takeOver, signal }: TakeOptions,
): Promise<Opened> {
  const results = await Promise.allSettled(
    electorate.map((nodeId) => openVoter(redis, nodeId, { timeoutMs: VOTER_TIMEOUT_MS, signal })),
  );
  const voters = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as AppError] : []));
  const majority = majorityOf(electorate.length);
  if (voters.length >= majority) return { voters, needed: majority, remarks: [] };
  const counted = `${voters.length} of ${electorate.length}`;
  if (takeOver !== null && voters.length > 0) {
    const remark = `The lease on Redis was taken with ${counted} nodes, because the others do not answer: whoever reaches only those could hold it too.`;
    return { voters, needed: majorityOf(voters.length), remarks: [remark] };
  }
  await closeVoters(voters);
  const telling = failures.find(({ code }) => code === 'denied' || code === 'cancelled');
  if (telling !== undefined) throw telling;
  throw new AppError(
    'unreachable',
    `Only ${counted} nodes that keep the lease on Redis answer; it takes ${majority}.`,
    {
      hint: `${failures[0]?.message ?? ''} With a reason a run may begin with the nodes that answer.`.trim(),
      details: { takeOverPossible: voters.length > 0 },
    },
  );
}

/** Resolves when no other was seen on any voter, with a fence higher than all that were. */
async function win(
  redis: RedisAccess,
  voters: readonly Voter[],
  needed: number,
  options: TakeOptions,
): Promise<{ readonly fence: string; readonly remarks: readonly string[] }> {
  const remarks: string[] = [];
  let highestFence = 0n;
  for (let attempt = 1; ; attempt += 1) {
    options.signal.throwIfAborted();
    const claims = await claimOf(voters, needed, options, VOTER_TIMEOUT_MS);
    const { rivals, timeMicros } = claims;
    for (const { name } of rivals) highestFence = maxOf(highestFence, BigInt(name.fence));
    if (rivals.length === 0) return { fence: String(maxOf(timeMicros, highestFence + 1n)), remarks };
    await Promise.allSettled(voters.map(({ connection }) => connection.rename('', VOTER_TIMEOUT_MS)));
    if (attempt === TRIES) throw heldError(viewOf(rivals, rivals[0]!), options);
    const owners = ownersIn(claims);
    for (const view of owners) if (options.takeOver === null || !isSilent(view)) throw heldError(view, options);
    if (owners.length > 0) {
      await endOwner(redis, options, VOTER_TIMEOUT_MS);
      remarks.push(...owners.map((view) => takenOver(view, options)));
    } else {
      await delay(PAUSE_MS.least + Math.random() * PAUSE_MS.most * attempt, undefined, { signal: options.signal });
    }
  }
}

/** Those who hold it, or fell silent while they tried; as against those who try at the same moment. */
function ownersIn({ rivals }: Claims): readonly LeaseView[] {
  const all = [...new Map(rivals.map((rival) => [rival.name.token, rival])).values()];
  return all
    .map((rival) => ({ state: rival.name.state, view: viewOf(rivals, rival) }))
    .filter(({ state, view }) => state === 'lease' || isSilent(view))
    .map(({ view }) => view);
}

/** A holder is as silent as the node that heard from it last says. */
function viewOf(rivals: readonly Rival[], { name }: Rival): LeaseView {
  const sightings = rivals.filter((rival) => rival.name.token === name.token);
  return {
    area: 'redis',
    scope: name.scopes[0] ?? 'change',
    holder: name.holder,
    fence: name.fence,
    silentMs: Math.min(...sightings.map(({ idleMs }) => idleMs)),
  };
}

function takenOver({ holder, silentMs }: LeaseView, { takeOver }: TakeOptions): string {
  const silence = Math.round((silentMs ?? 0) / 1000);
  return `The lease on Redis was taken over from ${holder.operator} on ${holder.host} (run ${holder.runId}), silent for ${silence} s: ${takeOver?.reason ?? ''}`;
}

function majorityOf(count: number): number {
  return Math.floor(count / 2) + 1;
}

function maxOf(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
