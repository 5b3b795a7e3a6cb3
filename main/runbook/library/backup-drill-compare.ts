// The comparison of a drill: everything that was restored against everything the set says, and what differs in words.

import { text } from '../../../shared/text.ts';
import type { DrillVerdict } from '../../../shared/model/backup.ts';
import type { OpenSet } from '../../backup/format/open-set.ts';
import { accountCollections, isAccounts } from '../../backup/mongo/account-collections.ts';
import { compareAccounts } from '../../backup/mongo/compare-accounts.ts';
import { compareDatabases } from '../../backup/mongo/compare-databases.ts';
import { shortIdOf, sideDatabase } from '../../backup/mongo/restore-names.ts';
import { createPace } from '../../backup/work/pace.ts';
import { compareFamilies } from '../../backup/redis/compare-families.ts';
import type { StepContext } from '../runbook.ts';
import { withMongoErrors } from './backup-mongo-source.ts';

export interface Comparison {
  readonly compared: DrillVerdict['compared'];
  /** One sentence each, with the names of what differs. */
  readonly differences: readonly string[];
}

const WORDS = {
  missing: 'is not there',
  documents: 'has another number of documents',
  content: 'has other documents',
  indexes: 'has other indexes',
  options: 'has other options',
} as const;

/** `context`: inside the scratch servers, where backup.restore has put the set beside. */
export async function compareWithSet(context: StepContext, set: OpenSet): Promise<Comparison> {
  const mongo = await compareMongo(context, set);
  const redis = await compareRedis(context, set);
  return {
    compared: { ...mongo.compared, ...redis.compared },
    differences: [...mongo.differences, ...redis.differences],
  };
}

async function compareMongo(context: StepContext, set: OpenSet) {
  const all = set.manifest.mongo?.collections ?? [];
  const collections = all.filter((each) => !isAccounts(each));
  const sum = (figure: 'documents' | 'indexes' | 'sizeBytes'): number =>
    collections.reduce((total, each) => total + each[figure], 0);
  const { users, roles } = accountCollections(all);
  const compared = {
    collections: collections.length,
    documents: sum('documents'),
    indexes: sum('indexes'),
    accounts: (users?.documents ?? 0) + (roles?.documents ?? 0),
  };
  if (context.mongo === null) return { compared, differences: [] };
  const id = shortIdOf(context.runId);
  const client = context.mongo.client();
  const total = sum('sizeBytes');
  let done = 0;
  context.note(text('drill.compare.mongo'));
  const pace = createPace({ bytesPerSecond: null, untilContinued: context.untilContinued });
  const { signal } = context;
  const differences = await withMongoErrors('the scratch server', async () => [
    ...(await compareDatabases({
      ...{ client, set, collections, pace, signal },
      placeOf: (database) => sideDatabase(id, database),
      onDocuments(_documents, bytes) {
        done += bytes;
        context.progress({ done, total, unit: 'bytes', detail: null });
      },
    })),
    ...(await compareAccounts({ client, collections: all, pace, signal })),
  ]);
  return { compared, differences: differences.map(({ kind, where }) => `${where} ${WORDS[kind]}`) };
}

async function compareRedis(context: StepContext, set: OpenSet) {
  const inSet = set.manifest.redis;
  if (inSet === null || context.redis === null) return { compared: { families: 0, keys: 0 }, differences: [] };
  const total = inSet.shards.reduce((sum, { keys }) => sum + keys, 0);
  context.note(text('drill.compare.redis'));
  const families = await compareFamilies({
    ...{ redis: context.redis, set, inSet, signal: context.signal },
    clock: context.clock,
    onKeys: (done) => context.progress({ done, total, unit: 'keys', detail: null }),
  });
  return {
    compared: { families: families.length, keys: families.reduce((sum, { keys }) => sum + keys, 0) },
    differences: families
      .filter(({ different }) => different > 0)
      .map(
        ({ family, different, example }) =>
          `${different} keys of ${family} are not as in the set, ${example ?? '?'} for one`,
      ),
  };
}
