// What a set is taken by, from the words of its form, and the steps of that: the same for a new set and one that is gone on with.

import { AppError } from '../../../shared/errors.ts';
import { encryptsSets } from '../../../shared/model/profile.ts';
import type { PlannedCommand } from '../../../shared/model/run.ts';
import type { Compression } from '../../backup/format/compression.ts';
import type { SetStore } from '../../backup/stores/set-store.ts';
import type { RunbookContext, Step } from '../runbook.ts';
import { copyCheck } from './backup-copy-steps.ts';
import { finishSet, takeMongo, takeRedis } from './backup-take-acts.ts';
import { coverageCheck, mongoCheck, othersCheck, spaceCheck, storeCheck } from './backup-take-checks.ts';
import { chooseStores, copyTaken } from './backup-take-copies.ts';
import type { TakeData } from './backup-take-data.ts';
import { sourceChoice, type TakeParameters } from './backup-take-fields.ts';
import { verifyListed } from './backup-take-verify.ts';

/** `stores`: where the set will be, the one it is made in first. Throws `bad_request`, `not_found`. */
export async function prepareTake(
  context: RunbookContext,
  parameters: TakeParameters,
): Promise<{ readonly data: TakeData; readonly stores: readonly SetStore[] }> {
  const { what, store: storeId, redisFrom, compression } = parameters;
  const mongo = what !== 'redis' && context.mongo !== null;
  const redis = what !== 'mongo' && context.redis !== null;
  if (!mongo && !redis) {
    throw new AppError('bad_request', `The profile has no ${what === 'all' ? 'server' : what} to take a backup of.`);
  }
  const { made, copies } = await chooseStores(context, storeId);
  const stores = [...new Set([made, ...copies])];
  const data: TakeData = {
    mongo,
    redis,
    store: (await context.backups.store(made.id)).id,
    copies: copies.map(({ id }) => id),
    redisFrom,
    compression,
    encrypts: encryptsSets(context.profile),
    mongoFrom: sourceChoice(parameters),
    mongoAccounts: parameters.mongoAccounts,
    bytesPerSecond: parameters.rate === undefined ? null : parameters.rate * 1e6,
    isGentle: parameters.priority === 'low',
    parameters: { ...stringsOf(parameters), store: stores.map(({ id }) => id).join(',') },
    commands: {
      mongo: mongo ? mongoCommands(context, parameters.mongoFrom, compression) : [],
      redis: redis ? await redisCommands(context, redisFrom) : [],
    },
  };
  return { data, stores };
}

export const holdsOfTake = ({ mongo, redis }: TakeData) => [
  ...(mongo ? ['mongo' as const] : []),
  ...(redis ? ['redis' as const] : []),
];

export const checksOfTake = (data: TakeData): readonly Step[] => [
  storeCheck(data),
  ...(data.copies ?? []).map(copyCheck),
  othersCheck(data),
];

export const serverChecks = (data: TakeData): readonly Step[] => [
  ...(data.mongo ? [mongoCheck(data)] : []),
  ...(data.redis ? [coverageCheck(data)] : []),
  spaceCheck(data),
];

export const actsOfTake = (data: TakeData): readonly Step[] => [
  ...(data.redis ? [takeRedis(data)] : []),
  ...(data.mongo ? [takeMongo(data)] : []),
  finishSet(data),
  ...(data.copies ?? []).map((store) => copyTaken(data, store)),
  verifyListed(data),
];

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
