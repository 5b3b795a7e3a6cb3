// Figures as precise as anybody can read them, and no more: what does not visibly change then does not travel.
// Only what is shown is rounded here; runbooks read the servers themselves.

import { MONGO_FIGURES, type MongoFigure } from '../../shared/model/mongo.ts';
import { REDIS_FIGURES, type FiguresRow, type RedisFigure } from '../../shared/model/redis.ts';

type Round = (value: number) => number;

const toWhole: Round = (value) => Math.round(value);
const toKilobytes: Round = (value) => Math.round(value / 1000) * 1000;
const toHundredths: Round = (value) => Math.round(value * 100) / 100;
const toThousandths: Round = (value) => Math.round(value * 1000) / 1000;
/** Below ten a tenth matters, above it does not. */
const asRate: Round = (value) => (Math.abs(value) < 10 ? Math.round(value * 10) / 10 : Math.round(value));

const REDIS_ROUNDING: Readonly<Record<RedisFigure, Round>> = {
  opsPerSecond: asRate,
  hitsPerSecond: asRate,
  missesPerSecond: asRate,
  hitRatio: toThousandths,
  usedMemoryBytes: toKilobytes,
  maxMemoryBytes: toWhole,
  keys: toWhole,
  keysWithTtl: toWhole,
  evictedPerSecond: asRate,
  expiredPerSecond: asRate,
  fragmentationRatio: toHundredths,
  clients: toWhole,
  lagBytes: toWhole,
  lagMs: toWhole,
};

const MONGO_ROUNDING: Readonly<Record<MongoFigure, Round>> = {
  lagMs: toWhole,
  appliedAtMs: toWhole,
  opsPerSecond: asRate,
  insertsPerSecond: asRate,
  queriesPerSecond: asRate,
  updatesPerSecond: asRate,
  deletesPerSecond: asRate,
  connections: toWhole,
  connectionsAvailable: toWhole,
  cacheUsedBytes: toKilobytes,
  cacheMaxBytes: toWhole,
  cacheDirtyBytes: toKilobytes,
};

const REDIS_ROW = REDIS_FIGURES.map((figure) => REDIS_ROUNDING[figure]);
const MONGO_ROW = MONGO_FIGURES.map((figure) => MONGO_ROUNDING[figure]);

export function roundRedisFigure(figure: RedisFigure, value: number | null): number | null {
  return value === null ? null : REDIS_ROUNDING[figure](value);
}

export function roundMongoFigure(figure: MongoFigure, value: number | null): number | null {
  return value === null ? null : MONGO_ROUNDING[figure](value);
}

export function roundRedisRows(rows: Readonly<Record<string, FiguresRow>>): Record<string, FiguresRow> {
  return roundRows(rows, REDIS_ROW);
}

export function roundMongoRows(rows: Readonly<Record<string, FiguresRow>>): Record<string, FiguresRow> {
  return roundRows(rows, MONGO_ROW);
}

/** The oplog window grows all the time; minutes are what it is judged by. */
export function roundOplogWindow(windowMs: number | null): number | null {
  return windowMs === null ? null : Math.floor(windowMs / 60_000) * 60_000;
}

function roundRows(rows: Readonly<Record<string, FiguresRow>>, rounding: readonly Round[]): Record<string, FiguresRow> {
  return Object.fromEntries(
    Object.entries(rows).map(([id, row]) => [
      id,
      row.map((value, column) => (value === null ? null : (rounding[column]?.(value) ?? value))),
    ]),
  );
}
