// Where a slice of the oplog may begin and end: entries that are confirmed, still there, and not in the middle of a transaction.
// Reads only.

import { Timestamp, type Document, type MongoClient } from 'mongodb';
import { AppError } from '../../../../shared/errors.ts';
import type { Moment } from '../../../../shared/moment.ts';
import { timeText } from '../moment.ts';

export const OPLOG = { database: 'local', collection: 'oplog.rs' } as const;

/** An entry of the oplog: its time, and the term of the primary that wrote it. */
export interface OpTime {
  readonly at: Moment;
  readonly term: number;
}

interface Entry {
  readonly ts: Timestamp;
  /** A long. */
  readonly t: unknown;
  readonly op?: string;
  readonly o?: Document;
  readonly prevOpTime?: { readonly ts: Timestamp };
}

export function timestampOf(moment: Moment): Timestamp {
  const [seconds, increment] = moment.split('.').map(Number);
  return new Timestamp({ t: seconds!, i: increment! });
}

/** The entry of that very time; null where the oplog does not have it. */
export async function findEntry(client: MongoClient, at: Moment): Promise<OpTime | null> {
  const entry = await find(client, { ts: timestampOf(at) });
  return entry && opTimeOf(entry);
}

/** The oldest entry that is still there. */
export async function oldestEntry(client: MongoClient): Promise<OpTime> {
  const entry = await find(client, {});
  if (entry) return opTimeOf(entry);
  throw new AppError('unsupported', 'This MongoDB has no oplog.', {
    hint: 'Only a replica set has one; a single member is enough to be a set.',
  });
}

/**
 * The last entry up to `at` behind which no transaction is open: the entries of a large one follow each other without a gap, and
 * a secondary may have taken over the first of them only. Null where the oplog does not reach back that far.
 */
export async function boundaryAt(client: MongoClient, at: Moment): Promise<OpTime | null> {
  let entry = await find(client, { ts: timestampOf(at) });
  while (entry?.op === 'c' && entry.o?.['partialTxn'] === true) {
    const before: Timestamp | undefined = entry.prevOpTime?.ts;
    const isFirst = before === undefined || before.isZero();
    entry = isFirst ? await find(client, { ts: { $lt: entry.ts } }, 'newest') : await find(client, { ts: before });
  }
  return entry && opTimeOf(entry);
}

async function find(client: MongoClient, filter: Document, end: 'oldest' | 'newest' = 'oldest'): Promise<Entry | null> {
  const { cursor } = await client.db(OPLOG.database).command({
    find: OPLOG.collection,
    filter,
    sort: { $natural: end === 'oldest' ? 1 : -1 },
    limit: 1,
    singleBatch: true,
  });
  return (cursor.firstBatch as readonly Entry[])[0] ?? null;
}

function opTimeOf({ ts, t }: Entry): OpTime {
  return { at: timeText(ts), term: Number(t) };
}
