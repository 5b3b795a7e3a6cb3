// Puts proven collections in place, and at the very end, where asked, drops what was kept of before.

import { text } from '../../../shared/text.ts';
import { areInPlace, readNames } from '../../backup/mongo/put-in-place.ts';
import { parseWorkingName } from '../../backup/mongo/restore-names.ts';
import { forgetRestored } from '../../backup/mongo/restored-record.ts';
import { placeAll, placeBack, placementsOf } from './backup-placing.ts';
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
  cleanUpTitle: text('cleanUp.place'),
  async observe(context) {
    if (context.recorded('mongo-placed') !== true) return 'not-done';
    return (await areInPlace(context.mongo!.client(), placementsOf(context) ?? [])) ? 'done' : 'not-done';
  },
  /** All or nothing: what is in place already goes aside again. */
  cleanUp: (context) => withMongoErrors('the primary', () => placeBack(context)),
  act: (context) =>
    withMongoErrors('the primary', async () => {
      const { client, id } = await restoreWork(context, data);
      const { collections, longestGapMs } = await placeAll(context);
      const kept = await keptCollections(data, client, id);
      return text(kept.length > 0 && data.mongo!.keepOld ? 'place.kept' : 'place.done', {
        collections,
        kept: kept.length,
        gapMs: longestGapMs,
        restored: id,
      });
    }),
});

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
      await forgetRestored(client, id);
      return text('dropKept.done', { collections: kept.length });
    }),
});

async function keptCollections(
  { mongo }: RestoreData,
  client: Parameters<typeof readNames>[0],
  id: string,
): Promise<readonly { readonly database: string; readonly name: string }[]> {
  const isKept = (name: string): boolean => {
    const working = parseWorkingName(name);
    return working?.kind === 'before' && working.id === id;
  };
  const found = await Promise.all(
    targetDatabases(mongo!).map(async (database) =>
      [...(await readNames(client, database)).keys()].filter(isKept).map((name) => ({ database, name })),
    ),
  );
  return found.flat();
}
