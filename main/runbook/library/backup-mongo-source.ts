// Which member of a replica set a backup reads (the primary, or the secondary that is least behind), and how failures of the
// driver are told.

import type { MongoClient } from 'mongodb';
import { AppError, isCancelled } from '../../../shared/errors.ts';
import { mongoFigure, type MongoMember } from '../../../shared/model/mongo.ts';
import { toMongoError } from '../../mongo/errors.ts';
import type { MongoAccess, MongoReading } from '../../mongo/mongo-access.ts';

export interface MongoSource {
  readonly reading: MongoReading;
  readonly member: MongoMember;
  readonly client: MongoClient;
}

/** Throws `blocked` when no member can be read. */
export async function mongoSource(mongo: MongoAccess): Promise<MongoSource> {
  const reading = await mongo.read();
  const live = Object.values(reading.members).filter(({ presence, arbiter }) => presence === 'live' && !arbiter);
  const lagOf = ({ key }: MongoMember): number => mongoFigure(reading.figures[key], 'lagMs') ?? Number.MAX_SAFE_INTEGER;
  const member =
    live.find(({ key, state }) => key === reading.summary.primary || state === 'PRIMARY' || state === 'STANDALONE') ??
    (reading.summary.mode === 'standalone' ? live[0] : undefined) ??
    live
      .filter(({ state, delaySeconds }) => state === 'SECONDARY' && delaySeconds === 0)
      .sort((a, b) => lagOf(a) - lagOf(b))[0];
  if (!member) throw new AppError('blocked', 'No member of MongoDB is a readable primary or secondary.');
  return { reading, member, client: mongo.member(member.key) };
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
