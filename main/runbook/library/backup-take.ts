// Takes one set: MongoDB as mongodump writes it, Redis as one RDB per shard, and a manifest over all of it. Only reads the
// servers. A set that did not finish is never listed as one.

import { AppError } from '../../../shared/errors.ts';
import { encryptsSets } from '../../../shared/model/profile.ts';
import type { PlannedCommand } from '../../../shared/model/run.ts';
import { text } from '../../../shared/text.ts';
import { defineRunbook, type RunbookContext, type Step } from '../runbook.ts';
import { copyCheck } from './backup-copy-steps.ts';
import { finishSet, takeMongo, takeRedis } from './backup-take-acts.ts';
import { coverageCheck, keyCheck, mongoCheck, othersCheck, spaceCheck, storeCheck } from './backup-take-checks.ts';
import { chooseStores, copyTaken } from './backup-take-copies.ts';
import type { TakeData } from './backup-take-data.ts';
import type { Compression } from '../../backup/format/compression.ts';
import { sourceChoice, TAKE_FIELDS, TakeParameters } from './backup-take-fields.ts';
import { TAKE_TEXTS } from './backup-take-texts.ts';
import { verifyListed } from './backup-take-verify.ts';

export const backupTake = defineRunbook({
  id: 'backup.take',
  area: 'backup',
  effect: 'read',
  copiesContent: true,
  texts: TAKE_TEXTS,
  fields: TAKE_FIELDS,
  parameters: TakeParameters,
  async plan(context, parameters) {
    const { what, store: storeId, redisFrom, compression } = parameters;
    const mongo = what !== 'redis' && context.mongo !== null;
    const redis = what !== 'mongo' && context.redis !== null;
    if (!mongo && !redis) {
      throw new AppError('bad_request', `The profile has no ${what === 'all' ? 'server' : what} to take a backup of.`);
    }
    const { made, copies } = await chooseStores(context, storeId);
    const store = await context.backups.store(made.id);
    const data: TakeData = {
      mongo,
      redis,
      store: store.id,
      copies: copies.map(({ id }) => id),
      redisFrom,
      compression,
      encrypts: encryptsSets(context.profile),
      mongoFrom: sourceChoice(parameters),
      mongoAccounts: parameters.mongoAccounts,
      bytesPerSecond: parameters.rate === undefined ? null : parameters.rate * 1e6,
      isGentle: parameters.priority === 'low',
      parameters: { ...stringsOf(parameters), store: [...new Set([made, ...copies].map(({ id }) => id))].join(',') },
      commands: {
        mongo: mongo ? mongoCommands(context, parameters.mongoFrom, compression) : [],
        redis: redis ? await redisCommands(context, redisFrom) : [],
      },
    };
    return {
      title: text('plan.title'),
      changes: [...new Set([made, ...copies])].map(({ place }) => ({
        where: place,
        now: text('change.now'),
        after: text(mongo && redis ? 'change.all' : mongo ? 'change.mongo' : 'change.redis'),
      })),
      warnings: [
        ...(data.encrypts ? [text('warning.encrypted')] : []),
        ...(mongo ? [text('warning.mongo'), text('warning.pause')] : []),
        ...(redis ? [text('warning.redis')] : []),
      ],
      wayBack: text('wayBack'),
      data,
    };
  },
  holds: ({ mongo, redis }: TakeData) => [...(mongo ? ['mongo' as const] : []), ...(redis ? ['redis' as const] : [])],
  steps: (data: TakeData): readonly Step[] => [
    storeCheck(data),
    ...(data.copies ?? []).map(copyCheck),
    othersCheck(data),
    ...(data.encrypts ? [keyCheck(data)] : []),
    ...(data.mongo ? [mongoCheck(data)] : []),
    ...(data.redis ? [coverageCheck(data)] : []),
    spaceCheck(data),
    ...(data.redis ? [takeRedis(data)] : []),
    ...(data.mongo ? [takeMongo(data)] : []),
    finishSet(data),
    ...(data.copies ?? []).map((store) => copyTaken(data, store)),
    verifyListed(data),
  ],
});

/** As the manifest keeps them. */
function stringsOf(parameters: object): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
}

function mongoCommands(
  { profile }: RunbookContext,
  mongoFrom: string,
  compression: Compression,
): readonly PlannedCommand[] {
  const where = profile.mongo?.replicaSet ?? profile.mongo?.seeds[0] ?? 'mongod';
  const from = mongoFrom === 'secondary' ? '--readPreference secondary ' : '';
  return [{ where, command: `mongodump ${from}${compression === 'gzip' ? '--gzip ' : ''}--out <set>/mongo` }];
}

/** Where a cluster cannot be read now, the checks say so; the plan then names no nodes. */
async function redisCommands({ redis }: RunbookContext, redisFrom: string): Promise<readonly PlannedCommand[]> {
  const reading = await redis?.read().catch(() => null);
  return Object.values(reading?.nodes ?? {})
    .filter(({ role, ranges }) => role === 'primary' && (ranges.length > 0 || reading?.summary.mode === 'standalone'))
    .map(({ host, port }) => `${host}:${port}`)
    .sort()
    .map((where) => ({ where, command: redisFrom === 'primary' ? 'PSYNC ? -1' : 'PSYNC ? -1 (on a replica of it)' }));
}
