// One made-up document of each collection, deterministic from its index and the generator. Dates lie in the past few
// weeks, so that no TTL index removes what was just written.

import { Binary, Decimal128, Double, Int32, Long, ObjectId, type Document } from 'mongodb';
import type { Random } from './random.ts';
import {
  CATEGORIES,
  customerId,
  NOTIFICATION_TYPES,
  ORDER_STATUSES,
  orderId,
  productId,
  storeId,
  STORE_COUNT,
  WALLET_TYPES,
  walletId,
  type SampleCollection,
} from './sample-shape.ts';

export interface SampleContext {
  readonly random: Random;
  readonly nowMs: number;
  readonly counts: Readonly<Record<SampleCollection, number>>;
}

type MakeDocument = (index: number, context: SampleContext) => Document;

const DAY_MS = 86_400_000;
const WORDS = [
  'blue',
  'large',
  'classic',
  'light',
  'compact',
  'modern',
  'soft',
  'solid',
  'fresh',
  'smart',
  'simple',
  'durable',
];
const THINGS = [
  'lamp',
  'chair',
  'kettle',
  'notebook',
  'puzzle',
  'racket',
  'cream',
  'charger',
  'tea',
  'pen',
  'basket',
  'mirror',
];

/** `<4 letters of the collection><index>` as an id, the same in every lab. */
function sampleId(kind: number, index: number): ObjectId {
  return new ObjectId(`aa${kind.toString(16).padStart(6, '0')}${index.toString(16).padStart(16, '0')}`);
}

function pastDate({ random, nowMs }: SampleContext, days: number): Date {
  return new Date(nowMs - Math.floor(random.next() * days * DAY_MS));
}

function money(random: Random, from: number, to: number): Decimal128 {
  return Decimal128.fromString((random.integer(from * 100, to * 100) / 100).toFixed(2));
}

/** Somewhere in a made-up delivery area of some 40 by 40 km. */
function point(random: Random): Document {
  return { type: 'Point', coordinates: [46.5 + random.next() * 0.4, 24.5 + random.next() * 0.4] };
}

const user: MakeDocument = (index, context) => ({
  _id: sampleId(1, index),
  accountNumber: customerId(index),
  email: `${customerId(index)}@example.test`,
  role: index % 200 === 0 ? 'admin' : index % 30 === 0 ? 'store_owner' : index % 25 === 0 ? 'courier' : 'customer',
  status: context.random.next() < 0.95 ? 'active' : 'suspended',
  points: new Int32(context.random.integer(0, 5000)),
  preferences: { language: context.random.pick(['ar', 'en']), channel: context.random.pick(['email', 'sms', 'push']) },
  address: { city: `city-${context.random.integer(1, 40)}`, location: point(context.random) },
  createdAt: pastDate(context, 300),
});

const product: MakeDocument = (index, context) => {
  const { random } = context;
  const [word, thing] = [random.pick(WORDS), random.pick(THINGS)];
  return {
    _id: sampleId(2, index),
    productId: productId(index),
    sku: `SKU-${String(index).padStart(7, '0')}`,
    storeId: storeId(random.skewed(STORE_COUNT)),
    category: random.pick(CATEGORIES),
    name: `${word} ${thing} ${index}`,
    description: `A ${word} ${thing}, ${random.pick(WORDS)} and ${random.pick(WORDS)}. Model ${random.hex(6)}.`,
    tags: [word, thing, random.pick(CATEGORIES)],
    price: money(random, 5, 900),
    stock: new Int32(random.integer(0, 400)),
    rating: new Double(Math.round(random.next() * 50) / 10),
    status: random.next() < 0.9 ? 'active' : 'archived',
    updatedAt: pastDate(context, 60),
  };
};

const order: MakeDocument = (index, context) => {
  const { random, counts } = context;
  const items = Array.from({ length: random.integer(1, 4) }, () => ({
    productId: productId(random.skewed(counts.products)),
    quantity: new Int32(random.integer(1, 5)),
    price: money(random, 5, 900),
  }));
  const createdAt = pastDate(context, 200);
  return {
    _id: sampleId(3, index),
    orderNumber: orderId(index),
    customerId: customerId(random.skewed(counts.users)),
    storeId: storeId(random.skewed(STORE_COUNT)),
    orderStatus: random.pick(ORDER_STATUSES),
    items,
    total: money(random, 10, 3000),
    payment: { method: random.pick(['card', 'wallet', 'cash']), status: random.pick(['pending', 'paid', 'refunded']) },
    deliveryAddress: { city: `city-${random.integer(1, 40)}`, location: point(random) },
    createdAt,
    updatedAt: new Date(createdAt.getTime() + random.integer(0, DAY_MS)),
  };
};

const notification: MakeDocument = (index, context) => ({
  _id: sampleId(4, index),
  recipientId: customerId(context.random.skewed(context.counts.users)),
  type: context.random.pick(NOTIFICATION_TYPES),
  priority: context.random.pick(['low', 'normal', 'high']),
  title: `Notice ${index}`,
  body: `Your ${context.random.pick(THINGS)} is ${context.random.pick(['packed', 'on its way', 'delivered'])}.`,
  isRead: context.random.next() < 0.6,
  createdAt: pastDate(context, 75),
});

const walletTransaction: MakeDocument = (index, context) => ({
  _id: sampleId(5, index),
  walletId: walletId(context.random.skewed(context.counts.users)),
  type: context.random.pick(WALLET_TYPES),
  status: context.random.pick(['completed', 'completed', 'completed', 'pending', 'failed']),
  amount: money(context.random, 1, 2000),
  balanceAfter: Long.fromNumber(context.random.integer(0, 1_000_000)),
  ...(index % 3 === 0 ? { orderId: orderId(context.random.integer(0, context.counts.orders - 1)) } : {}),
  ...(index % 2 === 0 ? { transactionRef: `TX-${String(index).padStart(8, '0')}` } : {}),
  createdAt: pastDate(context, 200),
});

const cart: MakeDocument = (index, context) => ({
  _id: sampleId(6, index),
  customerId: customerId(index % context.counts.users),
  isActive: context.random.next() < 0.7,
  items: Array.from({ length: context.random.integer(0, 5) }, () => ({
    productId: productId(context.random.skewed(context.counts.products)),
    quantity: new Int32(context.random.integer(1, 3)),
  })),
  updatedAt: pastDate(context, 14),
});

const auditEntry: MakeDocument = (index, context) => ({
  _id: sampleId(7, index),
  actorId: customerId(context.random.skewed(context.counts.users)),
  action: context.random.pick(['create', 'update', 'delete', 'login', 'export']),
  entity: context.random.pick(['order', 'product', 'user', 'wallet']),
  entityId: context.random.hex(12),
  changes: { before: context.random.integer(0, 99), after: context.random.integer(0, 99), note: null },
  fingerprint: new Binary(Buffer.from(context.random.hex(32), 'hex')),
  createdAt: pastDate(context, 300),
});

export const SAMPLE_DOCUMENTS: Readonly<Record<SampleCollection, MakeDocument>> = {
  users: user,
  products: product,
  orders: order,
  notifications: notification,
  wallet_transactions: walletTransaction,
  carts: cart,
  audit_log: auditEntry,
};
