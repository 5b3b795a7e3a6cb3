// One reading of the servers for all steps that look at the same moment: checks read together ask once.

import { AppError } from '../../../shared/errors.ts';
import type { MongoAccess, MongoReading } from '../../mongo/mongo-access.ts';
import type { RedisAccess, RedisReading } from '../../redis/redis-access.ts';
import type { RunbookContext } from '../runbook.ts';

/** Throws `bad_request` where the profile has no Redis. */
export function redisOf(context: RunbookContext): RedisAccess {
  if (context.redis) return context.redis;
  throw new AppError('bad_request', `Profile ${context.profile.name} has no Redis.`, {
    hint: 'Choose a profile that names one.',
  });
}

/** Throws `bad_request` where the profile has no MongoDB. */
export function mongoOf(context: RunbookContext): MongoAccess {
  if (context.mongo) return context.mongo;
  throw new AppError('bad_request', `Profile ${context.profile.name} has no MongoDB.`, {
    hint: 'Choose a profile that names one.',
  });
}

/** Longer than a tick of the screen: here a node that is only slow must not count as lost. */
const REDIS_TIMEOUT_MS = 2500;
const MONGO_TIMEOUT_MS = 5000;

const redisReadings = new WeakMap<RunbookContext, Promise<RedisReading>>();
const mongoReadings = new WeakMap<RunbookContext, Promise<MongoReading>>();

/** The engine gives steps a new context whenever they shall look anew; within one context this reads once. */
export function redisReading(context: RunbookContext): Promise<RedisReading> {
  return readOnce(redisReadings, context, () => redisOf(context).read({ timeoutMs: REDIS_TIMEOUT_MS }));
}

export function mongoReading(context: RunbookContext): Promise<MongoReading> {
  return readOnce(mongoReadings, context, () => mongoOf(context).read({ timeoutMs: MONGO_TIMEOUT_MS }));
}

function readOnce<T>(
  readings: WeakMap<RunbookContext, Promise<T>>,
  context: RunbookContext,
  read: () => Promise<T>,
): Promise<T> {
  const known = readings.get(context);
  if (known) return known;
  const reading = read();
  readings.set(context, reading);
  return reading;
}
