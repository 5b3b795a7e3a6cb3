// The form of backup.take, and what its words mean.

import { z } from 'zod';
import type { ParameterField } from '../../../shared/model/run.ts';
import { COMPRESSIONS } from '../../backup/format/compression.ts';
import type { SourceChoice } from './backup-mongo-source.ts';
import { choice, field } from './fields.ts';

const TAG = /^[^:,\s]+:[^:,\s]+$/;

export const TakeParameters = z.strictObject({
  what: z.enum(['all', 'mongo', 'redis']).default('all'),
  store: z.string().optional(),
  redisFrom: z.enum(['primary', 'replica']).default('primary'),
  compression: z.enum(COMPRESSIONS).default('zstd'),
  mongoFrom: z.enum(['primary', 'secondary']).default('primary'),
  /** Seconds. */
  mongoLag: z.coerce.number().min(0).max(86_400).optional(),
  mongoTags: z
    .string()
    .refine((words) => tagWords(words).every((word) => TAG.test(word)), 'tags as name:value, with commas between them')
    .optional(),
  mongoAccounts: z.enum(['databases', 'all', 'none']).default('databases'),
  /** Megabytes per second. */
  rate: z.coerce.number().positive().max(100_000).optional(),
  priority: z.enum(['normal', 'low']).default('normal'),
});
export type TakeParameters = z.infer<typeof TakeParameters>;

/** Lag and tags are about secondaries: for the primary they mean nothing. */
export function sourceChoice({ mongoFrom, mongoLag, mongoTags = '' }: TakeParameters): SourceChoice {
  return {
    from: mongoFrom,
    mostLagSeconds: mongoLag ?? null,
    tags: Object.fromEntries(tagWords(mongoTags).map((word) => word.split(':') as [string, string])),
  };
}

function tagWords(words: string): readonly string[] {
  return words
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

const ofMongo = { name: 'what', in: ['all', 'mongo'] } as const;
const ofRedis = { name: 'what', in: ['all', 'redis'] } as const;
const ofSecondary = { name: 'mongoFrom', in: ['secondary'] } as const;

export const TAKE_FIELDS: readonly ParameterField[] = [
  choice('what', 'all', ['all', 'mongo', 'redis'], false),
  field('store', 'backup-stores'),
  { ...choice('redisFrom', 'primary', ['primary', 'replica']), when: ofRedis },
  { ...choice('mongoFrom', 'primary', ['primary', 'secondary']), when: ofMongo },
  { ...field('mongoLag', 'number'), when: ofSecondary },
  { ...field('mongoTags', 'list'), when: ofSecondary },
  { ...choice('mongoAccounts', 'databases', ['databases', 'all', 'none']), when: ofMongo, rare: true },
  { ...field('rate', 'number'), rare: true },
  { ...choice('priority', 'normal', ['normal', 'low']), rare: true },
  { ...choice('compression', 'zstd', COMPRESSIONS), rare: true },
];
