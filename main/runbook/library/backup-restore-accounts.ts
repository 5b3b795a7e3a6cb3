// The act of a restore that gives the server back the users and roles it does not have any more. Those it has stay as they
// are, also where they differ from the set.

import type { MongoClient } from 'mongodb';
import { AppError } from '../../../shared/errors.ts';
import { text } from '../../../shared/text.ts';
import type { MongoCollectionInSet } from '../../backup/manifest.ts';
import { ACCOUNT_DATABASE, accountCollections } from '../../backup/mongo/account-collections.ts';
import { mergeAccounts } from '../../backup/mongo/accounts.ts';
import { loadDocuments } from '../../backup/mongo/load-collection.ts';
import type { ActStep, StepContext } from '../runbook.ts';
import { withMongoErrors } from './backup-mongo-source.ts';
import type { RestoreData } from './backup-restore-data.ts';
import { restoreWork, type RestoreWork } from './backup-restore-mongo.ts';

export const restoreAccounts = (data: RestoreData): ActStep => ({
  kind: 'act',
  id: 'mongo-accounts',
  title: text('act.accounts'),
  commands: [{ where: ACCOUNT_DATABASE, command: 'mongorestore --restoreDbUsersAndRoles' }],
  cancellable: false,
  observe: async (context) => (context.recorded('mongo-accounts') === true ? 'done' : 'not-done'),
  act: (context) =>
    withMongoErrors('the primary', async () => {
      const work = await restoreWork(context, data);
      const { users, roles } = accountCollections(work.set.manifest.mongo?.collections ?? []);
      const names = { users: `marsad_users_${work.id}`, roles: `marsad_roles_${work.id}` };
      try {
        const loaded =
          (await load(context, work, users, names.users)) + (await load(context, work, roles, names.roles));
        const merged = await mergeAccounts(work.client, names);
        if (merged !== loaded)
          throw new AppError('conflict', `The server took over ${merged} of ${loaded} users and roles.`);
        await context.record('mongo-accounts', true);
        return text('accounts.done', { accounts: merged });
      } finally {
        for (const name of Object.values(names)) await drop(work.client, name);
      }
    }),
});

async function load(
  context: StepContext,
  { client, set }: RestoreWork,
  collection: MongoCollectionInSet | null,
  name: string,
): Promise<number> {
  await drop(client, name); // of an earlier attempt
  await client.db(ACCOUNT_DATABASE).createCollection(name, { writeConcern: { w: 'majority' } });
  if (collection === null) return 0;
  const to = { database: ACCOUNT_DATABASE, name };
  const onDocuments = (): void => undefined;
  await loadDocuments(
    { client, set, collection, to, signal: context.signal, onDocuments },
    { indexes: [], options: {} },
  );
  return collection.documents;
}

async function drop(client: MongoClient, name: string): Promise<void> {
  await client.db(ACCOUNT_DATABASE).dropCollection(name, { writeConcern: { w: 'majority' } });
}
