// What is known about one node from asking it once a tick: the newest answer, and since when it is silent.
// A node that does not answer is asked once and then waited for, never asked again on top: polls must not pile up.

import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import { silenceError } from './errors.ts';
import { withinTime, type NodeConnection } from './node-connection.ts';
import { parseInfo, type Info } from './parse-info.ts';
import type { RedisBufferReply, RedisCommand } from './redis-access.ts';

/** The node's answers of one round trip. A part it may not tell (no permission) is null, and `trouble` says which. */
export interface NodeAnswer {
  /** The middle of the round trip: when the figures were true, as well as can be told from here. */
  readonly atMs: number;
  readonly info: Info;
  readonly clusterInfo: Info | null;
  /** CLUSTER NODES, when it was asked for. */
  readonly map: string | null;
  readonly trouble: AppError | null;
}

export interface AskOptions {
  readonly isCluster: boolean;
  readonly withMap: boolean;
  readonly timeoutMs: number;
}

/** A node silent for this long counts as down, and its socket as dead. */
export const DOWN_AFTER_MS = 5000;
/** A tick does not wait long for a node that was down already; its answer counts in the next tick. */
const PATIENCE_WITH_DOWN_MS = 50;
const RETRY_MS = { first: 250, longest: 2000, denied: 5000 } as const;

const INFO_SECTIONS: RedisCommand = ['INFO', 'server', 'clients', 'memory', 'stats', 'replication', 'keyspace'];
/** Before Redis 7, INFO takes no list. */
const INFO_PLAIN: RedisCommand = ['INFO'];
const CLUSTER_INFO: RedisCommand = ['CLUSTER', 'INFO'];
const CLUSTER_NODES: RedisCommand = ['CLUSTER', 'NODES'];

export class NodeWatch {
  readonly connection: NodeConnection;
  readonly #clock: Clock;
  #pending: Promise<void> | undefined;
  #failures = 0;
  #retryAtMs = 0;
  #info = INFO_SECTIONS;
  #answer: NodeAnswer | null = null;
  #lastError: AppError | null = null;
  #lastSeenMs: number;

  constructor(connection: NodeConnection, clock: Clock) {
    this.connection = connection;
    this.#clock = clock;
    this.#lastSeenMs = clock.now();
  }

  /** When it last answered (or was first met). */
  get lastSeenMs(): number {
    return this.#lastSeenMs;
  }

  /** Its newest answer, however old. */
  get answer(): NodeAnswer | null {
    return this.#answer;
  }

  /** Why it cannot be read now; null while it answers. */
  get error(): AppError | null {
    if (this.#lastError !== null) return this.#lastError;
    return this.#pending === undefined ? null : silenceError(this.connection.endpoint);
  }

  /** `live`: answered at or after `sinceMs`. */
  presence(sinceMs: number): 'live' | 'late' | 'down' {
    if (this.#lastError !== null) return 'down';
    if (this.#answer !== null && this.#lastSeenMs >= sinceMs) return 'live';
    return this.#clock.now() - this.#lastSeenMs >= DOWN_AFTER_MS ? 'down' : 'late';
  }

  /** Asks once and waits for at most `timeoutMs`. Still waiting for an earlier answer, or resting after a failure: does nothing. */
  async ask(options: AskOptions): Promise<void> {
    if (this.#pending !== undefined || this.#clock.now() < this.#retryAtMs) return;
    const asked = this.#exchange(options).finally(() => (this.#pending = undefined));
    this.#pending = asked;
    const timeoutMs = this.#lastError === null ? options.timeoutMs : Math.min(options.timeoutMs, PATIENCE_WITH_DOWN_MS);
    await withinTime(asked, { clock: this.#clock, timeoutMs, late: () => new Error('late') }).catch(() => undefined);
  }

  async #exchange(options: AskOptions): Promise<void> {
    const { isCluster, withMap } = options;
    try {
      const sentMs = this.#clock.now();
      const commands = [this.#info, ...(isCluster ? [CLUSTER_INFO] : []), ...(withMap ? [CLUSTER_NODES] : [])];
      const replies = await this.connection.send(commands, { timeoutMs: DOWN_AFTER_MS });
      const receivedMs = this.#clock.now();
      const parts = replies.map(textOrError);
      const [info, second, third] = parts;
      if (this.#info !== INFO_PLAIN && info instanceof AppError && info.details?.['reply'] === 'ERR') {
        this.#info = INFO_PLAIN;
        return await this.#exchange(options);
      }
      const errors = parts.filter((part) => part instanceof AppError);
      const unwell = errors.find((error) => error.details?.['reply'] !== 'NOPERM');
      if (unwell !== undefined) throw unwell;
      this.#answer = {
        atMs: (sentMs + receivedMs) / 2,
        info: parseInfo(orEmpty(info)),
        clusterInfo: isCluster && typeof second === 'string' ? parseInfo(second) : null,
        map: withMap ? orNull(isCluster ? third : second) : null,
        trouble: errors[0] ?? null,
      };
      this.#lastSeenMs = receivedMs;
      this.#lastError = null;
      this.#failures = 0;
    } catch (error) {
      this.#fail(error as AppError);
    }
  }

  /** Rests before the next try, longer each time; a refused sign-in rests longest, so as not to fill the server's log. */
  #fail(error: AppError): void {
    this.connection.drop();
    this.#lastError = error.code === 'timeout' ? silenceError(this.connection.endpoint) : error;
    const restMs =
      error.code === 'denied' ? RETRY_MS.denied : Math.min(RETRY_MS.longest, RETRY_MS.first * 2 ** this.#failures);
    this.#failures += 1;
    this.#retryAtMs = this.#clock.now() + restMs;
  }
}

function textOrError(reply: RedisBufferReply | AppError): string | AppError {
  if (reply instanceof AppError) return reply;
  return Buffer.isBuffer(reply) ? reply.toString() : '';
}

function orEmpty(part: string | AppError | undefined): string {
  return typeof part === 'string' ? part : '';
}

function orNull(part: string | AppError | undefined): string | null {
  return typeof part === 'string' ? part : null;
}
