// One socket to one Redis node: connects when first used, signs in, sends commands in one round trip, and reports
// failures as AppErrors. It never reconnects by itself and never queues: who polls decides when to try again.

import { Redis } from 'ioredis';
import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { Lifetime } from '../../shared/lifetime.ts';
import { tlsOptionsFor, type TlsMaterial } from '../tls-files.ts';
import { timeoutError, toRedisError } from './errors.ts';
import type { RedisBufferReply, RedisEndpoint } from './redis-access.ts';

export type Command = readonly (string | Buffer)[];

/** What every connection of one profile shares. */
export interface ConnectionSettings {
  readonly username: string | null;
  readonly password: string | null;
  readonly tls: TlsMaterial | null;
  readonly clock: Clock;
}

export interface SendOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface NodeConnection {
  readonly endpoint: RedisEndpoint;
  /** All commands in one round trip. Replies of the server that are errors come back in place; a broken connection throws. */
  send(commands: readonly Command[], options: SendOptions): Promise<(RedisBufferReply | AppError)[]>;
  /** Closes the socket; the next `send` opens another. Commands under way fail. */
  drop(): void;
  /** Closes for good. */
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 5000;

export function openNodeConnection(
  endpoint: RedisEndpoint,
  { username, password, tls, clock }: ConnectionSettings,
  lifetime: Lifetime,
): NodeConnection {
  let opening: Promise<Redis> | undefined;
  let client: Redis | undefined;
  let isClosed = false;

  async function open(): Promise<Redis> {
    const redis = new Redis({
      host: endpoint.host,
      port: endpoint.port,
      ...(tls === null ? {} : { tls: tlsOptionsFor(endpoint.host, tls) }),
      protocol: 2,
      lazyConnect: true,
      enableOfflineQueue: false,
      enableReadyCheck: false,
      disableClientInfo: true,
      autoResendUnfulfilledCommands: false,
      connectTimeout: CONNECT_TIMEOUT_MS,
      keepAlive: 30_000,
      retryStrategy: null,
    });
    client = redis;
    // The promise of `connect` says only "closed"; the reason comes as an event.
    let reason: unknown;
    redis.on('error', (error: unknown) => (reason ??= error));
    redis.once('close', () => {
      if (client === redis) forget();
    });
    try {
      await redis.connect();
      await signIn(redis);
      return redis;
    } catch (error) {
      redis.disconnect();
      if (client === redis) forget();
      throw toRedisError(reason ?? error, endpoint);
    }
  }

  /** By hand, not by ioredis: it would print a warning where a server needs no password, and hide why a sign-in failed. */
  async function signIn(redis: Redis): Promise<void> {
    if (password === null) return;
    try {
      await redis.call('AUTH', ...(username === null ? [password] : [username, password]));
    } catch (error) {
      const isUnneeded =
        error instanceof Error && /without any password configured|no password is set/i.test(error.message);
      if (!isUnneeded) throw error;
    }
  }

  function forget(): void {
    client = undefined;
    opening = undefined;
  }

  function drop(): void {
    const dropped = client;
    forget();
    dropped?.disconnect();
  }

  async function exchange(commands: readonly Command[]): Promise<(RedisBufferReply | AppError)[]> {
    if (isClosed) throw new AppError('cancelled', 'The connection to Redis was closed');
    opening ??= open();
    const redis = await opening;
    const pipeline = redis.pipeline();
    for (const [name, ...parameters] of commands) pipeline.callBuffer(String(name), ...parameters);
    const replies = (await pipeline.exec()) ?? [];
    return replies.map(([error, reply]) => {
      if (error === null) return reply as RedisBufferReply;
      // Only words of the server are an answer; anything else means that the connection broke.
      if (error.name !== 'ReplyError') throw error;
      return toRedisError(error, endpoint);
    });
  }

  async function send(
    commands: readonly Command[],
    { timeoutMs, signal }: SendOptions,
  ): Promise<(RedisBufferReply | AppError)[]> {
    if (commands.length === 0) return [];
    const exchanged = exchange(commands);
    try {
      return await withinTime(exchanged, { clock, timeoutMs, signal, late: () => timeoutError(endpoint, timeoutMs) });
    } catch (error) {
      throw toRedisError(error, endpoint);
    }
  }

  const forgetOwner = lifetime.add(() => {
    isClosed = true;
    drop();
  });
  return { endpoint, send, drop, close: forgetOwner };
}

interface TimeLimit {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly late: () => Error;
}

/** Settles as `work` does, or rejects when time is up or the signal aborts; then `work`'s own end is ignored. */
export async function withinTime<T>(work: Promise<T>, { clock, timeoutMs, signal, late }: TimeLimit): Promise<T> {
  work.catch(() => undefined);
  const timer = new AbortController();
  const limits = signal === undefined ? timer.signal : AbortSignal.any([timer.signal, signal]);
  const timeUp = clock.sleep(timeoutMs, limits).then(
    () => {
      throw late();
    },
    () => {
      throw new AppError('cancelled', 'The call was cancelled');
    },
  );
  try {
    return await Promise.race([work, timeUp]);
  } finally {
    timer.abort();
    timeUp.catch(() => undefined);
  }
}
