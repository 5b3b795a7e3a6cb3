// Users and roles, as the server keeps them in its database `admin`: where they are read from, and how they come back. Their
// passwords are hashes, and no part of any text, error or record.

import { MongoServerError, type Document, type MongoClient } from 'mongodb';
import { ACCOUNT_DATABASE, ROLES, USERS } from './account-collections.ts';
import { listCollections, type FoundCollection } from './list-collections.ts';

/** `databases`: those of user databases. `all`: also those of `admin` and of outside directories. */
export type AccountChoice = 'databases' | 'all' | 'none';

/** Which form they are in; mongorestore asks for it. */
const VERSION = 'system.version';
const UNAUTHORIZED = 13;

/** What to read; nothing where there are none. Null where this user may not read them. */
export async function findAccounts(
  client: MongoClient,
  databases: readonly string[],
  choice: AccountChoice,
): Promise<readonly FoundCollection[] | null> {
  if (choice === 'none') return [];
  const ofUsers = choice === 'all' ? {} : { db: { $in: [...databases] } };
  const filters: Readonly<Record<string, Document>> = {
    [USERS]: ofUsers,
    [ROLES]: ofUsers,
    [VERSION]: { _id: 'authSchema' },
  };
  try {
    const db = client.db(ACCOUNT_DATABASE);
    const counts = await Promise.all([USERS, ROLES].map((name) => db.collection(name).countDocuments(ofUsers)));
    if (counts.every((count) => count === 0)) return [];
    const found = await listCollections(client, ACCOUNT_DATABASE, ({ name }) => Object.hasOwn(filters, String(name)));
    return found.map((collection) => ({ ...collection, filter: filters[collection.name]! }));
  } catch (error) {
    if (error instanceof MongoServerError && Number(error.code) === UNAUTHORIZED) return null;
    throw error;
  }
}

/**
 * Has the server take over users and roles that were loaded into two collections of `admin`: those it does not have are made,
 * all that it has stay as they are. As mongorestore does it. Gives how many of the loaded ones the server has after that.
 */
export async function mergeAccounts(
  client: MongoClient,
  { users, roles }: { readonly users: string; readonly roles: string },
): Promise<number> {
  const admin = client.db(ACCOUNT_DATABASE);
  await admin.command({
    _mergeAuthzCollections: 1,
    tempUsersCollection: `${ACCOUNT_DATABASE}.${users}`,
    tempRolesCollection: `${ACCOUNT_DATABASE}.${roles}`,
    drop: false,
    db: '',
    writeConcern: { w: 'majority' },
  });
  const merged = await Promise.all([inBoth(client, users, USERS), inBoth(client, roles, ROLES)]);
  return merged.reduce((sum, count) => sum + count, 0);
}

async function inBoth(client: MongoClient, loaded: string, kept: string): Promise<number> {
  const admin = client.db(ACCOUNT_DATABASE);
  const ids = await admin.collection(loaded).distinct('_id');
  return admin.collection(kept).countDocuments({ _id: { $in: ids } });
}
