// One connection that is a lease: it can name itself, look who else has a name, show that it lives, and end another client.
// Nothing else can be sent on it, so it needs no permit.

import type { Redis } from 'ioredis';
import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import { timeoutError, toRedisError } from './errors.ts';
import { withinTime } from './node-connection.ts';
import { openClient, type ClientSettings } from './open-client.ts';
import type { LeaseConnection, LeaseConnectionOptions, NamedClient, RedisEndpoint } from './redis-access.ts';

export async function openLeaseConnection(
  endpoint: RedisEndpoint,
  settings: ClientSettings & { readonly clock: Clock },
  { timeoutMs, signal, onClosed }: LeaseConnectionOptions,
): Promise<LeaseConnection> {
  const { clock } = settings;
  const { redis, ready } = openClient(endpoint, settings);
  const inTime = async <T>(work: Promise<T>, limitMs: number, until?: AbortSignal): Promise<T> => {
    try {
      return await withinTime(work, {
        clock,
        timeoutMs: limitMs,
        signal: until,
        late: () => timeoutError(endpoint, limitMs),
      });
    } catch (error) {
      throw toRedisError(error, endpoint);
    }
  };
  try {
    await inTime(ready, timeoutMs, signal);
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  redis.once('close', onClosed);

  return {
    claim: (name, limitMs) => inTime(claim(redis, name), limitMs),
    rename: async (name, limitMs) => void (await inTime(redis.call('CLIENT', 'SETNAME', name), limitMs)),
    async kill(clientId, limitMs) {
      try {
        await inTime(redis.call('CLIENT', 'KILL', 'ID', clientId), limitMs);
      } catch (error) {
        const isGone = error instanceof AppError && error.message.includes('No such client');
        if (!isGone) throw error;
      }
    },
    close: () => redis.disconnect(),
  };
}

/** In one round trip, in this order: whoever names itself second sees the first. */
async function claim(redis: Redis, name: string) {
  const replies = await redis
    .pipeline()
    .call('CLIENT', 'ID')
    .call('CLIENT', 'SETNAME', name)
    .call('CLIENT', 'LIST')
    .call('TIME')
    .exec();
  const [id, , list, time] = (replies ?? []).map(([error, reply]) => {
    if (error) throw error;
    return reply;
  });
  const [seconds = '0', micros = '0'] = time as string[];
  return {
    others: parseClients(String(list)).filter((client) => client.id !== String(id)),
    timeMicros: BigInt(seconds) * 1_000_000n + BigInt(micros),
  };
}

/** Those with a name. A name holds no blank, so the fields are apart by blanks. */
export function parseClients(list: string): readonly NamedClient[] {
  return list.split('\n').flatMap((line) => {
    const fields = new Map(line.split(' ').map((field) => splitOnce(field)));
    const [id, name] = [fields.get('id') ?? '', fields.get('name') ?? ''];
    return id === '' || name === '' ? [] : [{ id, name, idleMs: Number(fields.get('idle') ?? 0) * 1000 }];
  });
}

function splitOnce(field: string): [string, string] {
  const at = field.indexOf('=');
  return at < 0 ? [field, ''] : [field.slice(0, at), field.slice(at + 1)];
}
