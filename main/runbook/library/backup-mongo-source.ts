// Which member of a replica set a backup reads: the primary, or a secondary by choice, and another one when that goes away.
// Also how failures of the driver are told.

import type { MongoClient } from 'mongodb';
import { AppError, isCancelled } from '../../../shared/errors.ts';
import { mongoFigure, type MongoMember } from '../../../shared/model/mongo.ts';
import type { DumpSource } from '../../backup/mongo/read-collection.ts';
import { toMongoError } from '../../mongo/errors.ts';
import type { MongoAccess, MongoReading } from '../../mongo/mongo-access.ts';

export interface MongoSource {
  readonly reading: MongoReading;
  readonly member: MongoMember;
  readonly client: MongoClient;
}

export interface SourceChoice {
  /** `secondary`: never the primary, however few secondaries there are. */
  readonly from: 'primary' | 'secondary';
  /** Of a secondary. Null: any lag. */
  readonly mostLagSeconds: number | null;
  /** Of a secondary: every one of them, as in the set's configuration. */
  readonly tags: Readonly<Record<string, string>>;
}

/** The primary; without one, the secondary that is least behind. */
const ANY: SourceChoice = { from: 'primary', mostLagSeconds: null, tags: {} };

/** Throws `blocked` when no member can be read, or none is as it was asked for. */
export async function mongoSource(mongo: MongoAccess, choice: SourceChoice = ANY): Promise<MongoSource> {
  const reading = await mongo.read();
  const member = choice.from === 'secondary' ? await secondaryOf(mongo, reading, choice) : primaryOf(reading);
  return { reading, member, client: mongo.member(member.key) };
}

function liveMembers({ members }: MongoReading): readonly MongoMember[] {
  return Object.values(members).filter(({ presence, arbiter }) => presence === 'live' && !arbiter);
}

/** Least behind first. */
function secondaries(reading: MongoReading): readonly MongoMember[] {
  const lagOf = ({ key }: MongoMember): number => lagMs(reading, key) ?? Number.MAX_SAFE_INTEGER;
  return liveMembers(reading)
    .filter(({ state, delaySeconds }) => state === 'SECONDARY' && delaySeconds === 0)
    .sort((a, b) => lagOf(a) - lagOf(b));
}

function lagMs({ figures }: MongoReading, key: string): number | null {
  return mongoFigure(figures[key], 'lagMs');
}

function primaryOf(reading: MongoReading): MongoMember {
  const { primary, mode } = reading.summary;
  const live = liveMembers(reading);
  const member =
    live.find(({ key, state }) => key === primary || state === 'PRIMARY' || state === 'STANDALONE') ??
    (mode === 'standalone' ? live[0] : undefined) ??
    secondaries(reading)[0];
  if (member) return member;
  throw new AppError('blocked', 'No member of MongoDB is a readable primary or secondary.');
}

async function secondaryOf(
  mongo: MongoAccess,
  reading: MongoReading,
  { mostLagSeconds, tags }: SourceChoice,
): Promise<MongoMember> {
  const refused: string[] = [];
  for (const member of secondaries(reading)) {
    const lag = lagMs(reading, member.key);
    const address = `${member.host}:${member.port}`;
    if (mostLagSeconds !== null && (lag === null || lag > mostLagSeconds * 1000)) {
      refused.push(lag === null ? `${address}: its lag is not known` : `${address} is ${lag / 1000} s behind`);
      continue;
    }
    const wanted = Object.entries(tags);
    if (wanted.length > 0) {
      const own = await withMongoErrors(address, () => tagsOf(mongo.member(member.key)));
      const wrong = wanted.find(([name, value]) => own[name] !== value);
      if (wrong) {
        refused.push(`${address} does not have the tag ${wrong.join(':')}`);
        continue;
      }
    }
    return member;
  }
  throw new AppError('blocked', `No secondary of MongoDB can be read as asked${reasonsOf(refused)}.`, {
    hint: 'Wait until one has caught up, ask for less, or read the primary.',
  });
}

function reasonsOf(refused: readonly string[]): string {
  return refused.length === 0 ? '' : `: ${refused.join('; ')}`;
}

async function tagsOf(client: MongoClient): Promise<Readonly<Record<string, unknown>>> {
  const { tags } = await client.db('admin').command({ hello: 1 });
  return (tags ?? {}) as Readonly<Record<string, unknown>>;
}

/** Follows the choice when the member that is read goes away. */
export function followingSource(mongo: MongoAccess, first: MongoSource, choice: SourceChoice): DumpSource {
  let { client } = first;
  return {
    client: () => client,
    primary: () => mongo.client(),
    async renew() {
      try {
        ({ client } = await mongoSource(mongo, choice));
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        // Nobody answers yet: the next try finds out, until it has waited long enough.
      }
    },
  };
}

/** Runs work with a driver; what the driver says comes out as AppErrors, everything else unchanged. */
export async function withMongoErrors<Result>(where: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const isOfDriver = error instanceof Error && error.name.startsWith('Mongo');
    throw isOfDriver && !isCancelled(error) ? toMongoError(error, where) : error;
  }
}
