// Puts proven collections in place, and at the very end, where asked, drops what was kept of before.

import { text } from '../../../shared/text.ts';
import { placementOf, placeView, putInPlace, readNames, takeBack } from '../../backup/mongo/put-in-place.ts';
import { beforeCollection } from '../../backup/mongo/restore-names.ts';
import { readMetadata } from '../../backup/mongo/load-collection.ts';
import type { ActStep } from '../runbook.ts';
import { withMongoErrors } from './backup-mongo-source.ts';
import { restoreWork } from './backup-restore-mongo.ts';
import { targetDatabases } from './backup-restore-choice.ts';
import type { RestoreData } from './backup-restore-data.ts';

export const placeMongo = (data: RestoreData): ActStep => ({
  kind: 'act',
  id: 'mongo-place',
  title: text('act.place'),
  commands: targetDatabases(data.mongo!).flatMap((where) => [
    {
      where,
      command: `db.adminCommand({renameCollection: '${where}.<collection>', to: '${where}.__before_<run>.<collection>'})`,
    },
    {
      where,
      command: `db.adminCommand({renameCollection: '${where}.__restore_<run>.<collection>', to: '${where}.<collection>'})`,
    },
  ]),
  cancellable: false,
  async observe(context) {
    if (context.recorded('mongo-placed') !== true) return 'not-done';
    const { client, stored, id, targetOf } = await restoreWork(context, data);
    for (const { database, name } of stored.map(targetOf)) {
      if (placementOf(await readNames(client, database), id, name) !== 'in-place') return 'not-done';
    }
    return 'done';
  },
  /** A collection whose old one is aside and whose new one is not there yet gets the old one back. */
  cleanUp: (context) =>
    withMongoErrors('the primary', async () => {
      const { client, stored, id, targetOf } = await restoreWork(context, data);
      for (const { database, name } of stored.map(targetOf)) await takeBack(client, database, id, name);
    }),
  act: (context) =>
    withMongoErrors('the primary', async () => {
      const { client, stored, views, id, set, targetOf } = await restoreWork(context, data);
      const uuids = context.recorded('mongo-uuids') as Readonly<Record<string, string | null>> | undefined;
      let done = 0;
      for (const collection of stored) {
        const { database, name } = targetOf(collection);
        await putInPlace(client, database, id, name, uuids?.[`${collection.database}.${collection.name}`]);
        done += 1;
        context.progress({
          done,
          total: stored.length,
          unit: 'files',
          detail: text('reading', { file: `${database}.${name}` }),
        });
      }
      for (const view of views) {
        const { options } = await readMetadata(set, view);
        const { database, name } = targetOf(view);
        await placeView(client, database, id, name, options);
      }
      await context.record('mongo-placed', true);
      const kept = await keptCollections(data, client, id);
      return text(kept.length > 0 && data.mongo!.keepOld ? 'place.kept' : 'place.done', {
        collections: stored.length,
        kept: kept.length,
        prefix: beforeCollection(id, ''),
        command: [...new Set(kept.map(({ database }) => database))]
          .map((database) => dropCommand(database, id))
          .join('; '),
      });
    }),
});

/** For mongosh: drops all that one restore kept in one database, and nothing else. */
function dropCommand(database: string, id: string): string {
  const names = `db.getSiblingDB('${database}').getCollectionNames().filter(n => n.startsWith('${beforeCollection(id, '')}'))`;
  return `${names}.forEach(n => db.getSiblingDB('${database}').getCollection(n).drop())`;
}

export const dropKept = (data: RestoreData): ActStep => ({
  kind: 'act',
  id: 'drop-kept',
  title: text('act.dropKept'),
  commands: targetDatabases(data.mongo!).map((where) => ({
    where,
    command: `db.getCollection('__before_<run>.<collection>').drop()`,
  })),
  cancellable: false,
  async observe(context) {
    const { client, id } = await restoreWork(context, data);
    return (await keptCollections(data, client, id)).length === 0 ? 'done' : 'not-done';
  },
  act: (context) =>
    withMongoErrors('the primary', async () => {
      const { client, id } = await restoreWork(context, data);
      const kept = await keptCollections(data, client, id);
      for (const { database, name } of kept)
        await client.db(database).command({ drop: name, writeConcern: { w: 'majority' } });
      return text('dropKept.done', { collections: kept.length });
    }),
});

async function keptCollections(
  { mongo }: RestoreData,
  client: Parameters<typeof readNames>[0],
  id: string,
): Promise<readonly { readonly database: string; readonly name: string }[]> {
  const prefix = beforeCollection(id, '');
  const found = await Promise.all(
    targetDatabases(mongo!).map(async (database) =>
      [...(await readNames(client, database)).keys()]
        .filter((name) => name.startsWith(prefix))
        .map((name) => ({ database, name })),
    ),
  );
  return found.flat();
}
