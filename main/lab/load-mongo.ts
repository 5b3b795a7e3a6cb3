// What one customer does to the database, one operation at a time: indexed reads for the most part, a few writes.

import { Decimal128, Int32, type Db, type Document } from 'mongodb';
import type { LoadContext } from './load-redis.ts';
import {
  customerId,
  NOTIFICATION_TYPES,
  ORDER_STATUSES,
  productId,
  storeId,
  STORE_COUNT,
  walletId,
} from './sample-shape.ts';

/** Bounds every operation, so that a member that went away costs no more than this. */
const OPERATION_MS = 4000;
const bounded = { timeoutMS: OPERATION_MS } as const;

type Operation = (database: Db, context: LoadContext) => Promise<unknown>;

/** Weight → operation; the weights add up to 100. */
const OPERATIONS: readonly (readonly [weight: number, operation: Operation])[] = [
  [
    24,
    (database, { random, users }) =>
      database
        .collection('orders')
        .find({ customerId: customerId(random.skewed(users)) }, bounded)
        .sort({ orderStatus: 1, createdAt: -1 })
        .limit(10)
        .toArray(),
  ],
  [
    18,
    (database, { random, users }) =>
      database.collection('users').findOne({ accountNumber: customerId(random.skewed(users)) }, bounded),
  ],
  [
    16,
    (database, { random, users }) =>
      database
        .collection('notifications')
        .find({ recipientId: customerId(random.skewed(users)), isRead: false }, bounded)
        .sort({ createdAt: -1 })
        .limit(10)
        .toArray(),
  ],
  [
    10,
    (database, { random, users }) =>
      database
        .collection('wallet_transactions')
        .find({ walletId: walletId(random.skewed(users)) }, bounded)
        .sort({ createdAt: -1 })
        .limit(10)
        .toArray(),
  ],
  [8, placeOrder],
  [
    8,
    (database, context) =>
      database
        .collection('carts')
        .updateOne(
          { customerId: customerId(context.random.skewed(context.users / 4)) },
          { $set: { isActive: true, updatedAt: new Date() } },
          bounded,
        ),
  ],
  [
    6,
    (database, { random }) =>
      database
        .collection('orders')
        .updateOne(
          { orderNumber: `order-${String(random.integer(0, 20_000)).padStart(6, '0')}` },
          { $set: { orderStatus: random.pick(ORDER_STATUSES), updatedAt: new Date() } },
          bounded,
        ),
  ],
  [
    6,
    (database, { random, users }) =>
      database.collection('notifications').insertOne(
        {
          recipientId: customerId(random.skewed(users)),
          type: random.pick(NOTIFICATION_TYPES),
          priority: 'normal',
          title: 'Notice',
          body: 'Your order moved on.',
          isRead: false,
          createdAt: new Date(),
        },
        bounded,
      ),
  ],
  [
    4,
    (database, { random, users }) =>
      database.collection('audit_log').insertOne(
        {
          actorId: customerId(random.skewed(users)),
          action: 'update',
          entity: 'order',
          entityId: random.hex(12),
          createdAt: new Date(),
        },
        bounded,
      ),
  ],
];

export function mongoLoad(database: Db, context: LoadContext): Promise<unknown> {
  let place = context.random.integer(0, 99);
  for (const [weight, operation] of OPERATIONS) {
    if (place < weight) return operation(database, context);
    place -= weight;
  }
  return Promise.resolve();
}

/** What a cache miss reads. */
export function productOf(database: Db, index: number): Promise<Document | null> {
  return database
    .collection('products')
    .findOne({ productId: productId(index) }, { ...bounded, projection: { _id: 0 } });
}

async function placeOrder(database: Db, { random, users, products }: LoadContext): Promise<void> {
  const total = Decimal128.fromString(random.integer(10, 3000).toFixed(2));
  const customer = random.skewed(users);
  const createdAt = new Date();
  const orderNumber = `order-live-${createdAt.getTime().toString(36)}-${random.hex(6)}`;
  await database.collection('orders').insertOne(
    {
      orderNumber,
      customerId: customerId(customer),
      storeId: storeId(random.skewed(STORE_COUNT)),
      orderStatus: 'pending',
      items: [{ productId: productId(random.skewed(products)), quantity: new Int32(1), price: total }],
      total,
      payment: { method: 'wallet', status: 'pending' },
      createdAt,
      updatedAt: createdAt,
    },
    bounded,
  );
  await database.collection('wallet_transactions').insertOne(
    {
      walletId: walletId(customer),
      type: 'payment',
      status: 'completed',
      amount: total,
      orderId: orderNumber,
      createdAt,
    },
    bounded,
  );
}
