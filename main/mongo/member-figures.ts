// One member's figures row out of its serverStatus. Rates come from two readings of the same process over the time that
// really passed: never negative, never across a restart.

import { Timestamp, type Document } from 'mongodb';
import type { FiguresRow } from '../../shared/model/redis.ts';
import { MONGO_FIGURES, type MongoFigure } from '../../shared/model/mongo.ts';
import { numberOf, sectionOf } from './read-set-status.ts';

/** Sections of serverStatus that cost the server time and that nobody here reads. Unknown names are ignored by the server. */
// prettier-ignore
const UNREAD_SECTIONS = [
  'activeIndexBuilds', 'asserts', 'batchedDeletes', 'bucketCatalog', 'catalogStats', 'collectionCatalog', 'defaultRWConcern',
  'electionMetrics', 'encryptionAtRest', 'extra_info', 'featureCompatibilityVersion', 'flowControl', 'freeMonitoring',
  'globalLock', 'health', 'hedgingMetrics', 'indexBulkBuilder', 'indexStats', 'internalTransactions', 'ingressAdmission',
  'locks', 'logicalSessionRecordCache', 'mem', 'metrics', 'mirroredReads', 'network', 'opLatencies', 'opReadConcernCounters',
  'opWorkingTime', 'opcountersRepl', 'oplogTruncation', 'planCache', 'profiler', 'queryAnalyzers', 'queryStats', 'queues',
  'readConcernCounters', 'readPreferenceCounters', 'scramCache', 'security', 'sharding', 'shardingStatistics', 'shardSplits',
  'spillWiredTiger', 'storageEngine', 'tcmalloc', 'tenantMigrations', 'testCommands', 'timeseriesCatalogBucketParamsChanged',
  'trafficRecording', 'transactions', 'transportSecurity', 'twoPhaseCommitCoordinator', 'watchdog',
] as const;

/** With `oplog` the server adds the first and last time of its oplog. */
export const SERVER_STATUS: Document = {
  serverStatus: 1,
  ...Object.fromEntries(UNREAD_SECTIONS.map((section) => [section, 0])),
  oplog: 1,
};

const OPERATIONS = {
  insertsPerSecond: 'insert',
  queriesPerSecond: 'query',
  updatesPerSecond: 'update',
  deletesPerSecond: 'delete',
} as const satisfies Partial<Record<MongoFigure, string>>;
const ALL_OPERATIONS = ['insert', 'query', 'update', 'delete', 'getmore', 'command'] as const;

interface Reading {
  readonly atMs: number;
  /** Falls with every start of the process. */
  readonly uptimeMs: number;
  readonly counts: Document;
}

export interface ReplicationFigures {
  readonly lagMs: number | null;
  readonly appliedAtMs: number | null;
}

/** Remembers the last reading of one member. */
export class MemberMeter {
  #before: Reading | undefined;

  /** Takes a reading in and returns the member's row. */
  row(status: Document, atMs: number, replication: ReplicationFigures): FiguresRow {
    const reading: Reading = {
      atMs,
      uptimeMs: numberOf(status['uptimeMillis']) ?? 0,
      counts: sectionOf(status, 'opcounters'),
    };
    const before = this.#before !== undefined && isSameLife(this.#before, reading) ? this.#before : undefined;
    this.#before = reading;
    const connections = sectionOf(status, 'connections');
    const cache = sectionOf(sectionOf(status, 'wiredTiger'), 'cache');
    const figures: Partial<Record<MongoFigure, number | null>> = {
      ...replication,
      opsPerSecond: rate(before, reading, ALL_OPERATIONS),
      connections: numberOf(connections['current']),
      connectionsAvailable: numberOf(connections['available']),
      cacheUsedBytes: numberOf(cache['bytes currently in the cache']),
      cacheMaxBytes: numberOf(cache['maximum bytes configured']),
      cacheDirtyBytes: numberOf(cache['tracked dirty bytes in the cache']),
    };
    for (const [figure, operation] of Object.entries(OPERATIONS)) {
      figures[figure as keyof typeof OPERATIONS] = rate(before, reading, [operation]);
    }
    return MONGO_FIGURES.map((figure) => figures[figure] ?? null);
  }
}

/** The row of a member that gave no serverStatus: only what another member says about its replication. */
export function silentRow(replication: ReplicationFigures): FiguresRow {
  return MONGO_FIGURES.map((figure) => (figure === 'lagMs' || figure === 'appliedAtMs' ? replication[figure] : null));
}

/** Newest minus oldest entry, of the `oplog` section. */
export function oplogWindowOf(status: Document): number | null {
  const oplog = sectionOf(status, 'oplog');
  const earliest = secondsOf(oplog['earliestOptime']);
  const latest = secondsOf(oplog['latestOptime']);
  return earliest === null || latest === null || latest < earliest ? null : (latest - earliest) * 1000;
}

/** Seconds of a BSON timestamp. */
function secondsOf(value: unknown): number | null {
  return value instanceof Timestamp ? value.t : null;
}

function isSameLife(before: Reading, after: Reading): boolean {
  return before.uptimeMs <= after.uptimeMs && before.atMs < after.atMs;
}

function rate(before: Reading | undefined, after: Reading, operations: readonly string[]): number | null {
  if (before === undefined) return null;
  let change = 0;
  for (const operation of operations) {
    const from = numberOf(before.counts[operation]);
    const to = numberOf(after.counts[operation]);
    if (from === null || to === null || to < from) return null;
    change += to - from;
  }
  return Math.round((change * 10_000) / (after.atMs - before.atMs)) / 10;
}
