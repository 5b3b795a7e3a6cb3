// What the rest of the engine may ask of Redis. Reading goes through `read`, acting through `command`;
// nodes are named by node id (a standalone server by `standalone`). An access only reads, but for the one a run gets.

import type { ConnectionOptions } from 'node:tls';
import type { Lifetime } from '../../shared/lifetime.ts';
import type { FiguresRow, RedisNode, RedisSummary } from '../../shared/model/redis.ts';
import type { PlainReply } from './reply-reader.ts';

/** One tick's truth. Pure data; `main/fleet` joins it into the snapshot. */
export interface RedisReading {
  readonly summary: RedisSummary;
  readonly nodes: Readonly<Record<string, RedisNode>>;
  readonly figures: Readonly<Record<string, FiguresRow>>;
}

/** Name and arguments. */
export type RedisCommand = readonly (string | Buffer)[];

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
  /** What the server is to call the connection. */
  readonly connectionName: string | null;
}

/** A raw socket of a run to one node, for very many commands. */
export interface CommandPipe {
  /** Sends whole commands in one go; resolves with their `count` replies. Rejects when the connection breaks or is silent for a minute. */
  exchange(bytes: Buffer, count: number): Promise<readonly PlainReply[]>;
  /** One command whose bytes come piece by piece, at the pace the server takes them. Nothing else may be sent meanwhile. */
  exchangeParts(parts: AsyncIterable<Buffer>): Promise<PlainReply>;
  close(): void;
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
  command(nodeId: string, argv: RedisCommand, options?: CommandOptions): Promise<RedisReply>;
  commandBuffer(nodeId: string, argv: RedisCommand, options?: CommandOptions): Promise<RedisBufferReply>;
  /** Many commands on one node in one round trip; errors come back in place. */
  pipeline(
    nodeId: string,
    commands: readonly RedisCommand[],
    options?: CommandOptions,
  ): Promise<(RedisBufferReply | Error)[]>;
  endpoint(nodeId: string): RedisEndpoint;
  /** Only for runs: a raw socket passes no guard. Throws `denied` otherwise. */
  socketOptions(nodeId: string): RedisSocketOptions;
  /** Only for runs: a connection of its own for very many commands. Throws `denied` otherwise. */
  openPipe(nodeId: string): Promise<CommandPipe>;
  /** For whoever writes on a raw socket, before each write. Throws where nothing that changes a server may be sent now. */
  assertMayWrite(): void;
  /** The same servers on connections of a run's own. */
  forRun(options: RedisRunOptions): RedisAccess;
  /** Where leases live. */
  readonly leases: RedisLeases;
}

export interface RedisRunOptions {
  /** Ends what is opened. */
  readonly lifetime: Lifetime;
  /** What the servers call each connection: whoever takes the run's lease over finds them by it, and ends them. */
  readonly connectionName: string | null;
  /** Asked in the moment something that changes a server is about to be sent. Throws an AppError where it may not. */
  permit(): void;
  /** Asked on every new connection, once it has its name: rejects where the run's lease is not held. */
  confirm(): Promise<void>;
}

/** Leases are named connections: nothing of them stands in the keyspace, and they end with their process. */
export interface RedisLeases {
  /** Every node of the cluster's map, lost ones too, sorted. Throws when no node could be read. */
  nodeIds(): Promise<readonly string[]>;
  /** Opens a connection that can do nothing but hold a lease. `onClosed` is called once, whoever closed it. */
  open(nodeId: string, options: LeaseConnectionOptions): Promise<LeaseConnection>;
  /** Who is connected to that node, and under which name. */
  clients(nodeId: string, options?: CommandOptions): Promise<readonly NamedClient[]>;
}

export interface LeaseConnectionOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  onClosed(): void;
}

export interface LeaseConnection {
  /** Gives the connection this name, then tells who else has one. */
  claim(name: string, timeoutMs: number): Promise<Claim>;
  /** Resolves when the server has heard it, which is also a sign of life. Without a name it is no lease any more. */
  rename(name: string, timeoutMs: number): Promise<void>;
  /** Ends another client's connection: nothing it has not sent yet arrives any more. */
  kill(clientId: string, timeoutMs: number): Promise<void>;
  close(): void;
}

export interface Claim {
  readonly others: readonly NamedClient[];
  /** The server's clock. */
  readonly timeMicros: bigint;
}

/** A client that gave itself a name, as CLIENT LIST tells it. */
export interface NamedClient {
  readonly id: string;
  readonly name: string;
  /** Since the server last heard from it, by the server's own clock. */
  readonly idleMs: number;
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
