// The form of backup.restore.

import type { ParameterField } from '../../../shared/model/run.ts';
import { text } from '../../../shared/text.ts';
import { STORE_FIELD } from './backup-fetch.ts';

function choice(name: string, initial: string, values: readonly string[]): ParameterField {
  return {
    name,
    label: text(`field.${name}`),
    help: text(`field.${name}.help`),
    kind: 'choice',
    required: false,
    initial,
    choices: values.map((value) => ({ value, label: text(`choice.${value}`) })),
  };
}

export const RESTORE_FIELDS: readonly ParameterField[] = [
  { name: 'set', label: text('field.set'), kind: 'backup-set', required: true },
  choice('what', 'all', ['all', 'mongo', 'redis']),
  {
    name: 'databases',
    label: text('field.databases'),
    help: text('field.databases.help'),
    kind: 'text',
    required: false,
  },
  choice('mode', 'beside', ['beside', 'in-place']),
  {
    name: 'keepOld',
    label: text('field.keepOld'),
    help: text('field.keepOld.help'),
    kind: 'boolean',
    required: false,
    initial: 'true',
  },
  {
    name: 'accounts',
    label: text('field.accounts'),
    help: text('field.accounts.help'),
    kind: 'boolean',
    required: false,
    initial: 'false',
  },
  choice('redisConflict', 'skip', ['replace', 'skip', 'fail']),
  {
    name: 'redisKeys',
    label: text('field.redisKeys'),
    help: text('field.redisKeys.help'),
    kind: 'text',
    required: false,
  },
  {
    name: 'redisDatabase',
    label: text('field.redisDatabase'),
    help: text('field.redisDatabase.help'),
    kind: 'number',
    required: false,
  },
  choice('redisTimes', 'keep', ['keep', 'shift']),
  { name: 'rate', label: text('field.rate'), help: text('field.rate.help'), kind: 'number', required: false },
  STORE_FIELD,
];
