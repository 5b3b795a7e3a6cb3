// One tick's readings and the state before them, joined into the state after them. Pure; it invents nothing: an area that did
// not answer keeps its rows as last read, marked late or down and without figures.

import type { BackupsState } from '../../shared/model/backup.ts';
import type { AreaTrouble, FleetState } from '../../shared/model/fleet.ts';
import type { MongoCollection } from '../../shared/model/mongo.ts';
import type { MongoReading } from '../mongo/mongo-access.ts';
import type { RedisReading } from '../redis/redis-access.ts';
import type { AppError } from '../../shared/errors.ts';
import type { Outcome } from './area-reader.ts';
import { summaryOf } from './backup-summary.ts';
import { withoutAnswer, withPresence } from './presence.ts';
import { roundMongoRows, roundOplogWindow, roundRedisRows } from './rounding.ts';

/** What one tick found out. An area the profile does not have is `same` forever. */
export interface Tick {
  readonly startedMs: number;
  readonly endedMs: number;
  readonly intervalMs: number;
  readonly redis: Outcome<RedisReading>;
  readonly mongo: Outcome<MongoReading>;
  readonly collections: Outcome<Readonly<Record<string, MongoCollection>>>;
  readonly backups: Outcome<BackupsState>;
  readonly backupRunning: boolean;
}

/** Problems and events are not touched here; they are found by comparing what this returns. */
export function join(before: FleetState, tick: Tick): FleetState {
  return {
    ...before,
    clock: {
      tick: before.clock.tick + 1,
      atMs: tick.endedMs,
      intervalMs: tick.intervalMs,
      tookMs: tick.endedMs - tick.startedMs,
    },
    ...joinRedis(before, tick),
    ...joinMongo(before, tick),
    ...joinBackups(before, tick),
    mongoCollections: tick.collections.kind === 'read' ? tick.collections.reading : before.mongoCollections,
    trouble: {
      redis: troubleAfter(before.trouble.redis, tick.redis, tick.endedMs),
      mongo: troubleAfter(before.trouble.mongo, tick.mongo, tick.endedMs),
      backup: troubleAfter(before.trouble.backup, tick.backups, tick.endedMs),
    },
  };
}

function joinRedis(before: FleetState, { redis, endedMs }: Tick): Partial<FleetState> {
  switch (redis.kind) {
    case 'read': {
      const { summary, nodes, figures } = redis.reading;
      return {
        redis: summary,
        redisNodes: withPresence(before.redisNodes, nodes, before.clock.atMs, endedMs),
        redisFigures: roundRedisRows(figures),
      };
    }
    case 'failed':
      return {
        redis: before.redis === null ? null : { ...before.redis, health: 'unknown', state: 'unknown', agreeing: 0 },
        redisNodes: withoutAnswer(before.redisNodes, 'down', redis.error.message, before.clock.atMs),
        redisFigures: {},
      };
    case 'late':
      return { redisNodes: withoutAnswer(before.redisNodes, 'late', null, before.clock.atMs), redisFigures: {} };
    case 'same':
      return {};
  }
}

function joinMongo(before: FleetState, { mongo, endedMs }: Tick): Partial<FleetState> {
  switch (mongo.kind) {
    case 'read': {
      const { summary, members, figures } = mongo.reading;
      return {
        mongo: { ...summary, oplogWindowMs: roundOplogWindow(summary.oplogWindowMs) },
        mongoMembers: withPresence(before.mongoMembers, members, before.clock.atMs, endedMs),
        mongoFigures: roundMongoRows(figures),
      };
    }
    case 'failed':
      return {
        mongo: before.mongo === null ? null : { ...before.mongo, health: 'unknown' },
        mongoMembers: withoutAnswer(before.mongoMembers, 'down', mongo.error.message, before.clock.atMs),
        mongoFigures: {},
      };
    case 'late':
      return { mongoMembers: withoutAnswer(before.mongoMembers, 'late', null, before.clock.atMs), mongoFigures: {} };
    case 'same':
      return {};
  }
}

function joinBackups(before: FleetState, { backups, backupRunning }: Tick): Partial<FleetState> {
  if (backups.kind === 'read') return { backups: { ...summaryOf(backups.reading), running: backupRunning } };
  if (before.backups === null) return {};
  return {
    backups: { ...before.backups, running: backupRunning, ...(backups.kind === 'failed' ? { health: 'unknown' } : {}) },
  };
}

function troubleAfter(before: AreaTrouble | null, outcome: Outcome<unknown>, nowMs: number): AreaTrouble | null {
  if (outcome.kind === 'read') return null;
  if (outcome.kind !== 'failed') return before;
  return troubleOf(outcome.error, before?.sinceMs ?? nowMs);
}

function troubleOf(error: AppError, sinceMs: number): AreaTrouble {
  return { code: error.code, message: error.message, hint: error.hint ?? null, sinceMs };
}
