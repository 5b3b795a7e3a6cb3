// Where users and roles are, on a server and in a set.

export const ACCOUNT_DATABASE = 'admin';
export const USERS = 'system.users';
export const ROLES = 'system.roles';

interface Collection {
  readonly database: string;
  readonly name: string;
}

export function isAccounts({ database }: Pick<Collection, 'database'>): boolean {
  return database === ACCOUNT_DATABASE;
}

/** `database.collection`. */
export function isAccountNamespace(namespace: string): boolean {
  return [USERS, ROLES].some((name) => namespace === `${ACCOUNT_DATABASE}.${name}`);
}

/** Which of the collections of a set they are. */
export function accountCollections<InSet extends Collection>(
  collections: readonly InSet[],
): { readonly users: InSet | null; readonly roles: InSet | null } {
  const named = (wanted: string) => collections.find((each) => isAccounts(each) && each.name === wanted) ?? null;
  return { users: named(USERS), roles: named(ROLES) };
}
