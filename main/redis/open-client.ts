// Opens one socket to one Redis node: connects, signs in, and gives it its name. It never reconnects by itself and never
// queues. Whoever holds the client decides what is sent; only this folder holds clients.

import { Redis } from 'ioredis';
import { tlsOptionsFor, type TlsMaterial } from '../tls-files.ts';
import { toRedisError } from './errors.ts';
import type { RedisEndpoint } from './redis-access.ts';

export interface ClientSettings {
  readonly username: string | null;
  readonly password: string | null;
  readonly tls: TlsMaterial | null;
  /** What the server calls the connection. */
  readonly name?: string;
}

export interface OpeningClient {
  /** At once, so that it can be given up while it connects. */
  readonly redis: Redis;
  /** Rejects with an AppError. */
  readonly ready: Promise<Redis>;
}

const CONNECT_TIMEOUT_MS = 5000;

export function openClient(endpoint: RedisEndpoint, settings: ClientSettings): OpeningClient {
  const { tls } = settings;
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
  return { redis, ready: makeReady(redis, endpoint, settings) };
}

async function makeReady(redis: Redis, endpoint: RedisEndpoint, settings: ClientSettings): Promise<Redis> {
  // The promise of `connect` says only "closed"; the reason comes as an event.
  let reason: unknown;
  redis.on('error', (error: unknown) => (reason ??= error));
  try {
    await redis.connect();
    await signIn(redis, settings);
    if (settings.name !== undefined) await redis.call('CLIENT', 'SETNAME', settings.name);
    return redis;
  } catch (error) {
    redis.disconnect();
    throw toRedisError(reason ?? error, endpoint);
  }
}

/** By hand, not by ioredis: it would print a warning where a server needs no password, and hide why a sign-in failed. */
async function signIn(redis: Redis, { username, password }: ClientSettings): Promise<void> {
  if (password === null) return;
  try {
    await redis.call('AUTH', ...(username === null ? [password] : [username, password]));
  } catch (error) {
    const isUnneeded =
      error instanceof Error && /without any password configured|no password is set/i.test(error.message);
    if (!isUnneeded) throw error;
  }
}
