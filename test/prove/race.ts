// Two consoles race for the same target, round after round, with their wall clocks ten minutes apart. Each, while it believes
// that it alone holds, does something that is not atomic and so shows whether the other believes the same.

import { Lifetime } from '../../shared/lifetime.ts';
import type { LeaseName } from '../../main/lease/lease.ts';
import type { CheckAndSet } from '../fixtures/check-and-set.ts';
import { startLeaseConsole, type LeaseConsole } from '../fixtures/lease-consoles.ts';
import type { ChildTarget } from '../fixtures/lease-child.ts';
import { serversIn } from '../fixtures/servers.ts';
import type { ProofResult } from './proof.ts';

const SKEW_MS = 5 * 60_000;

interface Counts {
  rounds: number;
  /** Rounds in which one held it, in which both did one after the other, and in which nobody did. */
  one: number;
  bothInTurn: number;
  nobody: number;
  /** Rounds in which one saw the other while it believed to hold. Must stay 0. */
  overlaps: number;
  slowestMs: number;
}

type Outcome = CheckAndSet | { readonly outcome: 'refused' };

/** `count` rounds for Redis and as many for MongoDB. */
export async function prove(count: number): Promise<ProofResult> {
  const lifetime = new Lifetime('race');
  try {
    const servers = await serversIn(lifetime);
    const [cluster, set] = await Promise.all([servers.redisCluster(), servers.mongoSet()]);
    const redis = await raceFor('redis', { redisSeeds: cluster.seeds }, count, lifetime);
    const mongo = await raceFor('mongo', { mongo: { seeds: set.seeds, replicaSet: set.name } }, count, lifetime);
    const overlaps = redis.overlaps + mongo.overlaps;
    const raced = [redis, mongo].every(({ one, bothInTurn }) => one + bothInTurn > 0);
    return {
      rows: [
        ['target', 'rounds', 'one held it', 'both, in turn', 'nobody', 'two at once', 'slowest round'],
        rowOf('Redis Cluster', redis),
        rowOf('MongoDB set', mongo),
      ],
      closing: `${redis.rounds + mongo.rounds} races, clocks ${(2 * SKEW_MS) / 60_000} min apart: ${overlaps} times two holders.`,
      holds: overlaps === 0 && raced,
    };
  } finally {
    await lifetime.dispose();
  }
}

async function raceFor(
  area: LeaseName['area'],
  target: Omit<ChildTarget, 'name'>,
  count: number,
  lifetime: Lifetime,
): Promise<Counts> {
  const consoles = await Promise.all([
    startLeaseConsole(lifetime, { name: 'left', ...target }, -SKEW_MS),
    startLeaseConsole(lifetime, { name: 'right', ...target }, SKEW_MS),
  ]);
  const names: readonly LeaseName[] = [{ area, scope: 'change', writes: true }];
  const counts: Counts = { rounds: 0, one: 0, bothInTurn: 0, nobody: 0, overlaps: 0, slowestMs: 0 };
  for (let round = 1; round <= count; round += 1) {
    const startMs = performance.now();
    const order = round % 2 === 0 ? consoles : consoles.toReversed();
    const outcomes = await Promise.all(order.map((console) => raceOnce(console, names, round)));
    counts.rounds += 1;
    counts.slowestMs = Math.max(counts.slowestMs, performance.now() - startMs);
    const held = outcomes.filter(({ outcome }) => outcome !== 'refused').length;
    if (outcomes.some(({ outcome }) => outcome === 'overlap')) counts.overlaps += 1;
    else if (held === 2) counts.bothInTurn += 1;
    else if (held === 1) counts.one += 1;
    else counts.nobody += 1;
  }
  return counts;
}

async function raceOnce(console: LeaseConsole, names: readonly LeaseName[], round: number): Promise<Outcome> {
  const { error, value } = await console.ask({ do: 'race', names, round });
  if (error !== null) throw new Error(`${error.code}: ${error.message}`);
  return value as Outcome;
}

function rowOf(target: string, counts: Counts): readonly string[] {
  const { rounds, one, bothInTurn, nobody, overlaps, slowestMs } = counts;
  return [target, ...[rounds, one, bothInTurn, nobody, overlaps].map(String), `${Math.round(slowestMs)} ms`];
}
