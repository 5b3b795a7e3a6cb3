// Copies what a majority has confirmed of the oplog, from one entry to another, into one file. Changes nothing on the servers.

import { MongoServerError } from 'mongodb';
import type { GapReason } from '../../../../shared/model/coverage.ts';
import { compareMoments } from '../../../../shared/moment.ts';
import { damaged } from '../../damaged.ts';
import { FileWriter, type SetFormat } from '../../format/file-writer.ts';
import type { OplogInSet, SetFile } from '../../manifest.ts';
import type { Digest } from '../../work/tasks.ts';
import { fieldsOf, momentOf, numberOf } from '../bson-fields.ts';
import { ContentHash } from '../content-hash.ts';
import { readRawBatches } from '../raw-batches.ts';
import type { DumpSource } from '../read-collection.ts';
import { repeatWhenBrokenOff } from '../lost-connection.ts';
import { OPLOG, timestampOf, type OpTime } from './op-times.ts';

export const OPLOG_FOLDER = 'oplog';

export interface DumpOplogOptions {
  readonly source: DumpSource;
  readonly format: SetFormat;
  /** The entry the slice begins with: the last one of the slice before it. */
  readonly from: OpTime;
  readonly upTo: OpTime;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
}

export type DumpedOplog = Pick<OplogInSet, 'entries' | 'sizeBytes' | 'contentHash'> & { readonly file: SetFile };

/** Thrown where the entry a slice must begin with is not what the oplog has there. */
export class OplogGap extends Error {
  readonly reason: GapReason;

  constructor(reason: GapReason) {
    super(`the oplog does not go on where the last slice ended: ${reason}`);
    this.reason = reason;
  }
}

const CAPPED_POSITION_LOST = 136;
/** Entries that make about one batch. */
const BATCH_ENTRIES = 5000;

/** Throws `OplogGap`. */
export function dumpOplog(options: DumpOplogOptions): Promise<DumpedOplog> {
  return repeatWhenBrokenOff(
    () => dumpOnce(options),
    () => options.source.renew(),
    options.signal,
  );
}

async function dumpOnce({ source, format, from, upTo, signal, onBytes }: DumpOplogOptions): Promise<DumpedOplog> {
  const file = await FileWriter.create(format, `${OPLOG_FOLDER}/oplog.bson`);
  const hash = new ContentHash();
  const digesting: Promise<Digest>[] = [];
  let documents = 0;
  let last: OpTime | undefined;
  const writeNext = async (): Promise<void> => {
    const { plain, lanes, documents: count } = await digesting.shift()!;
    await file.write(Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength));
    hash.merge(lanes);
    documents += count;
    onBytes(plain.length);
  };
  try {
    const batches = readRawBatches({
      client: source.client(),
      ...OPLOG,
      level: 'majority',
      filter: { ts: { $gte: timestampOf(from.at), $lte: timestampOf(upTo.at) } },
      batchSize: BATCH_ENTRIES,
      signal,
    });
    for await (const { array } of batches) {
      const [first, end] = endsOf(array);
      if (last === undefined && first) requireSame(first, from);
      last = end ?? last;
      const own = Uint8Array.from(array);
      const job = format.pool.run({ kind: 'digest', array: own }, { transfer: [own.buffer] });
      job.catch(() => undefined); // awaited in its turn
      digesting.push(job);
      if (digesting.length > format.pool.size) await writeNext();
    }
    while (digesting.length > 0) await writeNext();
    if (last === undefined) throw new OplogGap('rollback');
    if (last.at !== upTo.at || last.term !== upTo.term)
      throw damaged(`the oplog ended at ${last.at}, not at ${upTo.at}`);
    const content = { entries: documents - 1, sizeBytes: file.plainBytes, contentHash: hash.toString() };
    return { ...content, file: await file.finish() };
  } catch (error) {
    await file.abandon();
    if (error instanceof MongoServerError && error.code === CAPPED_POSITION_LOST) throw new OplogGap('outrun');
    throw error;
  }
}

function requireSame(found: OpTime, wanted: OpTime): void {
  if (found.at === wanted.at && found.term === wanted.term) return;
  throw new OplogGap(compareMoments(found.at, wanted.at) > 0 ? 'outrun' : 'rollback');
}

/** The first and the last entry of a BSON array; none where it is empty. */
function endsOf(array: Buffer): readonly [] | readonly [OpTime, OpTime] {
  let first: Buffer | undefined;
  let last: Buffer | undefined;
  for (let at = 4; at < array.length - 1;) {
    const from = array.indexOf(0, at + 1) + 1;
    at = from + array.readInt32LE(from);
    last = array.subarray(from, at);
    first ??= last;
  }
  return first && last ? [opTimeOf(first), opTimeOf(last)] : [];
}

function opTimeOf(entry: Buffer): OpTime {
  const fields = fieldsOf(entry);
  return { at: momentOf(fields, 'ts') ?? '0.0', term: numberOf(fields, 't') };
}
