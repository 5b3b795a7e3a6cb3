// Restores a set. MongoDB is loaded beside what is there, compared, and only then put in place by renames that keep the old
// collections; Redis keys go to whichever node owns their slot now. Never drops before the replacement is proven.

import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { text } from '../../../shared/text.ts';
import type { Manifest, MongoCollectionInSet } from '../../backup/manifest.ts';
import { accountCollections } from '../../backup/mongo/account-collections.ts';
import { requireRoomForNames } from '../../backup/mongo/restore-names.ts';
import { restoreAccounts } from './backup-restore-accounts.ts';
import { restoreFunctions } from './backup-restore-functions.ts';
import { defineRunbook, type Step } from '../runbook.ts';
import { fetchSet, forgetFetched } from './backup-fetch.ts';
import { mongoTargetCheck, redisTargetCheck, setCheck } from './backup-restore-checks.ts';
import { chooseCollections, targetOf } from './backup-restore-choice.ts';
import { collectionsOf, isStoredFunctions, type MongoChoice, type RestoreData } from './backup-restore-data.ts';
import { RESTORE_FIELDS } from './backup-restore-fields.ts';
import { compareMongo, indexMongo, loadMongo } from './backup-restore-mongo.ts';
import { planReplay, replayMongo, verifySlices } from './backup-restore-replay.ts';
import { dropKept, placeMongo } from './backup-restore-place.ts';
import {
  functionsChange,
  isPartOfRedis,
  mongoChanges,
  redisChange,
  redisRestore,
  titleKey,
  warnings,
} from './backup-restore-plan.ts';
import { compareRedis, lookAtRedis, restoreRedis } from './backup-restore-redis.ts';
import { appendOnlyCheck, largestValueCheck } from './backup-restore-redis-checks.ts';
import { markProven, verifyBeforeRestore } from './backup-restore-set.ts';
import { RESTORE_TEXTS } from './backup-restore-texts.ts';

const Parameters = z.strictObject({
  set: z.string().min(1),
  what: z.enum(['all', 'mongo', 'redis']).default('all'),
  databases: z.string().optional(),
  collections: z.string().max(10_000).optional(),
  rename: z.string().max(10_000).optional(),
  /** A date and time, or a cluster time. */
  until: z.string().min(1).max(100).optional(),
  mode: z.enum(['beside', 'in-place']).default('beside'),
  keepOld: z.enum(['true', 'false']).default('true'),
  accounts: z.enum(['true', 'false']).default('false'),
  redisConflict: z.enum(['replace', 'skip', 'fail']).default('skip'),
  redisKeys: z.string().min(1).max(1000).optional(),
  redisDatabase: z.coerce.number().int().min(0).max(1_000_000).optional(),
  redisTimes: z.enum(['keep', 'shift']).default('keep'),
  redisFunctions: z.enum(['missing', 'replace', 'none']).default('missing'),
  /** Megabytes per second. */
  rate: z.coerce.number().positive().max(100_000).optional(),
  store: z.string().optional(),
});

export const backupRestore = defineRunbook({
  id: 'backup.restore',
  area: 'backup',
  effect: 'destroy',
  texts: RESTORE_TEXTS,
  fields: RESTORE_FIELDS,
  parameters: Parameters,
  async plan(context, { set, what, until, mode, keepOld, accounts, rate, store: wantedStore, ...parameters }) {
    const { backups } = context;
    const store = wantedStore ? await backups.find(wantedStore) : await backups.holderOf(set);
    const manifest = await backups.manifestOf(set, store.id);
    const mongo = what !== 'redis' && manifest.mongo !== null && context.mongo !== null;
    const redis = what !== 'mongo' && manifest.redis !== null && context.redis !== null;
    if (!mongo && !redis) throw nothingToRestore(set, what, manifest);
    const choice = mongo ? chooseCollections(manifest, parameters) : { databases: [] };
    const collections = collectionsOf(manifest, choice);
    if (mode === 'in-place') requireInPlace(collections, choice);
    if (until !== undefined) requireWholeDatabases(parameters);
    if (mongo && accounts === 'true') requireAccounts(manifest, mode);
    const leavesFunctions = mode === 'in-place' && collections.some(isStoredFunctions);
    const data: RestoreData = {
      set,
      fetchFrom: store.kind === 's3' ? store.id : null,
      mongo: mongo
        ? {
            ...choice,
            mode,
            keepOld: keepOld === 'true',
            accounts: accounts === 'true',
            ...(until !== undefined && {
              replay: await planReplay(context, manifest, { until, mode, databases: parameters.databases }),
            }),
          }
        : null,
      redis: redis ? redisRestore(parameters, manifest) : null,
      bytesPerSecond: rate === undefined ? null : rate * 1e6,
      isWhole:
        (mongo || manifest.mongo === null) &&
        (redis || manifest.redis === null) &&
        parameters.databases === undefined &&
        parameters.collections === undefined &&
        until === undefined &&
        !(redis && isPartOfRedis(parameters, manifest)) &&
        !leavesFunctions,
    };
    return {
      title: text(titleKey(mongo ? mode : null, data.redis), { set }),
      changes: [
        ...(mongo ? await mongoChanges(context, collections, choice, mode) : []),
        ...(data.redis ? [redisChange(manifest, data.redis)] : []),
        ...(data.redis?.functions ? [functionsChange(manifest, data.redis.functions)] : []),
      ],
      warnings: [...warnings(context, manifest, data), ...(leavesFunctions ? [text('warning.storedFunctions')] : [])],
      wayBack: text(
        mongo && mode === 'in-place' ? (keepOld === 'true' ? 'wayBack.kept' : 'wayBack.dropped') : 'wayBack.beside',
      ),
      data,
    };
  },
  holds: ({ mongo, redis }: RestoreData) => [
    ...(mongo ? ['mongo' as const] : []),
    ...(redis ? ['redis' as const] : []),
  ],
  steps: (data: RestoreData): readonly Step[] => {
    const { mongo, redis } = data;
    const inPlace = mongo?.mode === 'in-place';
    return [
      setCheck(data),
      ...(mongo ? [mongoTargetCheck()] : []),
      ...(redis ? [redisTargetCheck(data), largestValueCheck(data), appendOnlyCheck(data)] : []),
      ...(data.fetchFrom ? [fetchSet(data.set, data.fetchFrom, 'once')] : []),
      verifyBeforeRestore(data),
      ...(mongo?.replay && !mongo.replay.isOfDump ? [verifySlices(data, mongo.replay)] : []),
      ...(mongo ? [loadMongo(data), compareMongo(data)] : []),
      ...(mongo?.replay ? [replayMongo(data, mongo.replay)] : []),
      ...(mongo ? [indexMongo(data)] : []),
      ...(redis?.conflict === 'fail' ? [lookAtRedis(data)] : []),
      ...(inPlace ? [placeMongo(data)] : []),
      ...(mongo?.accounts ? [restoreAccounts(data)] : []),
      ...(redis ? [restoreRedis(data), compareRedis(data)] : []),
      ...(redis?.functions ? [restoreFunctions(data)] : []),
      markProven(data),
      ...(data.fetchFrom ? [forgetFetched(data.set, data.fetchFrom)] : []),
      ...(inPlace && !mongo.keepOld ? [dropKept(data)] : []),
    ];
  },
});

/** What the oplog did to a collection may have begun in another one: in a part, or under other names, it cannot be followed. */
function requireWholeDatabases({
  collections,
  rename,
}: {
  collections?: string | undefined;
  rename?: string | undefined;
}): void {
  if (collections === undefined && rename === undefined) return;
  throw new AppError('bad_request', 'Up to a moment whole databases are restored, under their own names.', {
    hint: 'Leave collections and new names out; rename what was restored beside.',
  });
}

function requireInPlace(collections: readonly MongoCollectionInSet[], choice: MongoChoice): void {
  for (const collection of collections) {
    const { type } = collection;
    const { database, name } = targetOf(choice, collection);
    if (type === 'timeseries') {
      throw new AppError(
        'unsupported',
        `${database}.${name} is a time series; MongoDB cannot rename those, so it cannot be put in place.`,
        {
          hint: 'Restore this database beside, or choose other databases.',
        },
      );
    }
    if (type === 'collection') requireRoomForNames(database, name);
  }
}

/** They have no beside, and no part of them can be compared before it counts. */
function requireAccounts({ id, mongo }: Manifest, mode: 'beside' | 'in-place'): void {
  if (mode === 'beside')
    throw new AppError('bad_request', 'Users and roles can only be restored in place.', {
      hint: 'Choose “in place”, or leave users and roles out.',
    });
  const { users, roles } = accountCollections(mongo?.collections ?? []);
  if (users === null && roles === null)
    throw new AppError('bad_request', `The set ${id} holds no users and roles.`, { hint: 'Leave them out.' });
}

function nothingToRestore(set: string, what: string, { mongo, redis }: Manifest): AppError {
  const holds = [mongo ? 'MongoDB' : '', redis ? 'Redis' : ''].filter((part) => part !== '').join(' and ');
  return new AppError(
    'bad_request',
    `There is nothing to restore: the set ${set} holds ${holds || 'nothing'}, and “${what}” was asked for.`,
    {
      hint: 'Choose what the set holds, on a profile that has such a server.',
    },
  );
}
