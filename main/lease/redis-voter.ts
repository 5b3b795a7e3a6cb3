// One node that keeps a lease: the connection that is the lease there, and whether it is still open.

import type { LeaseConnection, RedisAccess } from '../redis/redis-access.ts';

export interface Voter {
  readonly nodeId: string;
  readonly connection: LeaseConnection;
  isOpen: boolean;
  /** Called once when the connection ends, whoever ended it. */
  onClosed: () => void;
}

export async function openVoter(
  redis: RedisAccess,
  nodeId: string,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal?: AbortSignal },
): Promise<Voter> {
  const state = { isOpen: true, onClosed: () => undefined as void };
  const connection = await redis.leases.open(nodeId, {
    timeoutMs,
    signal,
    onClosed: () => {
      state.isOpen = false;
      state.onClosed();
    },
  });
  return Object.assign(state, { nodeId, connection });
}

/** Takes the names back first: a node may notice later than the next claim that a connection was closed. */
export async function closeVoters(voters: readonly Voter[], timeoutMs = 500): Promise<void> {
  const open = voters.filter(({ isOpen }) => isOpen);
  await Promise.allSettled(open.map(({ connection }) => connection.rename('', timeoutMs)));
  for (const { connection } of voters) connection.close();
}
