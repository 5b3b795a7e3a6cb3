// Reads a collection as the server's own bytes: documents are never decoded, so nothing can change on the way, and one
// batch is asked for while the last one is worked on. Changes nothing.

import type { Binary, Document, MongoClient, Timestamp } from 'mongodb';
import { damaged } from '../damaged.ts';
import { WHOLE, type IdRange } from './id-ranges.ts';

export type ReadLevel = 'snapshot' | 'majority' | 'local';

export interface RawBatch {
  /** A BSON array whose elements are the documents. */
  readonly array: Buffer;
  /** The moment a snapshot is of: `seconds.increment`. */
  readonly clusterTime: string | null;
}

export interface ReadRawOptions {
  readonly client: MongoClient;
  readonly database: string;
  /** By its id it is found under any name, and is never mistaken for one that took its name. */
  readonly collection: string | Binary;
  readonly level: ReadLevel;
  /** With `snapshot`: as it was then. Default: a moment the server chooses. */
  readonly at?: Timestamp | null;
  /** Only these documents; default: all. */
  readonly filter?: Document | undefined;
  /** In the order of _id; default: all, in the order it is stored. */
  readonly range?: IdRange;
  /** The first document of the range was read before. */
  readonly skipFirst?: boolean;
  /** Documents per batch. */
  readonly batchSize: number;
  readonly signal: AbortSignal;
}

/** Large enough that the round trip does not count, small enough that a few of them at once take little memory. */
const BATCH_BYTES = 1 * 1024 * 1024;

/** Documents that make about one batch. */
export function batchSizeOf(averageDocumentBytes: number): number {
  return Math.max(10, Math.floor(BATCH_BYTES / Math.max(averageDocumentBytes, 50)));
}

export async function* readRawBatches({
  client,
  database,
  collection,
  level,
  at,
  filter,
  range = WHOLE,
  skipFirst = false,
  batchSize,
  signal,
}: ReadRawOptions): AsyncGenerator<RawBatch> {
  const db = client.db(database);
  const session = client.startSession({ causalConsistency: false });
  let cursorId = 0n;
  let name = '';
  const ask = async (command: Document): Promise<Reply> => {
    signal.throwIfAborted();
    const { cursor } = await db.command(command, { raw: true, session });
    return parseReply(cursor as Buffer);
  };
  try {
    let reply = await ask({
      find: collection,
      batchSize,
      noCursorTimeout: true,
      ...(level === 'local' ? {} : { readConcern: { level, ...(at ? { atClusterTime: at } : {}) } }),
      ...(filter ? { filter } : {}),
      ...(range === WHOLE ? {} : { hint: { _id: 1 } }),
      ...(range.from ? { min: range.from.document } : {}),
      ...(range.to ? { max: range.to.document } : {}),
      ...(skipFirst ? { skip: 1 } : {}),
    });
    name = reply.name;
    const more = (id: bigint): Promise<Reply> => ask({ getMore: id, collection: name, batchSize });
    for (;;) {
      cursorId = reply.cursorId;
      const next = cursorId === 0n ? undefined : more(cursorId);
      next?.catch(() => undefined); // it is awaited below, or given up together with the cursor
      yield reply;
      if (!next) return;
      reply = await next;
    }
  } finally {
    if (cursorId !== 0n)
      await db.command({ killCursors: name, cursors: [cursorId] }, { session }).catch(() => undefined);
    await session.endSession();
  }
}

interface Reply extends RawBatch {
  readonly cursorId: bigint;
  /** Of the collection, as the server found it. */
  readonly name: string;
}

/** Finds the fields of a reply's `cursor` document in its bytes. */
function parseReply(cursor: Buffer): Reply {
  let array: Buffer | undefined;
  let cursorId = 0n;
  let clusterTime: string | null = null;
  let namespace = '';
  for (let at = 4; cursor[at] !== 0;) {
    const type = cursor[at]!;
    const nameEnd = cursor.indexOf(0, at + 1);
    const field = cursor.toString('latin1', at + 1, nameEnd);
    at = nameEnd + 1;
    if (type === 0x04 || type === 0x03) {
      const end = at + cursor.readInt32LE(at);
      if (field === 'firstBatch' || field === 'nextBatch') array = cursor.subarray(at, end);
      at = end;
    } else if (type === 0x12 || type === 0x11) {
      if (field === 'id') cursorId = cursor.readBigInt64LE(at);
      if (field === 'atClusterTime') clusterTime = `${cursor.readUInt32LE(at + 4)}.${cursor.readUInt32LE(at)}`;
      at += 8;
    } else if (type === 0x02) {
      const end = at + 4 + cursor.readInt32LE(at);
      if (field === 'ns') namespace = cursor.toString('utf8', at + 4, end - 1);
      at = end;
    } else if (type === 0x08) at += 1;
    else if (type === 0x10) at += 4;
    else if (type !== 0x0a) throw damaged(`the server's reply holds a field of type ${type}`);
  }
  if (!array) throw damaged('the server sent no batch');
  return { array, cursorId, clusterTime, name: namespace.slice(namespace.indexOf('.') + 1) };
}
