// The first of two readings of what is to be replayed: which transactions come to their end in time, how much there is, and
// which databases it is about. With this known, the second reading can apply every operation where it stands.

import { AppError } from '../../../../shared/errors.ts';
import { compareMoments, type Moment } from '../../../../shared/moment.ts';
import { isAccountNamespace } from '../account-collections.ts';
import { commandOf, innerOperations, partOfTransaction, type Entry } from './entries.ts';

export interface Survey {
  /** Transactions of several entries that are committed after `after` and in time. */
  readonly committed: ReadonlySet<string>;
  readonly operations: number;
  /** Of users and roles, which are not replayed. */
  readonly accountChanges: number;
  readonly databases: ReadonlySet<string>;
}

/** `after`: what came up to then is in the set. Throws `unsupported` where the beginning of a transaction is not there. */
export async function survey(entries: AsyncIterable<Entry>, after: Moment): Promise<Survey> {
  const committed = new Set<string>();
  /** Operations seen of transactions that are not at their end yet. */
  const open = new Map<string, number>();
  const databases = new Set<string>();
  let operations = 0;
  let accountChanges = 0;
  for await (const entry of entries) {
    const command = entry.op === 'c' ? commandOf(entry) : '';
    const inner = command === 'applyOps' ? innerOperations(entry) : [];
    for (const { namespace } of inner.length > 0 ? inner : [entry]) {
      databases.add(databaseOf(namespace));
      if (isAccountNamespace(namespace) && compareMoments(entry.at, after) > 0) accountChanges += 1;
    }
    operations += Math.max(inner.length, 1);
    const part = partOfTransaction(entry);
    if (part === null) continue;
    const seen = (open.get(part.id) ?? 0) + inner.length;
    if (part.isOpen) {
      open.set(part.id, seen);
      continue;
    }
    const isCommit = command === 'commitTransaction' || part.count > 0;
    if (isCommit && compareMoments(entry.at, after) > 0) {
      const isWhole = command === 'commitTransaction' ? open.has(part.id) : seen === part.count;
      if (!isWhole) throw beginsEarlier();
      committed.add(part.id);
    }
    open.delete(part.id);
  }
  return { committed, operations, accountChanges, databases };
}

export function databaseOf(namespace: string): string {
  return namespace.slice(0, namespace.indexOf('.'));
}

function beginsEarlier(): AppError {
  return new AppError('unsupported', 'A transaction that is committed after the set began before the first slice.', {
    hint: 'Restore from an older set, or to a moment before that transaction.',
  });
}
