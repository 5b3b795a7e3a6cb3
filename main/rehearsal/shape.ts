// Which lab stands for a fleet: as many shards, replicas and members, as far as a machine can carry them.

import { AppError } from '../../shared/errors.ts';
import type { FleetState } from '../../shared/model/fleet.ts';
import type { MongoMember } from '../../shared/model/mongo.ts';
import { shardsOf } from '../../shared/model/redis.ts';
import type { RunbookArea } from '../../shared/model/run.ts';
import type { Text } from '../../shared/text.ts';
import { rehearsalText } from '../../shared/texts/rehearsal.ts';
import { memberCount, redisNodeCount, type LabShape, type MemberShape, type RedisShape } from '../lab/lab-shape.ts';

export const MOST_REDIS_NODES = 12;
export const MOST_MEMBERS = 7;

/** What runbooks of an area need: those about backups and the whole fleet need both kinds. */
export function shapeOf(fleet: FleetState, area: RunbookArea): LabShape {
  return {
    redis: area === 'mongo' || fleet.redis === null ? null : redisShape(fleet),
    mongo: area === 'redis' || fleet.mongo === null ? null : mongoShape(fleet),
  };
}

/** Members in the order the lab starts them: the primary first, for the lab's first member is elected first. */
export function membersInOrder({ mongo, mongoMembers }: FleetState): MongoMember[] {
  const rank = (member: MongoMember): number => (member.key === mongo?.primary ? 0 : isElectable(member) ? 1 : 2);
  return Object.values(mongoMembers)
    .filter(({ presence }) => presence !== 'gone')
    .sort((a, b) => rank(a) - rank(b) || a.memberId - b.memberId);
}

function isElectable({ arbiter, priority }: MongoMember): boolean {
  return !arbiter && priority > 0;
}

function redisShape(fleet: FleetState): RedisShape {
  if (fleet.redis?.mode === 'standalone') return { mode: 'standalone' };
  const shards = shardsOf(fleet.redisNodes).filter(({ primary }) => primary.ranges.length > 0);
  if (shards.length === 0)
    throw new AppError('unreachable', 'The shape of the Redis Cluster cannot be read now.', {
      hint: 'Wait until its nodes can be read, then rehearse again.',
    });
  return { mode: 'cluster', replicas: shards.map(({ replicas }) => replicas.filter(isThere).length) };
}

function isThere({ presence }: { readonly presence: string }): boolean {
  return presence !== 'gone';
}

function mongoShape(fleet: FleetState): LabShape['mongo'] {
  if (fleet.mongo?.mode === 'standalone') return { mode: 'standalone' };
  const members = membersInOrder(fleet);
  if (members.length === 0)
    throw new AppError('unreachable', 'The shape of the replica set cannot be read now.', {
      hint: 'Wait until its members can be read, then rehearse again.',
    });
  return { mode: 'set', name: fleet.mongo?.name ?? 'rs', members: members.map(memberShape) };
}

function memberShape({ priority, votes, hidden, arbiter }: MongoMember): MemberShape {
  if (arbiter) return { arbiterOnly: true, ...(votes === 0 && { votes: 0 }) };
  return { priority, ...(hidden && { hidden }), ...(votes === 0 && { votes: 0 }) };
}

/** The shape itself where it fits; with `mayShrink` the largest that does. Throws `limited` with that one in words. */
export function fitting(shape: LabShape, mayShrink: boolean): LabShape {
  const largest = largestOf(shape);
  if (mayShrink || serverCount(largest) === serverCount(shape)) return largest;
  const words = describe(largest);
  throw new AppError(
    'limited',
    `The target is too large for a lab: at most ${MOST_REDIS_NODES} Redis nodes and ${MOST_MEMBERS} members can be started here.`,
    { hint: `The largest possible lab has ${words}. Rehearse on that one instead.`, details: { largest: words } },
  );
}

function largestOf({ redis, mongo }: LabShape): LabShape {
  return {
    redis: redis?.mode === 'cluster' ? { ...redis, replicas: largestReplicas(redis.replicas) } : redis,
    mongo: mongo?.mode === 'set' ? { ...mongo, members: mongo.members.slice(0, MOST_MEMBERS) } : mongo,
  };
}

/** First replicas go, beyond one per shard; then shards. */
function largestReplicas(replicas: readonly number[]): number[] {
  const nodes = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + 1 + count, 0);
  for (let most = Math.max(...replicas); most >= 1; most -= 1) {
    const capped = replicas.map((count) => Math.min(count, most));
    if (nodes(capped) <= MOST_REDIS_NODES) return capped;
  }
  const one = replicas.map((count) => Math.min(count, 1));
  while (nodes(one) > MOST_REDIS_NODES) one.pop();
  return one;
}

export function serverCount({ redis, mongo }: LabShape): number {
  return (redis === null ? 0 : redisNodeCount(redis)) + (mongo === null ? 0 : memberCount(mongo));
}

function describe({ redis, mongo }: LabShape): string {
  return [
    ...(redis === null
      ? []
      : [`${redis.mode === 'cluster' ? redis.replicas.length : 1} shards on ${redisNodeCount(redis)} Redis nodes`]),
    ...(mongo === null ? [] : [`${memberCount(mongo)} MongoDB members`]),
  ].join(' and ');
}

/** The shape in words, and what it leaves out of the target. */
export function shapeNotes(lab: LabShape, whole: LabShape, fleet: FleetState): Text[] {
  const { redis, mongo } = lab;
  return [
    ...(redis === null ? [] : [redisNote(redis)]),
    ...(mongo === null ? [] : [mongoNote(mongo)]),
    ...(serverCount(lab) < serverCount(whole)
      ? [rehearsalText('rehearsal.smaller', { lab: serverCount(lab), target: serverCount(whole) })]
      : []),
    ...(redis === null ? [] : Object.values(fleet.redisNodes).filter(isDown).map(downNote)),
    ...(mongo === null ? [] : Object.values(fleet.mongoMembers).filter(isDown).map(downNote)),
    ...(mongo === null
      ? []
      : Object.values(fleet.mongoMembers)
          .filter(({ delaySeconds }) => delaySeconds > 0)
          .map(({ host, port }) => rehearsalText('rehearsal.delayed', { server: `${host}:${port}` }))),
  ];
}

function redisNote(shape: RedisShape): Text {
  if (shape.mode === 'standalone') return rehearsalText('rehearsal.redis.standalone');
  return rehearsalText('rehearsal.redis.cluster', { shards: shape.replicas.length, nodes: redisNodeCount(shape) });
}

function mongoNote(shape: NonNullable<LabShape['mongo']>): Text {
  if (shape.mode === 'standalone') return rehearsalText('rehearsal.mongo.standalone');
  const arbiters = shape.members.filter(({ arbiterOnly }) => arbiterOnly === true).length;
  const members = shape.members.length;
  if (arbiters === 0) return rehearsalText('rehearsal.mongo.plainSet', { members });
  return rehearsalText('rehearsal.mongo.set', { members, arbiters });
}

function isDown({ presence }: { readonly presence: string }): boolean {
  return presence === 'down';
}

function downNote({ host, port }: { readonly host: string; readonly port: number }): Text {
  return rehearsalText('rehearsal.down', { server: `${host}:${port}` });
}
