// What the rest of the engine may ask of Redis. Reading goes through `read`, acting through `command`;
// nodes are named by node id (a standalone server by `standalone`).

import type { ConnectionOptions } from 'node:tls';
import type { FiguresRow, RedisNode, RedisSummary } from '../../shared/model/redis.ts';

/** One tick's truth. Pure data; `main/fleet` joins it into the snapshot. */
export interface RedisReading {
  readonly summary: RedisSummary;
  readonly nodes: Readonly<Record<string, RedisNode>>;
  readonly figures: Readonly<Record<string, FiguresRow>>;
}

/** A reply as text (`string`), or as bytes where asked with `commandBuffer`. */
export type RedisReply = string | number | null | RedisReply[];
export type RedisBufferReply = Buffer | number | null | RedisBufferReply[];

export interface RedisEndpoint {
  readonly host: string;
  readonly port: number;
}

/** What a raw socket needs (the replication stream is read on one). */
export interface RedisSocketOptions extends RedisEndpoint {
  readonly tls: ConnectionOptions | null;
  readonly username: string | null;
  readonly password: string | null;
}

export interface CommandOptions {
  readonly signal?: AbortSignal;
  /** Default 5000. */
  readonly timeoutMs?: number;
}

export interface RedisAccess {
  /**
   * Reads the whole cluster: CLUSTER NODES from one rotating node, CLUSTER INFO and INFO from the others, one pipelined
   * round trip each. A node that is late or down is reported so, never waited for beyond `timeoutMs`.
   * Throws AppError only when no node at all could be read.
   */
  read(options?: CommandOptions): Promise<RedisReading>;
  /** What the node says its view of the cluster is, now: CLUSTER NODES of that one node, parsed. */
  viewOf(nodeId: string, options?: CommandOptions): Promise<readonly RedisNodeView[]>;
  command(nodeId: string, argv: readonly (string | Buffer)[], options?: CommandOptions): Promise<RedisReply>;
  commandBuffer(
    nodeId: string,
    argv: readonly (string | Buffer)[],
    options?: CommandOptions,
  ): Promise<RedisBufferReply>;
  /** Many commands on one node in one round trip; errors come back in place. */
  pipeline(
    nodeId: string,
    commands: readonly (readonly (string | Buffer)[])[],
    options?: CommandOptions,
  ): Promise<(RedisBufferReply | Error)[]>;
  endpoint(nodeId: string): RedisEndpoint;
  socketOptions(nodeId: string): RedisSocketOptions;
}

/** One line of CLUSTER NODES. */
export interface RedisNodeView {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  readonly isMyself: boolean;
  readonly role: 'primary' | 'replica';
  readonly primary: string | null;
  readonly flags: readonly string[];
  readonly linkState: 'connected' | 'disconnected';
  readonly configEpoch: number;
  readonly ranges: RedisNode['ranges'];
  readonly open: RedisNode['open'];
}
