// What a cut-over, the way back and a release are about: things on the servers that bear a restore's id.

import { AppError } from '../../../shared/errors.ts';
import {
  canBePlaced,
  findRestored,
  type FoundCollection,
  type FoundRestore,
  type Place,
} from '../../backup/mongo/find-restored.ts';
import type { Entry, Placement } from '../../backup/mongo/put-in-place.ts';
import { requireRoomForNames } from '../../backup/mongo/restore-names.ts';
import type { RunbookContext } from '../runbook.ts';
import { withMongoErrors } from './backup-mongo-source.ts';
import { matches, wordsOf } from './backup-restore-choice.ts';
import { mongoOf } from './shared-reading.ts';

export interface CutOverEntry extends Place {
  readonly type: 'collection' | 'view';
  /** Where it is when the plan is made, and what bears its name. */
  readonly at: Place;
  readonly uuid: string | null;
  readonly live: Pick<Entry, 'type' | 'uuid'> | null;
  /** As they were compared; null for views. */
  readonly documents: number | null;
}

export interface CutOverData {
  readonly id: string;
  readonly entries: readonly CutOverEntry[];
  readonly acceptDifferences: boolean;
}

export interface CutBackData {
  readonly id: string;
  readonly placements: readonly Placement[];
}

export function namespaceOf({ database, name }: Place): string {
  return `${database}.${name}`;
}

/** Lies in a database of its own, and has to be brought to where it belongs first. */
export function isElsewhere({ at, database, type }: CutOverEntry): boolean {
  return type === 'collection' && at.database !== database;
}

/** Throws `not_found` naming what there is. */
export async function restoredNamed(context: RunbookContext, id: string): Promise<FoundRestore> {
  const all = await withMongoErrors('the primary', () => findRestored(mongoOf(context).client()));
  const found = all.find((each) => each.id === id.trim());
  if (found) return found;
  throw new AppError('not_found', `No restore on these servers has left anything under the id “${id}”.`, {
    hint: all.length === 0 ? 'None has left anything.' : `There are: ${all.map((each) => each.id).join(', ')}.`,
  });
}

/** `patterns`: `shop.orders, shop.audit_*`; absent: all that can be put in place. */
export function chooseWaiting(found: FoundRestore, patterns: string | undefined): readonly FoundCollection[] {
  if (found.record === null)
    throw new AppError(
      'conflict',
      `The restore ${found.id} did not come to its end, or was made by an older version.`,
      {
        hint: 'What it left can only be removed: backup.release.',
      },
    );
  const waiting = found.collections.filter(({ state }) => state === 'beside' || state === 'waiting');
  const words = patterns === undefined ? null : wordsOf(patterns);
  const chosen = waiting.filter((each) =>
    words === null ? canBePlaced(each) : words.some((word) => matches(word, namespaceOf(each))),
  );
  if (chosen.length === 0)
    throw new AppError('bad_request', `Nothing of the restore ${found.id} waits to be put in place.`, {
      hint:
        waiting.length === 0
          ? 'It is in place already, or gone.'
          : `There wait: ${waiting.slice(0, 20).map(namespaceOf).join(', ')}${waiting.length > 20 ? ', …' : ''}.`,
    });
  for (const each of chosen) requirePlaceable(each);
  return chosen;
}

function requirePlaceable(collection: FoundCollection): void {
  const { database, name, restored, live } = collection;
  if (!canBePlaced(collection) || live?.type === 'timeseries')
    throw new AppError('unsupported', `${database}.${name} cannot be put in place: MongoDB cannot rename it.`, {
      hint: 'Leave it out, by naming the collections that are put in place.',
    });
  if (restored.type === 'collection') requireRoomForNames(database, name);
}
