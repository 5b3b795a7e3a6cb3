// What a replay has left, as it stands in the journal: later steps make indexes and views of it, and clean up by it.

import { BSON } from 'mongodb';
import type { ModelledCollection } from '../../backup/mongo/oplog/catalogue-model.ts';
import type { StepContext } from '../runbook.ts';
import type { MadeCollection } from './backup-restore-data.ts';

const COLLECTIONS = 'replayed';
const DATABASES = 'replay-databases';

/** Values in their BSON types, as text. */
export function recordReplayed(context: StepContext, collections: readonly ModelledCollection[]): Promise<void> {
  return context.record(COLLECTIONS, BSON.EJSON.stringify(collections, { relaxed: false }));
}

/** Undefined before the replay has come to its end. */
export function replayedCollections(context: StepContext): readonly MadeCollection[] | undefined {
  const recorded = context.recorded(COLLECTIONS);
  if (typeof recorded !== 'string') return undefined;
  const collections = BSON.EJSON.parse(recorded, { relaxed: false }) as readonly ModelledCollection[];
  return collections.map((collection) => ({ ...collection, metadata: async () => collection }));
}

/** Before the first of them is made. */
export function recordDatabases(context: StepContext, databases: readonly string[]): Promise<void> {
  return context.record(DATABASES, databases);
}

export function databasesOfReplay(context: StepContext): readonly string[] {
  return (context.recorded(DATABASES) as readonly string[] | undefined) ?? [];
}
