// Holds the users and roles that a restore gave to an empty server against the set: every field of them, so roles, restrictions and
// the hashes of passwords too, in any order. Bears no content of them.

import type { MongoClient } from 'mongodb';
import type { MongoCollectionInSet } from '../manifest.ts';
import type { Pace } from '../work/pace.ts';
import { WorkerPool } from '../work/worker-pool.ts';
import { ACCOUNT_DATABASE, accountCollections } from './account-collections.ts';
import type { MongoDifference } from './compare-databases.ts';
import { readContent } from './load-collection.ts';

export interface CompareAccountsOptions {
  readonly client: MongoClient;
  /** All of the set. */
  readonly collections: readonly MongoCollectionInSet[];
  readonly pace: Pace;
  readonly signal: AbortSignal;
}

/** Empty: they are as in the set, and there are no others. */
export async function compareAccounts(options: CompareAccountsOptions): Promise<readonly MongoDifference[]> {
  const { users, roles } = accountCollections(options.collections);
  const pool = new WorkerPool();
  try {
    const differences: MongoDifference[] = [];
    for (const collection of [users, roles].filter((each) => each !== null)) {
      const { database, name } = collection;
      const at = { database: ACCOUNT_DATABASE, name };
      const found = await readContent({ ...options, collection, at, pool, onDocuments: () => undefined });
      const where = `${database}.${name}`;
      if (found.documents !== collection.documents) differences.push({ kind: 'documents', where });
      else if (found.contentHash !== collection.contentHash) differences.push({ kind: 'content', where });
    }
    return differences;
  } finally {
    await pool.close();
  }
}
