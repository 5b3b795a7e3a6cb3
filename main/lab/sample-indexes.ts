// The indexes of the sample collections, as such a platform has them: compound, unique, sparse, partial, TTL, text, geo,
// hashed, wildcard and with a collation, so that backup and reindex meet every kind.

import type { IndexDescription } from 'mongodb';
import type { SampleCollection } from './sample-shape.ts';

const DAY_SECONDS = 86_400;

export const SAMPLE_INDEXES: Readonly<Record<SampleCollection, readonly IndexDescription[]>> = {
  users: [
    { key: { accountNumber: 1 }, unique: true },
    { key: { email: 1 }, unique: true, collation: { locale: 'en', strength: 2 } },
    { key: { role: 1, status: 1 } },
    { key: { 'address.location': '2dsphere' } },
    { key: { 'preferences.$**': 1 } },
  ],
  products: [
    { key: { productId: 1 }, unique: true },
    { key: { sku: 1 }, unique: true },
    { key: { storeId: 1, status: 1 } },
    { key: { category: 1, price: -1 } },
    { key: { name: 'text', description: 'text', tags: 'text' }, name: 'product_search', weights: { name: 5, tags: 2 } },
  ],
  orders: [
    { key: { orderNumber: 1 }, unique: true },
    { key: { customerId: 1, orderStatus: 1, createdAt: -1 } },
    { key: { storeId: 1, createdAt: -1 } },
    {
      key: { customerId: 1, orderStatus: 1 },
      name: 'open_orders',
      partialFilterExpression: { orderStatus: { $in: ['pending', 'processing'] } },
    },
    { key: { 'deliveryAddress.location': '2dsphere' } },
  ],
  notifications: [
    { key: { recipientId: 1, isRead: 1, createdAt: -1 } },
    { key: { recipientId: 1, type: 1, createdAt: -1 } },
    { key: { createdAt: 1 }, expireAfterSeconds: 90 * DAY_SECONDS },
  ],
  wallet_transactions: [
    { key: { walletId: 1, createdAt: -1 } },
    { key: { walletId: 1, type: 1, status: 1 } },
    { key: { status: 1, createdAt: -1 } },
    { key: { transactionRef: 1 }, unique: true, sparse: true },
  ],
  carts: [
    { key: { customerId: 1, isActive: 1 } },
    { key: { customerId: 1, 'items.productId': 1 } },
    { key: { updatedAt: 1 } },
  ],
  audit_log: [
    { key: { createdAt: 1 }, expireAfterSeconds: 365 * DAY_SECONDS },
    { key: { actorId: 1, createdAt: -1 } },
    { key: { entityId: 'hashed' } },
  ],
};
