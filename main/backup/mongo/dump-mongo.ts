// Copies every user collection into a set, all of them as they were at one moment, several at a time. Changes nothing on the
// servers.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Timestamp } from 'mongodb';
import type { Between } from '../../../shared/model/backup.ts';
import type { MongoApart, MongoCollectionInSet, SetFile } from '../manifest.ts';
import { findAccounts } from './accounts.ts';
import { dumpCollection, type DumpedCollection } from './dump-collection.ts';
import type { DumpMongoOptions, DumpUnderWay } from './dump-options.ts';
import type { FoundCollection } from './list-collections.ts';
import { repeatWhenBrokenOff } from './lost-connection.ts';
import { chooseMoment, listAll, MomentLost, namespaceOf, timeText, type Moment } from './moment.ts';
import { MONGO_FOLDER } from './namespace-files.ts';
import { FREE_PACE } from '../work/pace.ts';

export interface DumpedMongo {
  readonly databases: readonly string[];
  /** The moment of all collections but those that stand apart. Null where the server keeps no history. */
  readonly clusterTime: string | null;
  /** By the clock of this machine: between these two all of it was as it is in the set. Null: nobody can say. */
  readonly asOf: Between | null;
  readonly apart: readonly MongoApart[];
  /** Users and roles were asked for, and this user may not read them. */
  readonly lacksAccounts: boolean;
  readonly collections: readonly MongoCollectionInSet[];
  readonly files: readonly SetFile[];
}

const COLLECTIONS_AT_ONCE = 2;
const RANGE_BYTES = 64 * 1024 * 1024;
const MOST_ATTEMPTS = 3;

export async function dumpMongo(options: DumpMongoOptions): Promise<DumpedMongo> {
  const { source, level, format, signal } = options;
  const pace = options.pace ?? FREE_PACE;
  const rangeBytes = options.rangeBytes ?? RANGE_BYTES;
  for (let attempt = 1; ; attempt += 1) {
    const moment = await repeatWhenBrokenOff(
      () => lookAround(options),
      () => source.renew(),
      signal,
    );
    const at = level === 'snapshot' ? moment.clusterTime : null;
    try {
      return await dumpAt(moment, { ...options, at, pace, rangeBytes, isLastAttempt: attempt === MOST_ATTEMPTS });
    } catch (error) {
      if (!(error instanceof MomentLost)) throw error;
      options.onRestart?.(error.namespace);
      await rm(join(format.setFolder, MONGO_FOLDER), { recursive: true, force: true });
    }
  }
}

interface Found extends Omit<Moment, 'clusterTime'> {
  /** Null: each collection is read at a moment of its own, from `asOf.fromMs` on. */
  readonly clusterTime: Timestamp | null;
  /** Null: this user may not read them. */
  readonly accounts: readonly FoundCollection[] | null;
}

async function lookAround(options: DumpMongoOptions): Promise<Found> {
  const { source, databases: only, level, clock, signal } = options;
  const fromMs = clock.now();
  const client = source.client();
  const found =
    level === 'snapshot'
      ? await chooseMoment({ client, primary: source.primary?.(), only, clock, signal })
      : {
          ...(await listAll({ client, only })),
          clusterTime: null,
          asOf: { fromMs, toMs: fromMs },
          unsettled: new Set<string>(),
        };
  return { ...found, accounts: await findAccounts(client, found.databases, options.accounts ?? 'none') };
}

async function dumpAt(
  { collections: found, databases, unsettled, accounts, asOf }: Found,
  options: DumpUnderWay,
): Promise<DumpedMongo> {
  const queue = [...(accounts ?? []), ...found];
  const done: DumpedCollection[] = [];
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const lane = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      done.push(await dumpOne(next, unsettled, { ...options, signal }));
      options.onEnd?.(namespaceOf(next));
    }
  };
  const lanes = Array.from({ length: options.isGentle ? 1 : COLLECTIONS_AT_ONCE }, () =>
    lane().catch((error: unknown) => {
      stop.abort(error);
      throw error;
    }),
  );
  const results = await Promise.allSettled(lanes);
  if (stop.signal.aborted) throw stop.signal.reason;
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  const written = done
    .flatMap(({ written: each }) => each ?? [])
    .sort((a, b) => (a.collection.metadataFile < b.collection.metadataFile ? -1 : 1));
  const apart = done.flatMap(({ apart: each }) => each ?? []);
  const isOneMoment = options.at !== null && apart.length === 0;
  return {
    databases,
    clusterTime: options.at && timeText(options.at),
    asOf: asOf && { fromMs: asOf.fromMs, toMs: isOneMoment ? asOf.toMs : options.clock.now() },
    lacksAccounts: accounts === null,
    apart,
    collections: written.map(({ collection }) => collection),
    files: written.flatMap(({ files }) => files),
  };
}

async function dumpOne(
  found: FoundCollection,
  unsettled: ReadonlySet<string>,
  options: DumpUnderWay,
): Promise<DumpedCollection> {
  const namespace = namespaceOf(found);
  const work = unsettled.has(namespace) ? { ...options, at: null, apart: 'changed' as const } : options;
  return repeatWhenBrokenOff(
    () => dumpCollection(found, work),
    () => options.source.renew(),
    options.signal,
  );
}
