// What a replay has left, as it stands in the journal: later steps make indexes and views of it, and clean up by it. Also the point
// where an interrupted one goes on.

import { BSON } from 'mongodb';
import { compareMoments } from '../../../shared/moment.ts';
import type { ModelledCollection } from '../../backup/mongo/oplog/catalogue-model.ts';
import type { NewPoint, ReplayPoint } from '../../backup/mongo/oplog/replay-point.ts';
import type { StepContext } from '../runbook.ts';
import type { MadeCollection } from './backup-restore-data.ts';

const COLLECTIONS = 'replayed';
const DATABASES = 'replay-databases';
/** A point with its collections, and one further on where they are the same still. */
const POINT = 'replay-point';
const FURTHER = 'replay-further';

/** Values in their BSON types, as text. */
export function recordReplayed(context: StepContext, collections: readonly ModelledCollection[]): Promise<void> {
  return context.record(COLLECTIONS, textOf(collections));
}

/** Undefined before the replay has come to its end. */
export function replayedCollections(context: StepContext): readonly MadeCollection[] | undefined {
  const recorded = context.recorded(COLLECTIONS);
  if (typeof recorded !== 'string') return undefined;
  return collectionsOf(recorded).map((collection) => ({ ...collection, metadata: async () => collection }));
}

/** Before the first of them is made. */
export function recordDatabases(context: StepContext, databases: readonly string[]): Promise<void> {
  return context.record(DATABASES, databases);
}

export function databasesOfReplay(context: StepContext): readonly string[] {
  return (context.recorded(DATABASES) as readonly string[] | undefined) ?? [];
}

type Reached = Pick<ReplayPoint, 'at' | 'operations'>;

export async function recordPoint(context: StepContext, point: NewPoint): Promise<void> {
  if (point === null) return context.record(POINT, null);
  const { at, operations, collections } = point;
  if (collections === null) return context.record(FURTHER, { at, operations } satisfies Reached);
  await context.record(POINT, { at, operations, collections: textOf(collections) });
}

/** Null: an interrupted replay begins anew. */
export function pointOf(context: StepContext): ReplayPoint | null {
  const point = context.recorded(POINT) as (Reached & { readonly collections: string }) | null | undefined;
  if (!point) return null;
  const further = context.recorded(FURTHER) as Reached | null | undefined;
  const isFurther = further && compareMoments(further.at, point.at) > 0;
  return { ...(isFurther ? further : point), collections: collectionsOf(point.collections) };
}

/** Before everything is loaded anew. */
export async function forgetPoints(context: StepContext): Promise<void> {
  await context.record(POINT, null);
  await context.record(FURTHER, null);
}

function textOf(collections: readonly ModelledCollection[]): string {
  return BSON.EJSON.stringify(collections, { relaxed: false });
}

function collectionsOf(recorded: string): readonly ModelledCollection[] {
  return BSON.EJSON.parse(recorded, { relaxed: false }) as readonly ModelledCollection[];
}
