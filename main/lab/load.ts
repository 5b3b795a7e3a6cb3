// A gentle life for the lab: a shop whose customers browse, buy and leave, so that every chart moves. It may fail at any
// moment (failovers are what the lab is for): errors are counted, never thrown, and never pile up.

import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from 'ioredis';
import type { Db } from 'mongodb';
import { mongoLoad, productOf } from './load-mongo.ts';
import { redisLoad, type LoadContext } from './load-redis.ts';
import { random } from './random.ts';
import { documentCounts, productId, warmProducts, type SampleSize } from './sample-shape.ts';
import { FAMILY_TTL_SECONDS } from './sample-keys.ts';

export interface LoadOptions {
  readonly redis: Cluster | null;
  readonly mongo: Db | null;
  readonly size: SampleSize;
  readonly seed: number;
}

export interface LoadCounts {
  operations: number;
  errors: number;
}

export interface Load {
  readonly counts: Readonly<LoadCounts>;
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>;
}

const TICK_MS = 100;
const REDIS_PER_TICK = 28;
const MONGO_PER_TICK = 4;
/** Share of the cache operations that look at a product. */
const BROWSING = 0.65;
/** Beyond this many unanswered operations the tick is left out: a fleet in trouble is not given more to do. */
const MOST_WAITING = 200;
const HIT_WAVE_MS = 90_000;
const PACE_WAVE_MS = 45_000;

export function startLoad({ redis, mongo, size, seed }: LoadOptions): Load {
  const generator = random(seed);
  const products = documentCounts(size.documents).products;
  const context: LoadContext = { random: generator, users: documentCounts(size.documents).users, products, codes: [] };
  const counts: LoadCounts = { operations: 0, errors: 0 };
  const stopping = new AbortController();
  const waiting = new Set<Promise<void>>();

  const launch = (operation: Promise<unknown>): void => {
    counts.operations += 1;
    const settled = operation.then(
      () => undefined,
      () => {
        counts.errors += 1;
      },
    );
    waiting.add(settled);
    void settled.then(() => waiting.delete(settled));
  };

  /** Cache-aside, as the platform reads: the cache first, then the database, whose answer is kept for a while. */
  const browse = async (cache: Cluster, hitShare: number): Promise<void> => {
    const warm = warmProducts(products);
    const isHit = generator.next() < hitShare;
    const index = isHit ? generator.skewed(warm) : warm + generator.integer(0, products - warm - 1);
    const key = `product:${productId(index)}`;
    if ((await cache.get(key)) !== null || !mongo) return;
    const found = await productOf(mongo, index);
    if (found !== null) {
      await cache.set(key, JSON.stringify(found), 'EX', isHit ? FAMILY_TTL_SECONDS.product : generator.integer(5, 40));
    }
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const now = Date.now();
      const hitShare = 0.89 + 0.05 * Math.sin((now / HIT_WAVE_MS) * 2 * Math.PI);
      const pace = 1 + 0.35 * Math.sin((now / PACE_WAVE_MS) * 2 * Math.PI) + 0.1 * generator.next();
      if (waiting.size < MOST_WAITING) {
        if (redis)
          repeat(REDIS_PER_TICK * pace, () =>
            launch(generator.next() < BROWSING ? browse(redis, hitShare) : redisLoad(redis, context)),
          );
        if (mongo) repeat(MONGO_PER_TICK * pace, () => launch(mongoLoad(mongo, context)));
      }
      await delay(TICK_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = run();

  return {
    counts,
    stop: async () => {
      stopping.abort();
      await running;
      await Promise.all(waiting);
    },
  };
}

function repeat(times: number, action: () => void): void {
  for (let count = Math.round(times); count > 0; count--) action();
}
