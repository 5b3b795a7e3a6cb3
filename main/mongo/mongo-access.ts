// What the rest of the engine may ask of MongoDB. Reading goes through `read`; runbooks act through the clients.

import type { MongoClient } from 'mongodb';
import type { FiguresRow } from '../../shared/model/redis.ts';
import type { MongoCollection, MongoMember, MongoSummary } from '../../shared/model/mongo.ts';

/** One tick's truth. Pure data; `main/fleet` joins it into the snapshot. */
export interface MongoReading {
  readonly summary: MongoSummary;
  readonly members: Readonly<Record<string, MongoMember>>;
  readonly figures: Readonly<Record<string, FiguresRow>>;
}

export interface MongoAccess {
  /** Throws AppError only when no member at all could be read. */
  read(options?: { readonly timeoutMs?: number }): Promise<MongoReading>;
  /** Sizes and indexes of every user collection: slow, asked every 30 s. */
  readCollections(): Promise<Readonly<Record<string, MongoCollection>>>;
  /** A client that follows the primary. Owned by the access; do not close it. */
  client(): MongoClient;
  /** A direct connection to one member (key as in MongoMember). Owned by the access; do not close it. */
  member(key: string): MongoClient;
}

/** Databases that belong to the server, not to the user. */
export const SYSTEM_DATABASES: ReadonlySet<string> = new Set(['admin', 'config', 'local']);
