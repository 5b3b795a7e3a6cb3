// Splits a large collection into ranges of _id that several cursors can read at once, and finds the last _id of a batch, so
// that a reading that broke off goes on behind it. Only values that survive the way through the driver unchanged are used.

import { BSON, type Document, type MongoClient } from 'mongodb';
import { lastDocument } from './array-elements.ts';

/** `[from, to)` in the order of the index on _id; open where null. */
export interface IdRange {
  readonly from: IdBound | null;
  readonly to: IdBound | null;
}

export interface IdBound {
  /** A document that holds nothing but an _id. */
  readonly document: Document;
}

export const WHOLE: IdRange = { from: null, to: null };

const KEEP_TYPES = { promoteValues: false, promoteLongs: false } as const;
const SAMPLES_PER_RANGE = 16;
const MOST_RANGES = 256;

/** Ranges of about `rangeBytes` each; one where the collection is small, or its _ids are not plain. */
export async function splitById(
  client: MongoClient,
  database: string,
  collection: string,
  sizeBytes: number,
  rangeBytes: number,
): Promise<readonly IdRange[]> {
  const count = Math.min(Math.floor(sizeBytes / rangeBytes), MOST_RANGES);
  if (count < 2) return [WHOLE];
  const sampled = await client
    .db(database)
    .collection(collection)
    .aggregate([{ $sample: { size: count * SAMPLES_PER_RANGE } }, { $project: { _id: 1 } }, { $sort: { _id: 1 } }], {
      raw: true,
    })
    .toArray();
  const bounds: IdBound[] = [];
  let last: Buffer | undefined;
  for (let index = SAMPLES_PER_RANGE; index < sampled.length; index += SAMPLES_PER_RANGE) {
    const bytes = Buffer.from(sampled[index] as unknown as Uint8Array);
    if (last?.equals(bytes)) continue;
    last = bytes;
    const bound = boundOf(bytes);
    if (bound === undefined) return [WHOLE];
    bounds.push(bound);
  }
  return [null, ...bounds].map((from, index) => ({ from, to: bounds[index] ?? null }));
}

/** The _id of the last document of a BSON array. Undefined where there is none, or it is not plain. */
export function lastIdOf(array: Buffer): IdBound | undefined {
  const last = lastDocument(array);
  return last && boundOf(last);
}

/** Where the value of the _id begins in a stored document: after its length, the type, and the name. */
const VALUE_AT = 9;

/** `document` begins with its _id, as stored documents do. */
function boundOf(document: Buffer): IdBound | undefined {
  if (document.toString('latin1', 5, VALUE_AT) !== '_id\0') return undefined;
  const valueBytes = plainLength(document);
  if (valueBytes === undefined) return undefined;
  const only = Buffer.concat([document.subarray(0, VALUE_AT + valueBytes), Buffer.alloc(1)]);
  only.writeInt32LE(only.length);
  const bound = BSON.deserialize(only, KEEP_TYPES);
  return only.equals(BSON.serialize(bound)) ? { document: bound } : undefined;
}

/** Undefined for nested values, which could change their order on the way, and for those that hold nothing. */
function plainLength(document: Buffer): number | undefined {
  switch (document[4]) {
    case 0x01: // double
    case 0x09: // date
    case 0x12: // 64-bit integer
      return 8;
    case 0x02: // string
      return 4 + document.readInt32LE(VALUE_AT);
    case 0x05: // binary
      return 5 + document.readInt32LE(VALUE_AT);
    case 0x07: // object id
      return 12;
    case 0x10: // 32-bit integer
      return 4;
    case 0x13: // decimal
      return 16;
    default:
      return undefined;
  }
}
