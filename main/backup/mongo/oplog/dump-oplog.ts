// Copies what a majority has confirmed of the oplog, from one entry to another, into one file. Changes nothing on the servers.

import { MongoServerError } from 'mongodb';
import type { GapReason } from '../../../../shared/model/coverage.ts';
import { compareMoments } from '../../../../shared/moment.ts';
import { damaged } from '../../damaged.ts';
import type { SetFormat } from '../../format/file-writer.ts';
import type { OplogInSet, SetFile } from '../../manifest.ts';
import { lastDocument } from '../array-elements.ts';
import { fieldsOf, momentOf, numberOf } from '../bson-fields.ts';
import { readRawBatches } from '../raw-batches.ts';
import type { DumpSource } from '../read-collection.ts';
import { repeatWhenBrokenOff } from '../lost-connection.ts';
import { DocumentsFile } from '../write-documents.ts';
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
  const file = await DocumentsFile.create(format, `${OPLOG_FOLDER}/oplog.bson`);
  let last: OpTime | undefined;
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
      onBytes((await file.write(array)).bytes);
    }
    if (last === undefined) throw new OplogGap('rollback');
    if (last.at !== upTo.at || last.term !== upTo.term)
      throw damaged(`the oplog ended at ${last.at}, not at ${upTo.at}`);
    const { documents, ...written } = await file.finish();
    return { entries: documents - 1, ...written };
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
  const last = lastDocument(array);
  if (!last) return [];
  const first = array.indexOf(0, 5) + 1; // behind the type and the index of the first element
  return [opTimeOf(array.subarray(first, first + array.readInt32LE(first))), opTimeOf(last)];
}

function opTimeOf(entry: Buffer): OpTime {
  const fields = fieldsOf(entry);
  return { at: momentOf(fields, 'ts') ?? '0.0', term: numberOf(fields, 't') };
}
