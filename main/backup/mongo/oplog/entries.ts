// The entries of several slices as one oplog: in order, each once, up to a moment.

import { compareMoments, type Moment } from '../../../../shared/moment.ts';
import type { OpenSet } from '../../format/open-set.ts';
import { readFile } from '../../format/read-file.ts';
import {
  documentOf,
  documentsOf,
  fieldsOf,
  isTrue,
  momentOf,
  numberOf,
  stringOf,
  type RawFields,
} from '../bson-fields.ts';
import { DocumentSplitter } from '../split-documents.ts';

/** One operation, by itself or inside `applyOps`. */
export interface Operation {
  /** `i`, `u`, `d`, `c`, `n`. */
  readonly op: string;
  /** `<database>.<collection>`, `<database>.$cmd`. */
  readonly namespace: string;
  readonly o: Buffer;
  readonly o2: Buffer | undefined;
}

export interface Entry extends Operation {
  readonly at: Moment;
  readonly fields: RawFields;
}

/** Slices in order; each begins with the entry the one before it ends with. Or a set alone, of a dump with its oplog. */
export async function* entriesOf(slices: readonly OpenSet[], upTo: Moment): AsyncGenerator<Entry> {
  let last: Moment = '0.0';
  for (const slice of slices) {
    const splitter = new DocumentSplitter();
    const { oplog, mongo } = slice.manifest;
    for await (const chunk of readFile(slice, (oplog ?? mongo!.dump!.oplog!).file)) {
      const entries: Entry[] = [];
      splitter.push(chunk, (bytes, from, to) => entries.push(entryOf(bytes.subarray(from, to))));
      for (const entry of entries) {
        if (compareMoments(entry.at, upTo) > 0) return;
        if (compareMoments(entry.at, last) <= 0) continue;
        last = entry.at;
        yield entry;
      }
    }
    splitter.end();
  }
}

function entryOf(bytes: Buffer): Entry {
  const fields = fieldsOf(bytes);
  return { ...operationOf(fields), fields, at: momentOf(fields, 'ts') ?? '0.0' };
}

function operationOf(fields: RawFields): Operation {
  return {
    op: stringOf(fields, 'op'),
    namespace: stringOf(fields, 'ns'),
    o: documentOf(fields, 'o') ?? Buffer.from([5, 0, 0, 0, 0]),
    o2: documentOf(fields, 'o2'),
  };
}

/** What a command of the oplog is called: the first field of its document. */
export function commandOf({ o }: Operation): string {
  return [...fieldsOf(o).keys()][0] ?? '';
}

/** Operations inside `applyOps`; none where it is something else. */
export function innerOperations({ o }: Operation): readonly Operation[] {
  return documentsOf(fieldsOf(o), 'applyOps').map((bytes) => operationOf(fieldsOf(bytes)));
}

const OF_TRANSACTIONS = new Set(['applyOps', 'commitTransaction', 'abortTransaction']);

/** An entry of a transaction whose outcome another entry tells. Null where it stands for itself. */
export interface PartOfTransaction {
  readonly id: string;
  /** More entries follow, or its outcome does. */
  readonly isOpen: boolean;
  readonly isPrepared: boolean;
  /** Of the last one of several: how many operations they hold together; 0 where it does not tell. */
  readonly count: number;
}

export function partOfTransaction(entry: Entry): PartOfTransaction | null {
  const { fields, o } = entry;
  if (entry.op !== 'c' || !OF_TRANSACTIONS.has(commandOf(entry))) return null;
  const session = documentOf(fields, 'lsid');
  if (session === undefined || !fields.has('txnNumber')) return null;
  const own = fieldsOf(o);
  const isPrepared = isTrue(own, 'prepare');
  const id = `${session.toString('hex')} ${numberOf(fields, 'txnNumber')}`;
  return { id, isOpen: isPrepared || isTrue(own, 'partialTxn'), isPrepared, count: numberOf(own, 'count') };
}
