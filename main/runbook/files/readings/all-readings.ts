// The catalogue of readings, by name.

import { backupReadings } from './backup.ts';
import { machineReadings } from './machine.ts';
import { mongoReadings } from './mongo.ts';
import { problemReadings } from './problems.ts';
import type { ReadingDefinition } from './reading.ts';
import { redisReadings } from './redis.ts';

export const READINGS: ReadonlyMap<string, ReadingDefinition> = new Map(
  [...redisReadings, ...mongoReadings, ...backupReadings, ...machineReadings, ...problemReadings].map((reading) => [
    reading.name,
    reading,
  ]),
);
