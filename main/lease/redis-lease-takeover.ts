// The fence of a Redis lease: every connection of a silent owner is ended, on every node that can be reached. What it has not
// sent yet arrives no more, and a new connection of it asks for the lease before it sends anything.

import type { AppError } from '../../shared/errors.ts';
import type { RedisAccess } from '../redis/redis-access.ts';
import { isSilent } from './lease-errors.ts';
import { isRunOfAnother, rivalOf } from './redis-lease-names.ts';
import { openVoter } from './redis-voter.ts';
import type { TakeOptions } from './target-lease.ts';

/** Called only when every sighting of that owner was silent for too long. Throws `denied` where CLIENT KILL is not allowed. */
export async function endOwner(redis: RedisAccess, options: TakeOptions, timeoutMs: number): Promise<void> {
  const nodeIds = await redis.leases.nodeIds();
  const results = await Promise.allSettled(nodeIds.map((nodeId) => endOn(redis, nodeId, options, timeoutMs)));
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as AppError] : []));
  const denied = failures.find(({ code }) => code === 'denied');
  if (denied !== undefined) throw denied;
}

async function endOn(
  redis: RedisAccess,
  nodeId: string,
  { scopes, token, signal }: TakeOptions,
  timeoutMs: number,
): Promise<void> {
  const { connection } = await openVoter(redis, nodeId, { timeoutMs, signal });
  try {
    const { others } = await connection.claim('', timeoutMs);
    const owned = others.filter((client) => {
      const rival = rivalOf(client, scopes, token);
      const isSilentOwner = rival !== undefined && isSilent({ silentMs: client.idleMs });
      return isSilentOwner || isRunOfAnother(client, scopes, token);
    });
    for (const { id } of owned) await connection.kill(id, timeoutMs);
  } finally {
    connection.close();
  }
}
