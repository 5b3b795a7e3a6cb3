// The moment an unfinished dump was of, as its journal keeps it, and whether servers still read as of then: they keep history
// for minutes (`minSnapshotHistoryWindowInSeconds`), and what was read at the moment is of use only with the rest of it.

import { BSON, MongoServerError, type Document } from 'mongodb';
import type { DumpedCollection, FoundMoment, KeptDump } from '../mongo/dump-options.ts';
import type { FoundCollection } from '../mongo/list-collections.ts';
import { repeatWhenBrokenOff } from '../mongo/lost-connection.ts';
import { namespaceOf, timeText } from '../mongo/moment.ts';
import { timestampOf } from '../mongo/oplog/op-times.ts';
import { readRawBatches } from '../mongo/raw-batches.ts';
import { nameToRead, type DumpSource } from '../mongo/read-collection.ts';
import type { Contents } from './unfinished-journal.ts';

/** Types of values are kept: an index direction may be an int, a long or a double, and must stay so. */
const KEEP_TYPES = { promoteValues: false, promoteLongs: false, bsonRegExp: true } as const;
/** SnapshotTooOld and SnapshotUnavailable; NamespaceNotFound: dropped since. */
const NOT_SERVED_CODES: ReadonlySet<unknown> = new Set([239, 246, 26]);

export function momentContent(found: KeptDump['found']): Contents['moment'] {
  const { clusterTime, asOf, databases, collections, accounts, unsettled } = found;
  return {
    clusterTime: timeText(clusterTime),
    asOf: asOf && { fromMs: asOf.fromMs, toMs: asOf.toMs },
    databases: [...databases],
    found: collections.map(toBytes),
    accounts: accounts && accounts.map(toBytes),
    unsettled: [...unsettled],
  };
}

export function keptDump(moment: Contents['moment'], done: readonly Contents['collection'][]): KeptDump {
  const { clusterTime, asOf, databases, found, accounts, unsettled } = moment;
  return {
    found: {
      clusterTime: timestampOf(clusterTime),
      asOf,
      databases,
      collections: found.map(fromBytes),
      accounts: accounts && accounts.map(fromBytes),
      unsettled: new Set(unsettled),
    },
    done: new Map(
      done.map(({ namespace, written, apart }): [string, DumpedCollection] => [
        namespace,
        { ...(written && { written }), ...(apart && { apart }) },
      ]),
    ),
  };
}

/** Whether what is missing can still be read as it was at the moment. */
export async function isServed({ found, done }: KeptDump, source: DumpSource, signal: AbortSignal): Promise<boolean> {
  const missing = [...(found.accounts ?? []), ...found.collections].filter((each) => !done.has(namespaceOf(each)));
  const [first] = missing.filter((each) => isOfMoment(each, found));
  if (first === undefined) return true;
  const read = async (): Promise<void> => {
    const batches = readRawBatches({
      client: source.client(),
      database: first.database,
      collection: nameToRead(first, found.clusterTime),
      level: 'snapshot',
      at: found.clusterTime,
      batchSize: 1,
      signal,
    });
    await batches.next();
    await batches.return(undefined);
  };
  try {
    await repeatWhenBrokenOff(read, () => source.renew(), signal);
    return true;
  } catch (error) {
    if (error instanceof MongoServerError && NOT_SERVED_CODES.has(error.code)) return false;
    throw error;
  }
}

/** The others are read at a time of their own anyway. */
function isOfMoment(each: FoundCollection, { unsettled }: FoundMoment): boolean {
  return each.type !== 'view' && each.options['capped'] === undefined && !unsettled.has(namespaceOf(each));
}

function toBytes(found: FoundCollection): string {
  return Buffer.from(BSON.serialize(found as unknown as Document, { ignoreUndefined: true })).toString('base64');
}

function fromBytes(bytes: string): FoundCollection {
  return BSON.deserialize(Buffer.from(bytes, 'base64'), KEEP_TYPES) as unknown as FoundCollection;
}
