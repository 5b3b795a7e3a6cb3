// A database with every kind of collection, option and index a dump must carry, and what is in one, to compare.

import { createHash } from 'node:crypto';
import {
  BSON,
  Binary,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  UUID,
  type MongoClient,
} from 'mongodb';

export const SEEDED = { orders: 4_000, oddName: 'odd/name %*é' } as const;

export async function seedMongo(client: MongoClient): Promise<void> {
  const shop = client.db('shop');
  const orders = shop.collection('orders');
  await orders.insertMany(
    Array.from({ length: SEEDED.orders }, (_, index) => ({
      orderNo: `ORD-${index}`,
      status: ['new', 'paid', 'shipped'][index % 3],
      total: Decimal128.fromString(`${index}.50`),
      place: { type: 'Point', coordinates: [44 + (index % 100) / 100, 15] },
      note: `order number ${index} of somebody`,
      tags: [`t${index % 7}`, `u${index % 5}`],
      at: new Date(1.7e12 + index * 1000),
    })),
  );
  await orders.createIndexes([
    { key: { orderNo: 1 }, name: 'orderNo_unique', unique: true },
    { key: { status: 1, total: new Double(-1) as unknown as -1 }, name: 'status_total' },
    { key: { at: 1 }, name: 'ttl', expireAfterSeconds: 3_000_000_000 / 2 },
    { key: { tags: 1 }, name: 'partial', partialFilterExpression: { status: 'paid' } },
    { key: { note: 'text' }, name: 'words', default_language: 'english', weights: { note: 3 } },
    { key: { place: '2dsphere' }, name: 'geo' },
    { key: { 'customer.phone': 1 }, name: 'sparse', sparse: true },
    { key: { status: 'hashed' }, name: 'hashed' },
    { key: { '$**': 1 }, name: 'wild', wildcardProjection: { note: 0 } },
    { key: { note: 1 }, name: 'folded', collation: { locale: 'en', strength: 2 } },
    { key: { orderNo: -1 }, name: 'hidden', hidden: true },
  ]);
  await shop.createCollection('users', {
    validator: { $jsonSchema: { required: ['name'] } },
    validationLevel: 'moderate',
    collation: { locale: 'ar', strength: 1 },
  });
  await shop.collection('users').insertMany([{ name: 'Layla' }, { name: 'Omar' }]);
  await shop.collection('users').insertOne({ broken: 'older than the validator' }, { bypassDocumentValidation: true });
  await shop.createCollection('log', { capped: true, size: 65_536, max: 100 });
  for (let index = 0; index < 150; index += 1) await shop.collection('log').insertOne({ index });
  await shop.createCollection('clustered', { clusteredIndex: { key: { _id: 1 }, unique: true, name: 'by id' } });
  await shop.collection('clustered').insertMany([{ _id: 1 as never }, { _id: 2 as never }]);
  await shop.createCollection('empty');
  await shop.createCollection('paid', { viewOn: 'orders', pipeline: [{ $match: { status: 'paid' } }] });
  await shop.collection(SEEDED.oddName).insertOne({ a: 1 });
  await shop.collection('types').insertMany(everyType());
  await client
    .db('other')
    .collection('things')
    .insertMany(Array.from({ length: 100 }, (_, index) => ({ index })));
}

function everyType(): Record<string, unknown>[] {
  return [
    {
      double: new Double(1),
      int: new Int32(1),
      long: Long.fromString('9007199254740993'),
      decimal: Decimal128.fromString('1.10'),
    },
    {
      binary: new Binary(Buffer.from([1, 2, 3]), 0x80),
      uuid: new UUID(),
      id: new ObjectId(),
      nothing: null,
      yes: true,
    },
    {
      when: new Date(-1),
      stamp: new Timestamp({ t: 5, i: 6 }),
      least: new MinKey(),
      most: new MaxKey(),
      pattern: /a.b/gi,
    },
    {
      nested: { deep: [[{ a: [] }], {}] },
      empty: '',
      10: 'numeric names',
      9: 'in their order',
      code: new BSON.Code('x', { y: 1 }),
    },
    { huge: 'x'.repeat(2_000_000) },
  ];
}

/** The server's own hash of each collection. Without views, which are named after their database. */
export async function hashesOf(client: MongoClient, database: string): Promise<Readonly<Record<string, string>>> {
  const { collections } = await client.db(database).command({ dbHash: 1 });
  const { 'system.views': _views, ...rest } = collections as Record<string, string>;
  return rest;
}

/** Collection → options, indexes and a hash of its documents. */
export async function describeDatabase(client: MongoClient, database: string): Promise<Map<string, string>> {
  const db = client.db(database);
  const described = new Map<string, string>();
  for (const { name, type, options } of (await db.listCollections().toArray()) as {
    name: string;
    type: string;
    options: object;
  }[]) {
    if (name.startsWith('system.')) continue;
    const indexes = type === 'view' ? [] : await db.collection(name).listIndexes().toArray();
    const hash = createHash('sha256');
    const sort = name === 'log' ? {} : { sort: { _id: 1 as const } };
    for (const document of await db
      .collection(name)
      .find({}, { raw: true, ...sort })
      .toArray())
      hash.update(document as unknown as Uint8Array);
    described.set(
      name,
      JSON.stringify({
        type,
        options,
        indexes: indexes.sort((a, b) => (a['name'] < b['name'] ? -1 : 1)),
        documents: hash.digest('hex'),
      }),
    );
  }
  return described;
}
