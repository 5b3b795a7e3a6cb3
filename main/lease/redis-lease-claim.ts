// One try for a Redis lease: name all connections, and look on each node who else is there.

import type { AppError } from '../../shared/errors.ts';
import { isRunOfAnother, leaseNameOf, rivalOf, type RedisLeaseName } from './redis-lease-names.ts';
import type { Voter } from './redis-voter.ts';
import type { TakeOptions } from './target-lease.ts';

/** Another's connection on one voter. */
export interface Rival {
  readonly name: RedisLeaseName;
  readonly idleMs: number;
}

export interface Claims {
  /** Empty: won, on every voter that answered. */
  readonly rivals: readonly Rival[];
  /** The latest of the voters' clocks; only what a fence is made from. */
  readonly timeMicros: bigint;
}

/** Throws where fewer than `needed` voters answered. */
export async function claimOf(
  voters: readonly Voter[],
  needed: number,
  { scopes, holder, token }: TakeOptions,
  timeoutMs: number,
): Promise<Claims> {
  const name = leaseNameOf({ state: 'claim', scopes, token, fence: '0', holder });
  const results = await Promise.allSettled(
    voters.map(async ({ connection }) => ({ connection, ...(await connection.claim(name, timeoutMs)) })),
  );
  const answers = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  results.forEach((result, index) => {
    if (result.status === 'rejected') voters[index]!.connection.close(); // joined again later, when it answers
  });
  if (answers.length < needed) throw failureOf(results);
  const rivals = answers.flatMap(({ others }) =>
    others.flatMap((client): Rival[] => {
      const rival = rivalOf(client, scopes, token);
      return rival === undefined ? [] : [{ name: rival, idleMs: client.idleMs }];
    }),
  );
  // Connections of a run whose lease is gone: what it has not sent yet must not arrive any more.
  if (rivals.length === 0) {
    for (const { connection, others } of answers)
      for (const { id } of others.filter((client) => isRunOfAnother(client, scopes, token)))
        await connection.kill(id, timeoutMs);
  }
  return { rivals, timeMicros: answers.reduce((latest, { timeMicros: at }) => (at > latest ? at : latest), 0n) };
}

function failureOf(results: readonly PromiseSettledResult<unknown>[]): AppError {
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as AppError] : []));
  return failures.find(({ code }) => code === 'denied') ?? failures[0]!;
}
