// Copies every user collection into a set, all of them as they were at one moment, several at a time. Changes nothing on the
// servers.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Between } from '../../../shared/model/backup.ts';
import type { MongoApart, MongoCollectionInSet, SetFile } from '../manifest.ts';
import { findAccounts } from './accounts.ts';
import { dumpCollection } from './dump-collection.ts';
import type { DumpedCollection, DumpMongoOptions, DumpUnderWay, FoundMoment } from './dump-options.ts';
import type { FoundCollection } from './list-collections.ts';
import { repeatWhenBrokenOff } from './lost-connection.ts';
import { chooseMoment, listAll, MomentLost, namespaceOf, timeText } from './moment.ts';
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
  const { level, format } = options;
  const pace = options.pace ?? FREE_PACE;
  const rangeBytes = options.rangeBytes ?? RANGE_BYTES;
  let { kept } = options;
  for (let attempt = 1; ; attempt += 1) {
    const moment = kept?.found ?? (await findMoment(options));
    const at = level === 'snapshot' ? moment.clusterTime : null;
    try {
      const { kept: _earlier, ...rest } = options;
      const isLastAttempt = attempt === MOST_ATTEMPTS;
      return await dumpAt(moment, { ...rest, ...(kept && { kept }), at, pace, rangeBytes, isLastAttempt });
    } catch (error) {
      if (!(error instanceof MomentLost)) throw error;
      kept = undefined;
      options.onRestart?.(error.namespace, error.reason);
      await rm(join(format.setFolder, MONGO_FOLDER), { recursive: true, force: true });
    }
  }
}

/** A new one. Told before anything is read at it. */
async function findMoment(options: DumpMongoOptions): Promise<FoundMoment> {
  const { source, onMoment, signal } = options;
  const found = await repeatWhenBrokenOff(
    () => lookAround(options),
    () => source.renew(),
    signal,
  );
  const { clusterTime } = found;
  if (clusterTime !== null) await onMoment?.({ ...found, clusterTime });
  return found;
}

async function lookAround(options: DumpMongoOptions): Promise<FoundMoment> {
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
  { collections: found, databases, unsettled, accounts, asOf }: FoundMoment,
  options: DumpUnderWay,
): Promise<DumpedMongo> {
  const kept = options.kept?.done ?? new Map<string, DumpedCollection>();
  const queue = [...(accounts ?? []), ...found].filter((each) => !kept.has(namespaceOf(each)));
  const done: DumpedCollection[] = [...kept.values()];
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const lane = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const dumped = await dumpOne(next, unsettled, { ...options, signal });
      if (options.at !== null) await options.onCollection?.(namespaceOf(next), dumped);
      done.push(dumped);
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
