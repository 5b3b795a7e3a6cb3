// What one customer does to the cache, one operation at a time: mostly reads, some writes, some keys that expire soon.

import type { Cluster } from 'ioredis';
import type { Random } from './random.ts';
import { FAMILY_TTL_SECONDS } from './sample-keys.ts';
import { customerId, productId, storeId, STORE_COUNT } from './sample-shape.ts';

export interface LoadContext {
  readonly random: Random;
  readonly users: number;
  readonly products: number;
  /** One-time codes sent out and not asked for yet, oldest first. */
  readonly codes: string[];
}

const STREAM_LENGTH = 500;
const QUEUE_LENGTH = 200;
const CODES_UNDER_WAY = 30;

type Operation = (redis: Cluster, context: LoadContext) => Promise<unknown>;

/** Weight → operation; the weights add up to 100. */
const OPERATIONS: readonly (readonly [weight: number, operation: Operation])[] = [
  [16, (redis, { random, users }) => redis.hgetall(`user:${customerId(random.skewed(users))}`)],
  [14, (redis, { random }) => redis.hget(`session:${random.skewed(4000).toString(16).padStart(8, '0')}`, 'user')],
  [10, (redis, { random, users }) => redis.hgetall(`cart:{${customerId(random.skewed(users / 4))}}:items`)],
  [10, (redis, { random, products }) => redis.incr(`analytics:views:${productId(random.skewed(products / 4))}`)],
  [10, writeCart],
  [7, sendCode],
  [5, checkCode],
  [
    8,
    (redis, { random }) =>
      redis.zincrby(
        `leaderboard:${storeId(random.skewed(50))}`,
        random.integer(1, 20),
        customerId(random.skewed(2000)),
      ),
  ],
  [6, (redis, { random }) => redis.zrevrange(`leaderboard:${storeId(random.skewed(50))}`, 0, 9)],
  [
    6,
    (redis, { random, products }) =>
      redis.xadd(
        `events:${random.skewed(20)}`,
        'MAXLEN',
        '~',
        STREAM_LENGTH,
        '*',
        'type',
        'view',
        'product',
        productId(random.skewed(products)),
      ),
  ],
  [4, workQueue],
  [4, (redis, { random }) => redis.hincrby(`store:${storeId(random.skewed(STORE_COUNT))}`, 'orders', 1)],
];

export function redisLoad(redis: Cluster, context: LoadContext): Promise<unknown> {
  let place = context.random.integer(0, 99);
  for (const [weight, operation] of OPERATIONS) {
    if (place < weight) return operation(redis, context);
    place -= weight;
  }
  return Promise.resolve();
}

async function sendCode(redis: Cluster, { random, codes }: LoadContext): Promise<void> {
  const key = `otp:${random.hex(10)}`;
  codes.push(key);
  if (codes.length > 2 * CODES_UNDER_WAY) codes.shift();
  await redis.set(key, random.hex(6), 'EX', random.integer(2, 12));
}

/** Some customers are too slow: the code has expired, which the server notices at this moment. */
async function checkCode(redis: Cluster, { codes }: LoadContext): Promise<void> {
  const key = codes.length > CODES_UNDER_WAY ? codes.shift() : undefined;
  if (key !== undefined) await redis.getdel(key);
}

/** Both keys of a cart share a hash tag, so they live on one node. */
async function writeCart(redis: Cluster, { random, users, products }: LoadContext): Promise<void> {
  const cart = `cart:{${customerId(random.skewed(users / 4))}}`;
  await redis.hset(`${cart}:items`, productId(random.skewed(products)), String(random.integer(1, 3)));
  await redis.set(`${cart}:total`, random.integer(5, 900).toFixed(2), 'EX', FAMILY_TTL_SECONDS.cart);
}

async function workQueue(redis: Cluster, { random }: LoadContext): Promise<void> {
  const queue = `queue:delivery:${random.skewed(20)}`;
  const length = await redis.lpush(queue, JSON.stringify({ order: random.integer(0, 30_000) }));
  if (length > QUEUE_LENGTH) await redis.ltrim(queue, 0, QUEUE_LENGTH - 1);
  else if (random.next() < 0.8) await redis.rpop(queue);
}
