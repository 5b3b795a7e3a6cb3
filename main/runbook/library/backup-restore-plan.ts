// What the plan of a restore says: what changes where, and what to know before.

import type { Plan } from '../../../shared/model/run.ts';
import { text, type Text } from '../../../shared/text.ts';
import type { Manifest, MongoCollectionInSet } from '../../backup/manifest.ts';
import { readNames } from '../../backup/mongo/put-in-place.ts';
import { isSideCollection } from '../../backup/mongo/restore-names.ts';
import type { RunbookContext } from '../runbook.ts';
import { withMongoErrors } from './backup-mongo-source.ts';
import { targetDatabases, targetOf } from './backup-restore-choice.ts';
import type { MongoChoice, RedisRestore, RestoreData } from './backup-restore-data.ts';
import { momentText } from '../../../shared/moment.ts';

/** Says of both what happens to them: `beside` is about MongoDB, and Redis keys have no beside. */
export function titleKey(mongo: 'beside' | 'in-place' | null, redis: RedisRestore | null): string {
  if (redis === null) return mongo === 'in-place' ? 'plan.inPlace' : 'plan.title';
  const keys = redis.conflict === 'replace' ? 'replace' : 'missing';
  return mongo === null ? `plan.redis.${keys}` : `plan.${mongo === 'in-place' ? 'inPlace' : 'beside'}.${keys}`;
}

export async function mongoChanges(
  { mongo }: RunbookContext,
  collections: readonly MongoCollectionInSet[],
  choice: MongoChoice,
  mode: 'beside' | 'in-place',
): Promise<Plan['changes']> {
  const client = mongo!.client();
  const placed = collections.map((collection) => ({
    ...targetOf(choice, collection),
    documents: collection.documents,
  }));
  const databases = targetDatabases(choice).filter((name) => placed.some(({ database }) => database === name));
  return Promise.all(
    databases.map((database) =>
      withMongoErrors(database, async () => {
        const names = await readNames(client, database);
        const mine = placed.filter((each) => each.database === database);
        const replaced = mine.filter(({ name }) => names.has(name));
        const counts = replaced
          .filter(({ name }) => names.get(name)?.type !== 'view')
          .map(({ name }) => client.db(database).collection(name).estimatedDocumentCount());
        return {
          where: database,
          now: text('change.now', {
            collections: [...names.keys()].filter((name) => !name.startsWith('system.') && !isSideCollection(name))
              .length,
          }),
          after: text(mode === 'in-place' ? 'change.inPlace' : 'change.beside', {
            collections: mine.length,
            documents: mine.reduce((sum, { documents }) => sum + documents, 0),
            replaced: replaced.length,
            database,
          }),
          ...(replaced.length > 0 && {
            seen: text('change.seen', {
              documents: (await Promise.all(counts)).reduce((sum, count) => sum + count, 0),
              replaced: replaced.length,
            }),
          }),
        };
      }),
    ),
  );
}

interface RedisParameters {
  readonly redisConflict: RedisRestore['conflict'];
  readonly redisKeys?: string | undefined;
  readonly redisDatabase?: number | undefined;
  readonly redisTimes: 'keep' | 'shift';
  readonly redisFunctions: 'missing' | 'replace' | 'none';
}

export function redisRestore(
  { redisConflict, redisKeys, redisDatabase, redisTimes, redisFunctions }: RedisParameters,
  manifest: Manifest,
): RedisRestore {
  return {
    conflict: redisConflict,
    ...(redisKeys === undefined ? {} : { keys: redisKeys }),
    ...(redisDatabase === undefined ? {} : { database: redisDatabase }),
    ...(redisTimes === 'shift' ? { shiftsTimes: true } : {}),
    ...(redisFunctions !== 'none' && functionsIn(manifest) > 0 ? { functions: redisFunctions } : {}),
  };
}

/** With other times it is not what the set holds, either. */
export function isPartOfRedis(
  { redisKeys, redisDatabase, redisTimes, redisFunctions }: RedisParameters,
  manifest: Manifest,
): boolean {
  const leavesFunctions = redisFunctions === 'none' && functionsIn(manifest) > 0;
  return redisKeys !== undefined || redisDatabase !== undefined || redisTimes === 'shift' || leavesFunctions;
}

/** Of one shard: all hold the same. */
function functionsIn({ redis }: Manifest): number {
  return Math.max(0, ...(redis?.shards ?? []).map(({ functions }) => functions));
}

export function redisChange({ redis }: Manifest, { conflict, ...part }: RedisRestore): Plan['changes'][number] {
  const keys = redis!.shards.reduce((sum, shard) => sum + shard.keys, 0);
  const isPart = part.keys !== undefined || part.database !== undefined;
  return {
    where: 'Redis',
    now: text('change.redis.now'),
    after: isPart
      ? text(`change.redis.part.${conflict}`, { pattern: part.keys ?? '*', database: part.database ?? '*' })
      : text(`change.redis.${conflict}`, { keys }),
  };
}

export function functionsChange(manifest: Manifest, functions: 'missing' | 'replace'): Plan['changes'][number] {
  const libraries = functionsIn(manifest);
  return {
    where: 'Redis',
    now: text('change.functions.now'),
    after: text(`change.functions.${functions}`, { libraries }),
  };
}

type Replay = NonNullable<NonNullable<RestoreData['mongo']>['replay']>;

export function warnings({ profile }: RunbookContext, manifest: Manifest, data: RestoreData): readonly Text[] {
  const { profileId, mongo } = manifest;
  return [
    ...(profileId === profile.id ? [] : [text('warning.otherProfile', { profileId })]),
    ...(data.mongo && !data.mongo.replay ? momentWarnings(mongo) : []),
    ...(data.mongo?.mode === 'in-place' ? [text('warning.inPlace')] : []),
    ...(data.mongo?.replay ? [replayWarning(data.mongo.replay)] : []),
    ...(data.mongo?.replay ? [text('warning.replayAccounts')] : []),
    ...(data.mongo?.replay && data.redis ? [text('warning.replayRedis')] : []),
    ...(data.mongo?.accounts ? [text('warning.accounts')] : []),
    ...(data.redis ? [text('warning.redis')] : []),
    ...(data.redis?.shiftsTimes ? [text('warning.redisTimes')] : []),
    ...(data.redis && !data.redis.functions && functionsIn(manifest) > 0 ? [text('warning.functions')] : []),
  ];
}

/** Of what is restored without a replay. */
function momentWarnings(mongo: Manifest['mongo']): readonly Text[] {
  if (mongo?.consistency !== 'each-collection') return [];
  const { oplog } = mongo.dump ?? {};
  if (!oplog) return [text('warning.moments')];
  return [text('warning.moments'), text('warning.dumpOplog', { moment: momentText(oplog.upTo), until: oplog.upTo })];
}

function replayWarning({ upTo, slices, isOfDump }: Replay): Text {
  const moment = momentText(upTo);
  return isOfDump ? text('warning.replayDump', { moment }) : text('warning.replay', { moment, slices: slices.length });
}
