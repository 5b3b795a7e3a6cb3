// What the rest of the engine may ask of MongoDB. Reading goes through `read`; runbooks act through the clients. An access
// only reads, but for the one a run gets.

import type { MongoClient } from 'mongodb';
import type { Lifetime } from '../../shared/lifetime.ts';
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
  /** Follows the primary, and may write to the console's own database only: leases live there. */
  leaseClient(): MongoClient;
  /** The same servers through clients of a run's own. */
  forRun(options: MongoRunOptions): MongoAccess;
}

export interface MongoRunOptions {
  /** Ends what is opened. */
  readonly lifetime: Lifetime;
  /** Asked in the moment something that changes a server is about to be sent. Throws an AppError where it may not. */
  permit(): void;
}

/** What the console keeps on the servers itself: leases, and what a write probe needs for a moment. */
export const OWN_DATABASE = 'marsad';

/** Databases that belong to the server or to the console, not to the user. */
export const SYSTEM_DATABASES: ReadonlySet<string> = new Set(['admin', 'config', 'local', OWN_DATABASE]);
