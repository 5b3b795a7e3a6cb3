// The form of backup.take, and what its words mean.

import { z } from 'zod';
import type { ParameterField } from '../../../shared/model/run.ts';
import { text } from '../../../shared/text.ts';
import { COMPRESSIONS } from '../../backup/format/compression.ts';
import type { SourceChoice } from './backup-mongo-source.ts';

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
type TakeParameters = z.infer<typeof TakeParameters>;

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

function choice(name: string, initial: string, values: readonly string[], hasHelp: boolean): ParameterField {
  return {
    ...field(name, 'choice', hasHelp),
    initial,
    choices: values.map((value) => ({ value, label: text(`choice.${name}.${value}`) })),
  };
}

function field(name: string, kind: ParameterField['kind'], hasHelp: boolean): ParameterField {
  const help = hasHelp ? { help: text(`field.${name}.help`) } : {};
  return { name, label: text(`field.${name}`), ...help, kind, required: false };
}

const ofMongo = { name: 'what', in: ['all', 'mongo'] } as const;
const ofRedis = { name: 'what', in: ['all', 'redis'] } as const;
const ofSecondary = { name: 'mongoFrom', in: ['secondary'] } as const;

export const TAKE_FIELDS: readonly ParameterField[] = [
  choice('what', 'all', ['all', 'mongo', 'redis'], false),
  field('store', 'backup-stores', true),
  { ...choice('redisFrom', 'primary', ['primary', 'replica'], true), when: ofRedis },
  { ...choice('mongoFrom', 'primary', ['primary', 'secondary'], true), when: ofMongo },
  { ...field('mongoLag', 'number', true), when: ofSecondary },
  { ...field('mongoTags', 'list', true), when: ofSecondary },
  { ...choice('mongoAccounts', 'databases', ['databases', 'all', 'none'], true), when: ofMongo, rare: true },
  { ...field('rate', 'number', true), rare: true },
  { ...choice('priority', 'normal', ['normal', 'low'], true), rare: true },
  { ...choice('compression', 'zstd', COMPRESSIONS, true), rare: true },
];
