// Operations of MongoDB that take long: those that run now ($currentOp), and those the profiler wrote down. Bounded in time
// and number; what a query looked for is never shown, only where, how long, and by which plan.

import type { Document } from 'mongodb';
import { AppError } from '../../../../shared/errors.ts';
import { formatDuration } from '../../../../shared/text.ts';
import { toMongoError } from '../../../mongo/errors.ts';
import { SYSTEM_DATABASES } from '../../../mongo/mongo-access.ts';
import { memberCommand, type MemberName } from '../../library/mongo-command.ts';
import { findMember, nameOf } from '../../library/mongo-failover-data.ts';
import { mongoOf, mongoReading } from '../../library/shared-reading.ts';
import type { RunbookContext } from '../../runbook.ts';

const TIMEOUT_MS = 5000;
const MOST_DATABASES = 50;
const MOST_OPERATIONS = 200;

export interface RunningOperation {
  /** `12345`, or `shard:12345` behind a router. */
  readonly opid: string;
  readonly kind: string;
  readonly namespace: string;
  readonly runningMs: number;
  readonly plan: string;
  readonly client: string;
  /** It was killed, and ends where it next looks for that. */
  readonly isEnding: boolean;
}

/** The primary, where writes and their trouble are. Throws `unreachable` while there is none. */
export async function primaryOf(context: RunbookContext): Promise<MemberName> {
  const reading = await mongoReading(context);
  const key =
    reading.summary.primary ?? (reading.summary.mode === 'standalone' ? Object.keys(reading.members)[0] : null);
  if (key != null) return nameOf(findMember(reading, key));
  throw new AppError('unreachable', `The replica set ${reading.summary.name} has no primary now.`, {
    hint: 'Wait for the election, or look why there is none.',
  });
}

/** Clients' operations that run for at least that long now, the longest first; on the primary unless a member is named. */
export async function runningOperations(
  context: RunbookContext,
  minMs: number,
  member?: MemberName,
): Promise<readonly RunningOperation[]> {
  const primary = member ?? (await primaryOf(context));
  const match: Document = {
    active: true,
    microsecs_running: { $gte: Math.round(minMs * 1000) },
    op: { $in: ['query', 'getmore', 'insert', 'update', 'remove', 'command'] },
    client: { $exists: true },
    ns: { $not: /^local\./ },
    'cursor.tailable': { $ne: true }, // change streams and watchers wait by design
    ...Object.fromEntries(['hello', 'isMaster', 'ismaster'].map((name) => [`command.${name}`, { $exists: false }])),
  };
  try {
    const found = await mongoOf(context)
      .member(primary.key)
      .db('admin')
      .aggregate(
        [
          { $currentOp: { allUsers: true, idleConnections: false } },
          { $match: match },
          { $sort: { microsecs_running: -1 } },
          { $limit: MOST_OPERATIONS },
          { $project: { opid: 1, op: 1, ns: 1, microsecs_running: 1, planSummary: 1, client: 1, killPending: 1 } },
        ],
        { maxTimeMS: TIMEOUT_MS },
      )
      .toArray();
    return found.map(toOperation);
  } catch (error) {
    throw toMongoError(error, primary.label);
  }
}

function toOperation(found: Document): RunningOperation {
  return {
    opid: String(found['opid']),
    kind: String(found['op'] ?? ''),
    namespace: String(found['ns'] ?? ''),
    runningMs: Number(found['microsecs_running'] ?? 0) / 1000,
    plan: String(found['planSummary'] ?? ''),
    client: String(found['client'] ?? ''),
    isEnding: found['killPending'] === true,
  };
}

export function operationLine({ opid, kind, namespace, runningMs, plan, client }: RunningOperation): string {
  return [`opid ${opid}`, formatDuration(runningMs), kind, namespace, plan, client].filter(Boolean).join('  ');
}

export interface ProfilerState {
  readonly database: string;
  /** 0 off, 1 slow operations, 2 all. */
  readonly level: number;
  readonly slowMs: number;
}

/** Of every user database, on the primary. */
export async function profilerStates(context: RunbookContext): Promise<readonly ProfilerState[]> {
  const primary = await primaryOf(context);
  const options = { signal: context.signal, timeoutMs: TIMEOUT_MS };
  const listed = await memberCommand(context, primary, { listDatabases: 1, nameOnly: true }, options);
  const names = ((listed['databases'] ?? []) as readonly Document[])
    .map(({ name }) => String(name))
    .filter((name) => !SYSTEM_DATABASES.has(name))
    .slice(0, MOST_DATABASES);
  return Promise.all(
    names.map(async (database) => {
      const reply = await memberCommand(context, primary, { profile: -1 }, { ...options, database });
      return { database, level: Number(reply['was'] ?? 0), slowMs: Number(reply['slowms'] ?? 0) };
    }),
  );
}

/** What the profiler wrote down since then, the newest first: `[how many, lines]`. */
export async function profiled(
  context: RunbookContext,
  databases: readonly string[],
  { sinceMs, minMs }: { readonly sinceMs: number; readonly minMs: number },
): Promise<{ readonly count: number; readonly lines: readonly string[] }> {
  const primary = await primaryOf(context);
  const perDatabase = await Promise.all(
    databases.map(async (database) => {
      const reply = await memberCommand(
        context,
        primary,
        {
          find: 'system.profile',
          filter: { ts: { $gte: new Date(sinceMs) }, millis: { $gte: minMs } },
          sort: { $natural: -1 },
          projection: { op: 1, ns: 1, millis: 1, planSummary: 1, ts: 1 },
          limit: MOST_OPERATIONS,
          batchSize: MOST_OPERATIONS,
          singleBatch: true,
          maxTimeMS: TIMEOUT_MS,
        },
        { database, signal: context.signal },
      );
      return ((reply['cursor'] as Document)['firstBatch'] ?? []) as readonly Document[];
    }),
  );
  const found = perDatabase.flat().toSorted((a, b) => Number(b['millis']) - Number(a['millis']));
  const lines = found.map((one) =>
    [formatDuration(Number(one['millis'])), one['op'], one['ns'], one['planSummary']].filter(Boolean).join('  '),
  );
  return { count: found.length, lines };
}
