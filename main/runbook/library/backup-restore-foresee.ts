// What a dry run of a restore says: collection by collection and key family by key family, what is there now and what would become
// of it. Reads the set and the servers, and changes neither.

import type { MongoClient } from 'mongodb';
import { AppError } from '../../../shared/errors.ts';
import type { PlannedChange } from '../../../shared/model/run.ts';
import { text, type Text } from '../../../shared/text.ts';
import type { MongoCollectionInSet } from '../../backup/manifest.ts';
import { differencesOf, shapesOf } from '../../backup/mongo/collection-figures.ts';
import type { FoundCollection } from '../../backup/mongo/list-collections.ts';
import { readMetadata } from '../../backup/mongo/load-collection.ts';
import { readNames, type Entry } from '../../backup/mongo/put-in-place.ts';
import { isSideCollection } from '../../backup/mongo/restore-names.ts';
import { foreseeKeys, ASKED_OF_ALL, REST, type ForeseenKeys } from '../../backup/redis/foresee-keys.ts';
import type { KeysOptions } from '../../backup/redis/each-key.ts';
import { atOnce } from '../../backup/stores/at-once.ts';
import type { Foresight, StepContext } from '../runbook.ts';
import { withMongoErrors } from './backup-mongo-source.ts';
import { targetDatabases, targetOf } from './backup-restore-choice.ts';
import { collectionsOf, isStoredFunctions, type RedisRestore, type RestoreData } from './backup-restore-data.ts';

/** More than a screen is read of; the rest is one row. */
const MOST_ROWS = 500;
const READ_AT_ONCE = 8;

export async function foreseeMongo(context: StepContext, data: RestoreData): Promise<Foresight> {
  requireHere(data);
  const mongo = data.mongo!;
  const set = await context.backups.open(data.set);
  const client = context.mongo!.client();
  return withMongoErrors('the primary', async () => {
    const wanted = collectionsOf(set.manifest, mongo).filter(
      (each) => mongo.mode === 'beside' || !isStoredFunctions(each),
    );
    const targets = wanted.map((collection) => ({ collection, ...targetOf(mongo, collection) }));
    const shapes = await shapesOf(client, targets);
    const rows = new Map<string, PlannedChange>();
    await atOnce(targets.slice(0, MOST_ROWS), READ_AT_ONCE, async ({ collection, database, name }) => {
      const where = `${database}.${name}`;
      const live = shapes.get(where);
      const metadata = await readMetadata(set, collection);
      const differences =
        live?.type === 'collection' && collection.type === 'collection' ? differencesOf(live, metadata) : [];
      rows.set(where, {
        where,
        now: await nowOf(client, live, { database, name }),
        after: afterOf(mongo, collection, live, { indexes: metadata.indexes.length, differences }),
      });
    });
    const kept = await untouched(client, mongo, targets);
    const replaced = targets.filter(({ database, name }) => shapes.has(`${database}.${name}`)).length;
    return {
      text: text(`foresee.mongo.${mongo.mode}`, {
        collections: targets.length,
        replaced,
        created: targets.length - replaced,
        kept: kept.length,
      }),
      changes: [
        ...targets.flatMap(({ database, name }) => rows.get(`${database}.${name}`) ?? []),
        ...(targets.length > MOST_ROWS ? [rest(targets.length - MOST_ROWS)] : []),
        ...kept.slice(0, MOST_ROWS).map((where) => ({ where, now: text('now.there'), after: text('after.stays') })),
        ...(kept.length > MOST_ROWS ? [rest(kept.length - MOST_ROWS)] : []),
      ],
    };
  });
}

async function nowOf(
  client: MongoClient,
  live: FoundCollection | undefined,
  { database, name }: { readonly database: string; readonly name: string },
): Promise<Text> {
  if (live === undefined) return text('now.nothing');
  if (live.type === 'view') return text('now.view');
  const documents = await client.db(database).collection(name).estimatedDocumentCount();
  return text('now.collection', { documents, indexes: live.indexes.length });
}

function afterOf(
  { mode, keepOld }: NonNullable<RestoreData['mongo']>,
  { type, documents }: MongoCollectionInSet,
  live: FoundCollection | undefined,
  { indexes, differences }: { readonly indexes: number; readonly differences: readonly string[] },
): Text {
  const values = { documents, indexes };
  if (mode === 'beside') return text(type === 'view' ? 'after.view.beside' : 'after.beside', values);
  if (type === 'view') return text(live?.type === 'view' ? 'after.view.changed' : 'after.view.created');
  if (live?.type !== 'collection') return text('after.created', values);
  const key = `after.${keepOld ? 'kept' : 'dropped'}${differences.length > 0 ? '.differs' : ''}`;
  return text(key, { ...values, differences: differences.join(', ') });
}

/** What is in the same databases and not in the set. */
async function untouched(
  client: MongoClient,
  mongo: NonNullable<RestoreData['mongo']>,
  targets: readonly { readonly database: string; readonly name: string }[],
): Promise<readonly string[]> {
  if (mongo.mode === 'beside') return [];
  const named = new Set(targets.map(({ database, name }) => `${database}.${name}`));
  const isOfUser = ([name, { type }]: readonly [string, Entry]): boolean =>
    !name.startsWith('system.') && !isSideCollection(name) && type !== 'view';
  const found = await Promise.all(
    targetDatabases(mongo).map(async (database) =>
      [...(await readNames(client, database))].filter(isOfUser).map(([name]) => `${database}.${name}`),
    ),
  );
  return found.flat().filter((where) => !named.has(where));
}

const rest = (more: number): PlannedChange => ({
  where: REST,
  now: text('now.more', { more }),
  after: text('after.more'),
});

/** Every key is counted; whether it exists is asked of all, or of every n-th where there are very many. */
export async function foreseeRedis(options: KeysOptions, data: RestoreData): Promise<Foresight> {
  requireHere(data);
  const inSet = options.inSet.shards.reduce((sum, { keys }) => sum + keys, 0);
  const everyNth = Math.max(1, Math.ceil(inSet / ASKED_OF_ALL));
  const families = await foreseeKeys(options, everyNth);
  const { conflict } = data.redis!;
  const sum = (figure: (family: ForeseenKeys) => number): number =>
    families.reduce((total, family) => total + figure(family), 0);
  return {
    text: text(everyNth === 1 ? `foresee.redis.${conflict}` : `foresee.redis.${conflict}.about`, {
      keys: sum(({ keys }) => keys),
      over: sum(({ over }) => over),
      existing: sum(existingOf),
      created: sum((family) => family.keys - family.over - existingOf(family)),
      asked: sum(({ asked }) => asked),
      everyNth,
    }),
    changes: families.map((family) => foreseenFamily(family, conflict, everyNth > 1)),
  };
}

/** Of all, as far as those that were asked tell. */
function existingOf({ keys, over, asked, existing }: ForeseenKeys): number {
  return asked === 0 ? 0 : Math.round((existing / asked) * (keys - over));
}

function foreseenFamily(family: ForeseenKeys, conflict: RedisRestore['conflict'], isEstimate: boolean): PlannedChange {
  const existing = existingOf(family);
  const about = isEstimate ? '.about' : '';
  return {
    where: family.family,
    now: text(`now.keys${about}`, { keys: family.keys, existing }),
    after: text(`after.keys.${conflict}${about}`, {
      existing,
      created: family.keys - family.over - existing,
      over: family.over,
    }),
  };
}

/** Nothing is fetched for a look. */
function requireHere({ fetchFrom, set }: RestoreData): void {
  if (!fetchFrom) return;
  throw new AppError('unsupported', `The set ${set} lies in the store ${fetchFrom} and would be fetched first.`, {
    hint: 'Copy it to a folder of this machine to see what it would change.',
  });
}
