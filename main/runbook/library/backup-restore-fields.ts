// The form of backup.restore.

import type { ParameterField } from '../../../shared/model/run.ts';
import { STORE_FIELD } from './backup-fetch.ts';
import { choice, field } from './fields.ts';

const ofMongo = { name: 'what', in: ['all', 'mongo'] } as const;
const ofRedis = { name: 'what', in: ['all', 'redis'] } as const;

export const RESTORE_FIELDS: readonly ParameterField[] = [
  { ...field('set', 'backup-set', false), required: true },
  choice('what', 'all', ['all', 'mongo', 'redis']),
  { ...field('databases', 'text'), when: ofMongo },
  { ...field('collections', 'text'), when: ofMongo },
  { ...field('rename', 'text'), when: ofMongo, rare: true },
  { ...field('until', 'text'), when: ofMongo },
  { ...choice('mode', 'beside', ['beside', 'in-place']), when: ofMongo },
  { ...field('keepOld', 'boolean'), initial: 'true', when: { name: 'mode', in: ['in-place'] } },
  { ...choice('redisConflict', 'skip', ['replace', 'skip', 'fail']), when: ofRedis },
  { ...field('accounts', 'boolean'), initial: 'false', when: ofMongo, rare: true },
  { ...field('redisKeys', 'text'), when: ofRedis, rare: true },
  { ...field('redisDatabase', 'number'), when: ofRedis, rare: true },
  { ...choice('redisTimes', 'keep', ['keep', 'shift']), when: ofRedis, rare: true },
  { ...choice('redisFunctions', 'missing', ['missing', 'replace', 'none']), when: ofRedis, rare: true },
  { ...field('rate', 'number'), rare: true },
  { ...STORE_FIELD, rare: true },
];
