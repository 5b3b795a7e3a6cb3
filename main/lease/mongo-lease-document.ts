// A lease in MongoDB is one document per scope in the console's own database, and every step of its life is one conditional
// update of it, acknowledged by a majority. Only the document's own numbers are compared, never a clock.

import { Long, MongoServerError, type Collection, type Document, type MongoClient } from 'mongodb';
import { AppError } from '../../shared/errors.ts';
import { isUnauthorized, toMongoError } from '../mongo/errors.ts';
import { OWN_DATABASE } from '../mongo/mongo-access.ts';
import type { LeaseHolder, LeaseView } from './lease.ts';
import type { ProcessPlace } from './machine.ts';

export type Scope = LeaseView['scope'];

export interface StoredHolder extends LeaseHolder, ProcessPlace {
  /** Tells this holding from every other, also of the same run. */
  readonly token: string;
}

interface LeaseDocument {
  readonly _id: Scope;
  /** Raised by every holder that takes it. */
  readonly fence: Long;
  /** Raised by the holder as long as it lives. */
  readonly beat: Long;
  readonly holder: StoredHolder | null;
  /** By the primary's clock; only to tell people how long ago it was. */
  readonly beatAt: Date;
  readonly takenOver?: { readonly from: string; readonly reason: string } | null;
}

export interface LeaseState {
  readonly fence: string;
  readonly beat: string;
  readonly holder: StoredHolder | null;
  readonly silentMs: number | null;
}

const LEASES = 'leases';
const TIMEOUT_MS = 4_000;
const ACKNOWLEDGED = { writeConcern: { w: 'majority' }, timeoutMS: TIMEOUT_MS } as const;
const DUPLICATE_KEY = 11_000;

const next = (field: string) => ({ $add: [{ $ifNull: [`$${field}`, Long.ZERO] }, Long.ONE] });

export class MongoLeases {
  readonly #collection: Collection<LeaseDocument>;

  constructor(client: MongoClient) {
    // Long integers stay what they are: a fence compared as a double would be wrong one day.
    this.#collection = client.db(OWN_DATABASE).collection<LeaseDocument>(LEASES, { promoteLongs: false });
  }

  /** Takes a lease that nobody holds. Null: somebody does. */
  async takeFree(scope: Scope, holder: StoredHolder): Promise<string | null> {
    try {
      return await this.#take({ _id: scope, holder: null }, holder, null, true);
    } catch (error) {
      if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return null;
      throw explained(error);
    }
  }

  /** Takes it from `state`'s holder, if nothing of it changed since it was read. Null: it did. */
  async takeFrom(scope: Scope, state: LeaseState, holder: StoredHolder, reason: string): Promise<string | null> {
    const same = { _id: scope, fence: Long.fromString(state.fence), beat: Long.fromString(state.beat) };
    const from =
      state.holder === null ? '' : `${state.holder.operator} on ${state.holder.host}, run ${state.holder.runId}`;
    try {
      return await this.#take(same, holder, { from, reason }, false);
    } catch (error) {
      throw explained(error);
    }
  }

  async #take(
    filter: Document,
    holder: StoredHolder,
    takenOver: LeaseDocument['takenOver'],
    upsert: boolean,
  ): Promise<string | null> {
    const update = {
      $set: {
        fence: next('fence'),
        beat: next('beat'),
        holder: { $literal: holder },
        beatAt: '$$NOW',
        takenOver: { $literal: takenOver ?? null },
      },
    };
    const taken = await this.#collection.findOneAndUpdate(filter as { _id: Scope }, [update], {
      upsert,
      returnDocument: 'after',
      projection: { fence: 1 },
      ...ACKNOWLEDGED,
    });
    return taken === null ? null : taken.fence.toString();
  }

  /** A sign of life. False: it is not this holder's any more. */
  async beat(scope: Scope, fence: string, token: string): Promise<boolean> {
    const mine = { _id: scope, fence: Long.fromString(fence), 'holder.token': token };
    try {
      const raised = { $set: { beat: next('beat'), beatAt: '$$NOW' } };
      const { matchedCount } = await this.#collection.updateOne(mine, [raised], ACKNOWLEDGED);
      return matchedCount === 1;
    } catch (error) {
      throw explained(error);
    }
  }

  async giveBack(scope: Scope, fence: string, token: string): Promise<void> {
    await this.#collection.updateOne(
      { _id: scope, fence: Long.fromString(fence), 'holder.token': token },
      { $set: { holder: null } },
      ACKNOWLEDGED,
    );
  }

  /** As the primary has it now. Null: nobody ever held it. */
  read(scope: Scope): Promise<LeaseState | null> {
    return readLease(this.#collection, scope);
  }
}

/** For whoever may only read: the same look through any client. */
export async function readMongoLease(client: MongoClient, scope: Scope): Promise<LeaseState | null> {
  return readLease(client.db(OWN_DATABASE).collection<LeaseDocument>(LEASES, { promoteLongs: false }), scope);
}

async function readLease(collection: Collection<LeaseDocument>, scope: Scope): Promise<LeaseState | null> {
  const silent = { $set: { silentMs: { $toDouble: { $subtract: ['$$NOW', '$beatAt'] } } } };
  try {
    const [found] = await collection
      .aggregate<LeaseDocument & { silentMs: number | null }>([{ $match: { _id: scope } }, silent], {
        readPreference: 'primary',
        timeoutMS: TIMEOUT_MS,
      })
      .toArray();
    if (found === undefined) return null;
    const { fence, beat, holder, silentMs } = found;
    return { fence: String(fence), beat: String(beat), holder, silentMs: silentMs === null ? null : Number(silentMs) };
  } catch (error) {
    throw explained(error);
  }
}

function explained(error: unknown): AppError {
  const known = toMongoError(error, `the database ${OWN_DATABASE}`);
  if (!isUnauthorized(error)) return known;
  return new AppError('denied', 'MongoDB does not let this user keep the lease that excludes other consoles', {
    hint: `Grant readWrite on the database ${OWN_DATABASE}: db.grantRolesToUser(<user>, [{ role: "readWrite", db: "${OWN_DATABASE}" }])`,
    details: { ...known.details, missing: `readWrite on ${OWN_DATABASE}` },
  });
}
