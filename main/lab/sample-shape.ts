// The made-up shop that both the MongoDB documents and the Redis keys describe: how many of what, and what things are
// called. Nothing here is a person: customers are numbers.

/** How much sample data there is; the defaults are the lab's. */
export interface SampleSize {
  /** MongoDB documents, all collections together. */
  readonly documents: number;
  /** Redis keys. */
  readonly keys: number;
}

export const DEFAULT_SIZE: SampleSize = { documents: 108_000, keys: 128_000 };
export const SAMPLE_DATABASE = 'almashooq';
export const SAMPLE_SEED = 20_260_114;

/** Documents per collection, as shares of the whole. */
const SHARES = {
  users: 0.12,
  products: 0.11,
  orders: 0.28,
  notifications: 0.2,
  wallet_transactions: 0.14,
  carts: 0.05,
  audit_log: 0.1,
} as const;

export type SampleCollection = keyof typeof SHARES;

export function documentCounts(documents: number): Record<SampleCollection, number> {
  const counts = Object.fromEntries(
    Object.entries(SHARES).map(([name, share]) => [name, Math.max(10, Math.ceil(documents * share))]),
  );
  return counts as Record<SampleCollection, number>;
}

export const STORE_COUNT = 400;
export const CATEGORIES = [
  'home',
  'kitchen',
  'garden',
  'books',
  'toys',
  'sports',
  'beauty',
  'electronics',
  'grocery',
  'stationery',
] as const;
export const ORDER_STATUSES = ['pending', 'confirmed', 'processing', 'shipped', 'delivered', 'cancelled'] as const;
export const NOTIFICATION_TYPES = ['order', 'payment', 'promotion', 'delivery', 'system'] as const;
export const WALLET_TYPES = ['deposit', 'withdrawal', 'payment', 'refund', 'commission'] as const;

export const customerId = (index: number): string => `customer-${String(index).padStart(5, '0')}`;
export const productId = (index: number): string => `product-${String(index).padStart(5, '0')}`;
export const storeId = (index: number): string => `store-${String(index).padStart(3, '0')}`;
export const orderId = (index: number): string => `order-${String(index).padStart(6, '0')}`;
export const walletId = (index: number): string => `wallet-${String(index).padStart(5, '0')}`;

/** Products whose cache keys are there from the beginning; the others are the load's cache misses. */
export function warmProducts(products: number): number {
  return Math.floor(products * 0.7);
}
