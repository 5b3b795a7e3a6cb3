// Where the next slice of the oplog begins: at the end of the last one, or, where there is none or the oplog does not reach back
// to it any more, at a set. A chain of slices that begins anywhere else would lead nowhere.

import type { MongoClient } from 'mongodb';
import { AppError } from '../../../../shared/errors.ts';
import { compareMoments } from '../../../../shared/moment.ts';
import type { BaseSet, GapReason, Slice } from '../../../../shared/model/coverage.ts';
import { confirmedTime, timeText } from '../moment.ts';
import { boundaryAt, findEntry, oldestEntry, type OpTime } from './op-times.ts';

export interface SliceRange {
  readonly from: OpTime;
  readonly upTo: OpTime;
  readonly previous: Slice | null;
  /** The set the chain begins at; null where it goes on. */
  readonly set: BaseSet | null;
  /** The chain before it ended, and this is why. */
  readonly gap: GapReason | null;
}

export interface Saved {
  readonly sets: readonly BaseSet[];
  readonly slices: readonly Slice[];
}

/** Throws `blocked` where no set is there to begin at, or this member does not know yet what was saved already. */
export async function findRange(
  client: MongoClient,
  { sets, slices }: Saved,
  signal: AbortSignal,
): Promise<SliceRange> {
  const tail = slices.toSorted((a, b) => compareMoments(a.upTo, b.upTo)).at(-1);
  const oldest = await oldestEntry(client);
  const upTo = await boundaryAt(client, timeText(await confirmedTime({ client, signal })));
  if (upTo === null) throw behind('The oplog changes faster than it can be read.');
  if (tail && compareMoments(upTo.at, tail.upTo) < 0) throw behind('This member is behind what was saved already.');
  if (tail && (await findEntry(client, tail.upTo))?.term === tail.term)
    return { from: { at: tail.upTo, term: tail.term }, upTo, previous: tail, set: null, gap: null };
  const gap = tail ? (compareMoments(oldest.at, tail.upTo) > 0 ? 'outrun' : 'rollback') : null;
  for (const set of candidates(sets, tail)) {
    const from = await boundaryAt(client, set.moment);
    if (from && compareMoments(from.at, upTo.at) <= 0) return { from, upTo, previous: null, set, gap };
  }
  throw nothingToBeginAt(gap);
}

/** What is not covered yet, the oldest first; then the newest of the others, where the end of what is saved was taken back. */
function candidates(sets: readonly BaseSet[], tail: Slice | undefined): readonly BaseSet[] {
  const inOrder = sets.toSorted((a, b) => compareMoments(a.moment, b.moment));
  const isNew = ({ moment }: BaseSet): boolean => !tail || compareMoments(moment, tail.upTo) > 0;
  return [...inOrder.filter(isNew), ...inOrder.filter((set) => !isNew(set)).toReversed()];
}

function behind(message: string): AppError {
  return new AppError('blocked', message, { hint: 'Run it again in a moment, or read the primary.', retryable: true });
}

function nothingToBeginAt(gap: GapReason | null): AppError {
  const why = {
    outrun: 'The server has forgotten writes that come after the last slice',
    rollback: 'The set has taken back the write the last slice ends with',
    none: 'No slice was saved yet',
  }[gap ?? 'none'];
  return new AppError('blocked', `${why}, and no set of one moment is there that the oplog still reaches back to.`, {
    hint: 'Take a backup of MongoDB now: slices go on from it. Where this happens again, run slices more often or make the oplog larger.',
  });
}
