// Where users and roles are, on a server and in a set.

import type { MongoCollectionInSet } from '../manifest.ts';

export const ACCOUNT_DATABASE = 'admin';
export const USERS = 'system.users';
export const ROLES = 'system.roles';

export function isAccounts({ database }: Pick<MongoCollectionInSet, 'database'>): boolean {
  return database === ACCOUNT_DATABASE;
}

export interface AccountCollections {
  readonly users: MongoCollectionInSet | null;
  readonly roles: MongoCollectionInSet | null;
}

/** Where they are in a set. */
export function accountCollections(collections: readonly MongoCollectionInSet[]): AccountCollections {
  const named = (wanted: string) => collections.find((each) => isAccounts(each) && each.name === wanted) ?? null;
  return { users: named(USERS), roles: named(ROLES) };
}
