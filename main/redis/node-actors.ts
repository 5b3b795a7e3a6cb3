// The connections runbooks act through, one per node, opened when first used. A command that was given up (cancelled, too
// slow) still blocks its socket on the server's side: that socket is retired, so that the next command does not wait behind it.

import { AppError } from '../../shared/errors.ts';
import { isSameEndpoint } from './addresses.ts';
import type { NodeConnection, SendOptions } from './node-connection.ts';
import type { RedisBufferReply, RedisCommand, RedisEndpoint } from './redis-access.ts';

interface Actor {
  readonly connection: NodeConnection;
  /** Callers that still wait for an answer on it. */
  waiting: number;
  isRetired: boolean;
}

export class NodeActors {
  readonly #open: (endpoint: RedisEndpoint) => NodeConnection;
  readonly #actors = new Map<string, Actor>();

  constructor(open: (endpoint: RedisEndpoint) => NodeConnection) {
    this.#open = open;
  }

  async send(
    nodeId: string,
    endpoint: RedisEndpoint,
    commands: readonly RedisCommand[],
    options: SendOptions,
  ): Promise<(RedisBufferReply | AppError)[]> {
    const actor = this.#actor(nodeId, endpoint);
    actor.waiting += 1;
    try {
      return await actor.connection.send(commands, options);
    } catch (error) {
      if (error instanceof AppError && (error.code === 'timeout' || error.code === 'cancelled'))
        this.#retire(nodeId, actor);
      throw error;
    } finally {
      actor.waiting -= 1;
      if (actor.isRetired && actor.waiting === 0) await actor.connection.close();
    }
  }

  /** A node that moved gets a new connection. */
  #actor(nodeId: string, endpoint: RedisEndpoint): Actor {
    const existing = this.#actors.get(nodeId);
    if (existing !== undefined && isSameEndpoint(existing.connection.endpoint, endpoint)) return existing;
    if (existing !== undefined) this.#retire(nodeId, existing);
    const opened: Actor = { connection: this.#open(endpoint), waiting: 0, isRetired: false };
    this.#actors.set(nodeId, opened);
    return opened;
  }

  #retire(nodeId: string, actor: Actor): void {
    actor.isRetired = true;
    if (this.#actors.get(nodeId) === actor) this.#actors.delete(nodeId);
    if (actor.waiting === 0) void actor.connection.close();
  }
}
