// The made-up cache: which key families there are, of which type, how long they live and what they hold.

import type { Random } from './random.ts';
import {
  CATEGORIES,
  customerId,
  documentCounts,
  productId,
  storeId,
  STORE_COUNT,
  warmProducts,
  type SampleSize,
} from './sample-shape.ts';

/** Arguments of one write command. The first command of a key has the form `<command> <key> …`. */
export type SampleCommand = readonly string[];

export interface SampleKey {
  readonly key: string;
  readonly commands: readonly SampleCommand[];
}

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** How long each family lives, in seconds; families not named here do not expire. */
export const FAMILY_TTL_SECONDS = {
  product: 30 * MINUTE,
  store: HOUR,
  category: 2 * HOUR,
  session: DAY,
  user: 6 * HOUR,
  cart: 7 * DAY,
  otp: 5 * MINUTE,
} as const;

interface Family {
  /** Of all keys. */
  readonly share: number;
  readonly ttlSeconds?: number;
  readonly write: (index: number, random: Random, count: number) => readonly SampleCommand[];
}

const json = (value: object): string => JSON.stringify(value);

const FAMILIES: readonly Family[] = [
  {
    share: 0.17,
    ttlSeconds: FAMILY_TTL_SECONDS.session,
    write: (index, random, count) => [
      [
        'HSET',
        `session:${index.toString(16).padStart(8, '0')}`,
        'user',
        customerId(random.skewed(count)),
        'device',
        random.pick(['web', 'ios', 'android']),
        'token',
        random.hex(32),
      ],
    ],
  },
  {
    share: 0.16,
    ttlSeconds: FAMILY_TTL_SECONDS.user,
    write: (index, random) => [
      [
        'HSET',
        `user:${customerId(index)}`,
        'role',
        'customer',
        'points',
        String(random.integer(0, 5000)),
        'language',
        random.pick(['ar', 'en']),
      ],
    ],
  },
  {
    share: 0.1,
    ttlSeconds: FAMILY_TTL_SECONDS.cart,
    write: (index, random) => [
      [
        'HSET',
        `cart:{${customerId(index)}}:items`,
        ...Array.from({ length: random.integer(1, 4) }, (_, item) => [
          productId(random.skewed(9000) + item),
          '1',
        ]).flat(),
      ],
    ],
  },
  {
    share: 0.1,
    ttlSeconds: FAMILY_TTL_SECONDS.cart,
    write: (index, random) => [['SET', `cart:{${customerId(index)}}:total`, random.integer(5, 900).toFixed(2)]],
  },
  {
    share: 0.14,
    write: (index, random) => [
      [
        'SADD',
        `wishlist:{${customerId(index)}}`,
        ...Array.from({ length: random.integer(1, 6) }, () => productId(random.skewed(9000))),
      ],
    ],
  },
  { share: 0.1, write: (index, random) => [['SET', `inventory:${productId(index)}`, String(random.integer(0, 400))]] },
  {
    share: 0.05,
    write: (index, random) => [['SET', `analytics:views:${productId(index)}`, String(random.skewed(20_000))]],
  },
  {
    share: 0.04,
    write: (index, random) => [
      [
        'PFADD',
        `analytics:visitors:${storeId(index % STORE_COUNT)}:${index}`,
        ...Array.from({ length: 8 }, () => random.hex(8)),
      ],
    ],
  },
  {
    share: 0.04,
    ttlSeconds: FAMILY_TTL_SECONDS.store,
    write: (index, random) => [
      [
        'HSET',
        `store:${storeId(index)}`,
        'status',
        'open',
        'rating',
        (random.integer(20, 50) / 10).toFixed(1),
        'orders',
        String(random.skewed(9000)),
      ],
    ],
  },
  {
    share: 0.01,
    ttlSeconds: FAMILY_TTL_SECONDS.category,
    write: (index, random) => [
      [
        'SET',
        `category:${random.pick(CATEGORIES)}:page:${index}`,
        json({ page: index, products: Array.from({ length: 20 }, () => random.skewed(9000)) }),
      ],
    ],
  },
  { share: 0.01, write: (index, random) => [['SET', `config:feature:${index}`, random.pick(['on', 'off'])]] },
  {
    share: 0.005,
    write: (index, random) => [
      [
        'ZADD',
        `leaderboard:${storeId(index)}`,
        ...Array.from({ length: 30 }, () => [String(random.skewed(5000)), customerId(random.skewed(9000))]).flat(),
      ],
    ],
  },
  {
    share: 0.002,
    write: (index, random) => [
      [
        'RPUSH',
        `queue:delivery:${index}`,
        ...Array.from({ length: random.integer(5, 40) }, () => json({ order: random.integer(0, 30_000) })),
      ],
    ],
  },
  {
    share: 0.001,
    write: (index, random) => [
      ...Array.from({ length: 20 }, (_, entry): SampleCommand => [
        'XADD',
        `events:${index}`,
        `${entry + 1}-0`,
        'type',
        random.pick(['view', 'add', 'pay']),
        'product',
        productId(random.skewed(9000)),
      ]),
      ['XGROUP', 'CREATE', `events:${index}`, 'workers', '0'],
    ],
  },
];

/** The value of `product:<id>`, by the seed as by the load. */
export function productValue(index: number, random: Random): string {
  return json({
    id: productId(index),
    price: random.integer(5, 900),
    stock: random.integer(0, 400),
    tags: [random.hex(6), random.hex(6)],
    text: random.hex(120),
  });
}

/** Every command that fills the cache, with the key it belongs to. */
export function* sampleKeys(size: SampleSize, random: Random): Generator<SampleKey> {
  for (const family of FAMILIES) {
    const count = Math.max(3, Math.ceil(size.keys * family.share));
    for (let index = 0; index < count; index++)
      yield withExpiry(family.write(index, random, count), family.ttlSeconds, random);
  }
  const warm = warmProducts(documentCounts(size.documents).products);
  for (let index = 0; index < warm; index++) {
    yield withExpiry(
      [['SET', `product:${productId(index)}`, productValue(index, random)]],
      FAMILY_TTL_SECONDS.product,
      random,
    );
  }
}

function withExpiry(commands: readonly SampleCommand[], ttlSeconds: number | undefined, random: Random): SampleKey {
  const key = commands[0]![1]!;
  if (ttlSeconds === undefined) return { key, commands };
  // Spread out, so that a family does not expire in one second.
  const seconds = Math.round(ttlSeconds * (0.5 + random.next()));
  return { key, commands: [...commands, ['EXPIRE', key, String(seconds)]] };
}
