// The few things a reindex asks of the server: list, build, drop, and how far a build is. Each can be repeated: building
// what is there, or is being built, waits for it; dropping what is gone is no error.

import { BSON, type Db, type Document } from 'mongodb';
import { AppError } from '../../../shared/errors.ts';
import { text } from '../../../shared/text.ts';
import { toMongoError } from '../../mongo/errors.ts';
import type { RunbookContext, StepContext } from '../runbook.ts';
import type { IndexSpec } from './mongo-reindex-shield.ts';
import { mongoOf } from './shared-reading.ts';

export interface Namespace {
  readonly database: string;
  readonly collection: string;
}

export interface ListedIndexes {
  /** Ready to serve. */
  readonly ready: readonly IndexSpec[];
  /** Names of those being built now. */
  readonly building: readonly string[];
}

const RETRY_FOR_MS = 120_000;
const RETRY_PAUSE_MS = 500;
const PROGRESS_EVERY_MS = 300;

/** Canonical text of a spec: what is journalled, and what two specs are compared by. `ns` is gone since MongoDB 4.4. */
export function specText(spec: IndexSpec): string {
  const { ns: _ns, ...rest } = spec;
  return BSON.EJSON.stringify(rest, { relaxed: false });
}

export function specFromText(value: string): IndexSpec {
  return BSON.EJSON.parse(value, { relaxed: false }) as IndexSpec;
}

/** As an operator would type it. */
export function shellText(command: Document): string {
  return BSON.EJSON.stringify(command, { relaxed: true });
}

export function databaseOf(context: RunbookContext, { database }: Namespace): Db {
  return mongoOf(context).client().db(database);
}

export async function mongoCall<T>({ database, collection }: Namespace, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toMongoError(error, `${database}.${collection}`);
  }
}

export function listIndexes(context: RunbookContext, namespace: Namespace): Promise<ListedIndexes> {
  return mongoCall(namespace, async () => {
    const command = { listIndexes: namespace.collection, includeIndexBuildInfo: true, cursor: { batchSize: 1000 } };
    // Numbers as the server has them: a key written as 1.0 is built again as 1.0.
    const reply = await databaseOf(context, namespace).command(command, { promoteValues: false });
    const rows = (reply['cursor'] as Document)['firstBatch'] as Document[];
    const entries = rows.map((row) => ({
      spec: (row['spec'] ?? row) as IndexSpec,
      isBuilding: row['indexBuildInfo'] !== undefined,
    }));
    return {
      ready: entries.filter(({ isBuilding }) => !isBuilding).map(({ spec }) => spec),
      building: entries.filter(({ isBuilding }) => isBuilding).map(({ spec }) => spec.name),
    };
  });
}

/** Builds on all voting members before it is ready on any. Goes on through an election; throws when the build fails. */
export async function buildIndexes(
  context: StepContext,
  namespace: Namespace,
  specs: readonly IndexSpec[],
): Promise<void> {
  const indexes = specs.map((spec) => ({
    ...specFromText(specText(spec)),
    collation: spec['collation'] ?? { locale: 'simple' },
  }));
  const watching = new AbortController();
  const watch = watchProgress(context, namespace, watching.signal);
  try {
    const deadlineMs = context.clock.now() + RETRY_FOR_MS;
    for (;;) {
      try {
        const command = { createIndexes: namespace.collection, indexes, commitQuorum: 'votingMembers' };
        await mongoCall(namespace, () => databaseOf(context, namespace).command(command));
        return;
      } catch (error) {
        if (!isPassing(error) || context.clock.now() > deadlineMs) throw error;
        await context.clock.sleep(RETRY_PAUSE_MS, context.signal); // an election: the new primary goes on with the build
      }
    }
  } finally {
    watching.abort();
    await watch;
  }
}

/** Also ends builds: those of one command only all together, so they are named together. */
export async function dropIndexes(
  context: RunbookContext,
  namespace: Namespace,
  names: readonly string[],
): Promise<void> {
  const deadlineMs = context.clock.now() + RETRY_FOR_MS;
  for (;;) {
    const { ready, building } = await listIndexes(context, namespace);
    const unfinished = names.filter((name) => building.includes(name));
    const finished = names.filter((name) => ready.some((spec) => spec.name === name));
    const next = unfinished.length > 0 ? unfinished : finished;
    if (next.length === 0) return;
    try {
      const command = { dropIndexes: namespace.collection, index: next };
      await mongoCall(namespace, () => databaseOf(context, namespace).command(command));
    } catch (error) {
      const isGone = error instanceof AppError && error.code === 'not_found'; // finished or dropped since it was listed
      if (!(isGone || isPassing(error)) || context.clock.now() > deadlineMs) throw error;
      await context.clock.sleep(RETRY_PAUSE_MS, context.signal);
    }
  }
}

/** An election or a lost connection, not an answer of the server about the build itself. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof AppError)) return false;
  const duplicateKey = error.details?.['serverCode'] === 11000;
  return error.retryable && !duplicateKey;
}

/** Index builds of this collection (or of any, without one) as the primary tells them. */
export async function currentBuilds(
  context: RunbookContext,
  namespace: Namespace,
  anyCollection = false,
): Promise<readonly Document[]> {
  const admin = mongoOf(context).client().db('admin');
  const match = anyCollection
    ? { $or: [{ 'command.createIndexes': { $exists: true } }, { msg: /^Index Build/ }] }
    : { 'command.createIndexes': namespace.collection, 'command.$db': namespace.database };
  return mongoCall(namespace, () =>
    admin.aggregate([{ $currentOp: { allUsers: true } }, { $match: match }], { readPreference: 'primary' }).toArray(),
  );
}

async function watchProgress(context: StepContext, namespace: Namespace, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const builds = await currentBuilds(context, namespace);
      const progress = builds
        .map((build) => build['progress'] as Document | undefined)
        .find((candidate) => candidate !== undefined);
      if (progress) {
        const [done, total] = [Number(progress['done']), Number(progress['total'])];
        context.progress({
          done,
          total,
          unit: 'documents',
          detail: text('build.scanning', { name: namespace.collection }),
        });
      }
      await context.clock.sleep(PROGRESS_EVERY_MS, signal);
    } catch {
      if (signal.aborted) return;
      // No privilege, or an election: the build goes on without a figure.
      await context.clock.sleep(PROGRESS_EVERY_MS * 10, signal).catch(() => undefined); // over
    }
  }
}
