// What a step-down is about, as data that a later process can go on with.

import { AppError } from '../../../shared/errors.ts';
import { mongoFigure, type MongoMember } from '../../../shared/model/mongo.ts';
import type { MongoReading } from '../../mongo/mongo-access.ts';
import type { MemberName } from './mongo-command.ts';

export interface StepDownData {
  readonly setName: string;
  readonly primary: MemberName;
  /** Who shall be elected; null: whoever the set elects. */
  readonly successor: MemberName | null;
  /** Kept from standing for election meanwhile, where a successor was chosen. */
  readonly frozen: readonly MemberName[];
  /** Every member that answers commands; arbiters vote but hold no data to ask about. */
  readonly members: readonly MemberName[];
  readonly voters: number;
}

export const STEP_DOWN_SECONDS = 60;
export const CATCH_UP_SECONDS = 10;
export const FREEZE_SECONDS = 60;
export const MAX_LAG_MS = 10_000;

export function nameOf({ key, host, port }: MongoMember): MemberName {
  return { key, label: host.includes(':') ? `[${host}]:${port}` : `${host}:${port}` };
}

export function isElectable(member: MongoMember): boolean {
  return member.priority > 0 && member.votes > 0 && !member.hidden && !member.arbiter && member.delaySeconds === 0;
}

/** A member by its key or by `host:port`. */
export function findMember(reading: MongoReading, wanted: string): MongoMember {
  const member =
    reading.members[wanted] ?? Object.values(reading.members).find((other) => nameOf(other).label === wanted);
  if (member && member.presence !== 'gone') return member;
  throw new AppError('not_found', `The replica set has no member ${wanted}.`, {
    hint: `Its members: ${Object.values(reading.members)
      .map((other) => nameOf(other).label)
      .join(', ')}.`,
  });
}

/** Members that could be elected now, the freshest first. */
export function candidatesOf(reading: MongoReading): readonly MongoMember[] {
  return Object.values(reading.members)
    .filter((member) => member.state === 'SECONDARY' && member.presence === 'live' && isElectable(member))
    .toSorted((a, b) => lagOf(reading, a) - lagOf(reading, b));
}

export function lagOf(reading: MongoReading, member: MongoMember): number {
  return mongoFigure(reading.figures[member.key], 'lagMs') ?? Number.POSITIVE_INFINITY;
}
