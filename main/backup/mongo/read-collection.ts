// Reads one collection: a large one by several cursors, each on a range of _id. A range whose connection breaks off goes on
// behind its last document, on another member where need be, and at the same moment. Changes nothing.

import { Binary, type MongoClient, type Timestamp } from 'mongodb';
import { lastIdOf, splitById, WHOLE, type IdRange } from './id-ranges.ts';
import { storedName, type FoundCollection } from './list-collections.ts';
import { isBrokenOff, LONGEST_LOSS_MS, pauseBeforeNextTry } from './lost-connection.ts';
import { batchSizeOf, readRawBatches, type RawBatch, type ReadLevel } from './raw-batches.ts';
import type { Pace } from '../work/pace.ts';

/** The member that is read, which may become another one. */
export interface DumpSource {
  client(): MongoClient;
  /** Follows the primary, whichever member is read. Absent: that member is all there is to ask. */
  primary?(): MongoClient;
  /** After a reading broke off: looks for a member that answers, and stays with the one it has where there is none. */
  renew(): Promise<void>;
}

export interface ReadCollectionOptions {
  readonly source: DumpSource;
  readonly found: FoundCollection;
  readonly level: ReadLevel;
  readonly at: Timestamp | null;
  /** Collections of twice this size and more are read in ranges. */
  readonly rangeBytes: number;
  /** By one cursor. */
  readonly isGentle: boolean;
  readonly pace: Pace;
  /** Told once, before anything is read: about how many bytes there are. */
  readonly onSize: (bytes: number) => void;
  readonly signal: AbortSignal;
}

const RANGES_AT_ONCE = 3;

export async function* readCollection(options: ReadCollectionOptions): AsyncGenerator<RawBatch> {
  const { source, found, at, rangeBytes, isGentle, pace, onSize, signal } = options;
  const client = source.client();
  const { sizeBytes, averageBytes } = await sizeOf(client, found);
  onSize(sizeBytes);
  const mayBeSplit = at !== null && isOrderedById(found);
  const ranges = mayBeSplit
    ? await splitById(client, found.database, storedName(found), sizeBytes, rangeBytes)
    : [WHOLE];
  const queue = ranges.map((range) => readRange(range, batchSizeOf(averageBytes), options));
  for await (const batch of interleave(queue, isGentle ? 1 : RANGES_AT_ONCE)) {
    await pace.take(batch.array.length, signal);
    yield batch;
  }
}

/** By its id where only that is safe: after a moment in the past, its name may be another's. */
export function nameToRead(found: FoundCollection, at: Timestamp | null): string | Binary {
  if (at === null || found.storedUuid === null) return storedName(found);
  return new Binary(Buffer.from(found.storedUuid, 'hex'), Binary.SUBTYPE_UUID);
}

/** The rest keeps its own order: capped collections, or has no plain index on _id. */
function isOrderedById({ type, options }: FoundCollection): boolean {
  return (
    type === 'collection' &&
    options['capped'] === undefined &&
    options['clusteredIndex'] === undefined &&
    options['collation'] === undefined
  );
}

async function* readRange(
  range: IdRange,
  batchSize: number,
  { source, found, level, at, signal }: ReadCollectionOptions,
): AsyncGenerator<RawBatch> {
  let rest = range;
  let skipFirst = false;
  /** The newest that held documents. */
  let lastArray: Buffer | undefined;
  let lostAtMs: number | undefined;
  for (;;) {
    try {
      const batches = readRawBatches({
        client: source.client(),
        database: found.database,
        collection: nameToRead(found, at),
        level,
        at,
        filter: found.filter,
        range: rest,
        skipFirst,
        batchSize,
        signal,
      });
      for await (const batch of batches) {
        lostAtMs = undefined;
        if (batch.array.length > EMPTY_ARRAY_BYTES) lastArray = batch.array;
        yield batch;
      }
      return;
    } catch (error) {
      signal.throwIfAborted();
      lostAtMs ??= performance.now();
      const last = lastArray === undefined || range === WHOLE ? undefined : lastIdOf(lastArray);
      const canGoOn = lastArray === undefined || last !== undefined;
      if (last) [rest, skipFirst] = [{ from: last, to: range.to }, true];
      if (!canGoOn || !isBrokenOff(error) || performance.now() - lostAtMs > LONGEST_LOSS_MS) throw error;
      await pauseBeforeNextTry(signal);
      await source.renew();
    }
  }
}

const EMPTY_ARRAY_BYTES = 5;

/** Up to `atOnce` of them at a time, each asked for its next value when its last one was taken. */
async function* interleave<Value>(generators: readonly AsyncGenerator<Value>[], atOnce: number): AsyncGenerator<Value> {
  type Turn = { readonly from: AsyncGenerator<Value>; readonly result: IteratorResult<Value, unknown> };
  const queue = [...generators];
  const pending = new Map<AsyncGenerator<Value>, Promise<Turn>>();
  const ask = (from: AsyncGenerator<Value>): void => {
    const turn = from.next().then((result) => ({ from, result }));
    turn.catch(() => undefined); // seen by the race
    pending.set(from, turn);
  };
  try {
    for (const generator of queue.splice(0, atOnce)) ask(generator);
    while (pending.size > 0) {
      const { from, result } = await Promise.race(pending.values());
      pending.delete(from);
      if (result.done === true) {
        const next = queue.shift();
        if (next) ask(next);
        continue;
      }
      yield result.value;
      ask(from);
    }
  } finally {
    await Promise.allSettled([...pending.keys()].map((generator) => generator.return(undefined)));
  }
}

async function sizeOf(
  client: MongoClient,
  found: FoundCollection,
): Promise<{ readonly sizeBytes: number; readonly averageBytes: number }> {
  const [stats] = await client
    .db(found.database)
    .collection(storedName(found))
    .aggregate([{ $collStats: { storageStats: {} } }])
    .toArray();
  const { size, avgObjSize } = stats?.['storageStats'] ?? {};
  return { sizeBytes: Number(size ?? 0), averageBytes: Number(avgObjSize ?? 0) };
}
