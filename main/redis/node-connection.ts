// One socket to one Redis node: connects when first used, sends commands in one round trip, and reports failures as
// AppErrors. Here arguments go to the socket, so here it is decided whether they may: what changes a server is sent only
// with a permit. It never reconnects by itself and never queues: who polls decides when to try again.

import type { Redis } from 'ioredis';
import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { Lifetime } from '../../shared/lifetime.ts';
import { timeoutError, toRedisError } from './errors.ts';
import { isKnownToRead, nameOf, parseCommandInfo, reads, type CommandInfo } from './guard.ts';
import { openClient, type ClientSettings } from './open-client.ts';
import type { RedisBufferReply, RedisCommand, RedisEndpoint } from './redis-access.ts';

/** What keeps a connection from changing a server when it must not. */
export interface Safety {
  /** Asked in the moment something that may change a server is about to be sent. Throws an AppError where it may not. */
  permit(): void;
  /** Asked on every new socket, once it has its name and before anything is sent on it. */
  confirm?(): Promise<void>;
}

/** What every connection of one access shares. */
export interface ConnectionSettings extends ClientSettings {
  readonly clock: Clock;
  readonly safety: Safety;
}

export interface SendOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface NodeConnection {
  readonly endpoint: RedisEndpoint;
  /** All commands in one round trip. Replies of the server that are errors come back in place; a broken connection throws. */
  send(commands: readonly RedisCommand[], options: SendOptions): Promise<(RedisBufferReply | AppError)[]>;
  /** Closes the socket; the next `send` opens another. Commands under way fail. */
  drop(): void;
  /** Closes for good. */
  close(): Promise<void>;
}

export function openNodeConnection(
  endpoint: RedisEndpoint,
  settings: ConnectionSettings,
  lifetime: Lifetime,
): NodeConnection {
  const { clock, safety } = settings;
  let opening: Promise<Redis> | undefined;
  let client: Redis | undefined;
  let isClosed = false;
  /** What this server says of commands that were asked after; forgotten with the socket, for it may be another version then. */
  let infos = new Map<string, CommandInfo | undefined>();

  async function open(): Promise<Redis> {
    const { redis, ready } = openClient(endpoint, settings);
    client = redis;
    redis.once('close', () => {
      if (client === redis) forget();
    });
    try {
      await ready;
      await safety.confirm?.();
      return redis;
    } catch (error) {
      redis.disconnect();
      if (client === redis) forget();
      throw error;
    }
  }

  function forget(): void {
    client = undefined;
    opening = undefined;
    infos = new Map();
  }

  function drop(): void {
    const dropped = client;
    forget();
    dropped?.disconnect();
  }

  async function exchange(commands: readonly RedisCommand[]): Promise<(RedisBufferReply | AppError)[]> {
    if (isClosed) throw new AppError('cancelled', 'The connection to Redis was closed');
    opening ??= open();
    const redis = await opening;
    const refusal = refusalOf(commands);
    if (refusal !== null) await requireReading(redis, commands, refusal);
    // No pause between the permit and the socket.
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

  /** Why nothing that changes a server may be sent now; null where it may, or where all of these are known to read. */
  function refusalOf(commands: readonly RedisCommand[]): AppError | null {
    if (commands.every(isKnownToRead)) return null;
    try {
      safety.permit();
      return null;
    } catch (error) {
      return error as AppError;
    }
  }

  async function requireReading(redis: Redis, commands: readonly RedisCommand[], refusal: AppError): Promise<void> {
    for (const command of commands) {
      if (isKnownToRead(command) || reads(command, await infoOf(redis, String(command[0]).toLowerCase()))) continue;
      throw new AppError(refusal.code, `${nameOf(command)} was not sent: ${refusal.message}`, {
        ...(refusal.hint === undefined ? {} : { hint: refusal.hint }),
        retryable: refusal.retryable,
        details: { ...refusal.details, command: nameOf(command) },
      });
    }
  }

  async function infoOf(redis: Redis, name: string): Promise<CommandInfo | undefined> {
    if (infos.has(name)) return infos.get(name);
    const reply = (await redis.callBuffer('COMMAND', 'INFO', name)) as RedisBufferReply;
    const info = parseCommandInfo(Array.isArray(reply) ? reply[0] : undefined);
    infos.set(name, info);
    return info;
  }

  async function send(
    commands: readonly RedisCommand[],
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
