// Cuts a stream of BSON into runs of whole documents, and into the terminators that archives have between them. Holds no more
// than one document beside what the stream gives. Trusts nothing in its input.

import { AppError } from '../../../shared/errors.ts';
import { damaged } from '../damaged.ts';
import { documentLength } from '../mongo/bson-walk.ts';

const TERMINATOR = 0xffffffff;
const LENGTH_BYTES = 4;

export interface Run {
  /** Where it begins in the stream. */
  readonly offset: number;
  /** One after another; null: a terminator. */
  readonly documents: Buffer | null;
}

/** `offset`: where the stream begins in its file. Throws `damaged` with the place, also where it ends inside a document. */
export async function* runsOf(stream: AsyncIterable<Buffer>, offset = 0): AsyncGenerator<Run> {
  let parts: Buffer[] = [];
  let heldBytes = 0;
  let neededBytes = LENGTH_BYTES;
  for await (const part of stream) {
    parts.push(part);
    heldBytes += part.length;
    if (heldBytes < neededBytes) continue;
    const bytes = parts.length === 1 ? part : Buffer.concat(parts, heldBytes);
    const whole = wholeIn(bytes, offset);
    yield* whole.runs;
    offset += whole.bytes;
    heldBytes = bytes.length - whole.bytes;
    neededBytes = whole.neededBytes;
    parts = heldBytes > 0 ? [bytes.subarray(whole.bytes)] : [];
  }
  if (heldBytes > 0) throw damaged('the data ends inside a document', offset);
}

/** `neededBytes`: of what comes after the whole ones, before anything of it is whole. */
function wholeIn(bytes: Buffer, offset: number): { runs: Run[]; bytes: number; neededBytes: number } {
  const runs: Run[] = [];
  let from = 0;
  let at = 0;
  let neededBytes = LENGTH_BYTES;
  const endRun = (): void => {
    if (at > from) runs.push({ offset: offset + from, documents: bytes.subarray(from, at) });
  };
  while (bytes.length - at >= LENGTH_BYTES) {
    if (bytes.readUInt32LE(at) === TERMINATOR) {
      endRun();
      runs.push({ offset: offset + at, documents: null });
      at += LENGTH_BYTES;
      from = at;
    } else {
      const length = tellingPlace(offset + at, () => documentLength(bytes, at));
      if (at + length > bytes.length) {
        neededBytes = length;
        break;
      }
      at += length;
    }
  }
  endRun();
  return { runs, bytes: at, neededBytes };
}

/** Calls `take` with each document of a run and where it begins. What it finds damaged is told with that place. */
export function eachDocument({ documents, offset }: Run, take: (document: Buffer) => void): void {
  if (documents === null) return;
  for (let from = 0; from < documents.length;) {
    const to = from + documents.readInt32LE(from);
    const document = documents.subarray(from, to);
    tellingPlace(offset + from, () => take(document));
    from = to;
  }
}

/** What is damaged and tells no place is told with this one. */
export function tellingPlace<Result>(offset: number, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    const hasNone = error instanceof AppError && error.code === 'damaged' && error.details?.['offset'] === undefined;
    throw hasNone ? damaged(error.message, offset) : error;
  }
}
