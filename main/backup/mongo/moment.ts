// Chooses the one moment a dump is of, and finds out which collections there were at it. A server does not list the past:
// so it lists before and after, and what is the same in both was there in between. Reads only.

import { BSON, MongoError, type Document, type MongoClient, type Timestamp } from 'mongodb';
import type { Clock } from '../../../shared/clock.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Between } from '../../../shared/model/backup.ts';
import { listCollections, listUserDatabases, type FoundCollection } from './list-collections.ts';
import { pauseBeforeNextTry } from './lost-connection.ts';

export interface Moment {
  /** Confirmed by a majority: no election takes it back. */
  readonly clusterTime: Timestamp;
  /** By the clock of this machine. Null where nobody could say what the member that is read lacks. */
  readonly asOf: Between | null;
  readonly databases: readonly string[];
  readonly collections: readonly FoundCollection[];
  /** Namespaces that changed again and again while they were listed: what they were at the moment nobody can tell. */
  readonly unsettled: ReadonlySet<string>;
}

export interface MomentOptions {
  readonly client: MongoClient;
  /** Follows the primary. Default: `client` is all there is to ask. */
  readonly primary?: MongoClient | undefined;
  readonly clock: Clock;
  /** Only these; default: every user database. */
  readonly only?: readonly string[] | undefined;
  readonly signal: AbortSignal;
}

/** Why a collection cannot be read as it was at the moment: dropped or renamed since, or the server's history is shorter by now. */
export type LossReason = 'changed' | 'history';

export class MomentLost extends Error {
  readonly namespace: string;
  readonly reason: LossReason;

  constructor(namespace: string, reason: LossReason, cause: unknown) {
    super(`${namespace} cannot be read as it was at the moment`, { cause });
    this.namespace = namespace;
    this.reason = reason;
  }
}

const MOST_LISTINGS = 10;
const MAJORITY_WAIT_MS = 10_000;
/** How long a secondary may take to get what its primary had written when it was asked. */
const CATCH_UP_MS = 3000;
const PRIMARY_ANSWERS_MS = 3000;

export async function chooseMoment(options: MomentOptions): Promise<Moment> {
  let before = await listAll(options);
  for (let listing = 1; ; listing += 1) {
    const { clusterTime, asOf } = await askMoment(options);
    const after = await listAll(options);
    const known = new Map(before.collections.map((collection) => [namespaceOf(collection), comparable(collection)]));
    const changed = after.collections.filter(
      (collection) => known.get(namespaceOf(collection)) !== comparable(collection),
    );
    const isSettled = changed.length === 0 && after.collections.length === before.collections.length;
    if (isSettled || listing === MOST_LISTINGS)
      return { ...after, clusterTime, asOf, unsettled: new Set(changed.map(namespaceOf)) };
    before = after;
  }
}

export function namespaceOf({ database, name }: Pick<FoundCollection, 'database' | 'name'>): string {
  return `${database}.${name}`;
}

/** `seconds.increment`, as manifests say it. */
export function timeText(time: Timestamp): string {
  return `${time.getHighBitsUnsigned()}.${time.getLowBitsUnsigned()}`;
}

export async function listAll({
  client,
  only,
}: Pick<MomentOptions, 'client' | 'only'>): Promise<Pick<Moment, 'databases' | 'collections'>> {
  const databases = only ?? (await listUserDatabases(client));
  const collections: FoundCollection[] = [];
  for (const database of databases) collections.push(...(await listCollections(client, database)));
  return { databases, collections };
}

function comparable(collection: FoundCollection): string {
  return BSON.EJSON.stringify(collection as unknown as Document, { relaxed: false });
}

/**
 * The member's clock says nothing about this machine's. So the moment is bracketed by this machine's own: the primary is asked
 * first for its last write, and the member is given the time to have it.
 */
async function askMoment(options: MomentOptions): Promise<Pick<Moment, 'clusterTime' | 'asOf'>> {
  const { client, primary = client, clock } = options;
  const fromMs = clock.now();
  const newest = await lastWriteOf(primary).catch(unlessOfDriver);
  const behindMs = newest?.isOfPrimary === true ? await behindOf(newest, options) : null;
  const clusterTime = await confirmedTime(options);
  return { clusterTime, asOf: behindMs === null ? null : { fromMs: fromMs - behindMs, toMs: clock.now() } };
}

interface LastWrite {
  readonly at: Timestamp;
  /** By the clock of the primary that wrote it. */
  readonly wallMs: number;
  readonly isOfPrimary: boolean;
}

async function lastWriteOf(client: MongoClient): Promise<LastWrite> {
  const hello = await client.db('admin').command({ hello: 1 }, { promoteLongs: false, timeoutMS: PRIMARY_ANSWERS_MS });
  const { opTime, lastWriteDate } = hello['lastWrite'];
  return { at: opTime.ts, wallMs: lastWriteDate.getTime(), isOfPrimary: hello['isWritablePrimary'] === true };
}

/** 0 once the member has `newest`; else how much later that was written than what it has: both by clocks of primaries. */
async function behindOf(newest: LastWrite, { client, signal }: MomentOptions): Promise<number> {
  const deadlineMs = performance.now() + CATCH_UP_MS;
  for (;;) {
    const own = await lastWriteOf(client);
    if (own.at.greaterThanOrEqual(newest.at)) return 0;
    if (performance.now() > deadlineMs) return Math.max(0, newest.wallMs - own.wallMs);
    await pauseBeforeNextTry(signal);
  }
}

/** There is no primary now: nobody can say. */
function unlessOfDriver(error: unknown): null {
  if (error instanceof MongoError) return null;
  throw error;
}

/** The member's last write, once a majority has it. Throws `blocked` where that does not come to be. */
export async function confirmedTime({ client, signal }: Pick<MomentOptions, 'client' | 'signal'>): Promise<Timestamp> {
  let wanted: Timestamp | undefined;
  const deadlineMs = performance.now() + MAJORITY_WAIT_MS;
  for (;;) {
    signal.throwIfAborted();
    const { lastWrite } = await client.db('admin').command({ hello: 1 }, { promoteLongs: false });
    wanted ??= lastWrite.opTime.ts as Timestamp;
    const confirmed = lastWrite.majorityOpTime?.ts as Timestamp | undefined;
    if (confirmed !== undefined && confirmed.greaterThanOrEqual(wanted)) return wanted;
    if (performance.now() > deadlineMs) {
      throw new AppError(
        'blocked',
        'A majority of the set does not confirm its last write, so no moment is safe to save.',
        {
          hint: 'Bring the members that are down or far behind back, then take the backup again.',
        },
      );
    }
    await pauseBeforeNextTry(signal);
  }
}
