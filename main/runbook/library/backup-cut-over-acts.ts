// The acts of a cut-over. Until the names change nothing of the user's is touched; while they change, what is there is noted in
// the journal and on the server, so that whoever comes next finishes it or takes it back whole.

import { text } from '../../../shared/text.ts';
import { AppError } from '../../../shared/errors.ts';
import { areInPlace, readNames, throughElections } from '../../backup/mongo/put-in-place.ts';
import { sideCollection } from '../../backup/mongo/restore-names.ts';
import { readRestoredRecords } from '../../backup/mongo/restored-record.ts';
import type { ActStep, StepContext, VerifyStep } from '../runbook.ts';
import { withMongoErrors } from './backup-mongo-source.ts';
import { isElsewhere, namespaceOf, type CutOverData, type CutOverEntry } from './backup-cut-over-data.ts';
import { placeAll, placeBack, placementsOf, rememberRestored } from './backup-placing.ts';
import { mongoOf } from './shared-reading.ts';

const MAJORITY = { writeConcern: { w: 'majority' } } as const;
const VERIFY = { timeoutMs: 60_000, pollMs: 500 } as const;

const renameText = (from: string, to: string): string =>
  `db.adminCommand({renameCollection: ${JSON.stringify(from)}, to: ${JSON.stringify(to)}})`;

/** The server itself copies them, with all that belongs to them, while nobody uses either name. */
export const bringBeside = ({ id, entries }: CutOverData): ActStep => {
  const away = entries.filter(isElsewhere);
  return {
    kind: 'act',
    id: 'bring',
    title: text('act.bring'),
    commands: away.map(({ database, name, at }) => ({
      where: database,
      command: renameText(namespaceOf(at), `${database}.${sideCollection(id, name)}`),
    })),
    cancellable: true,
    observe: async (context) => (context.recorded('brought') === true ? 'done' : 'not-done'),
    act: (context) =>
      withMongoErrors('the primary', async () => {
        if (context.recorded('bringing') !== true) {
          await throughElections(() => requireFree(context, id, away), context.signal);
          await context.record('bringing', true);
        }
        for (const [index, entry] of away.entries()) {
          context.signal.throwIfAborted();
          const detail = text('reading', { file: namespaceOf(entry) });
          context.progress({ done: index, total: away.length, unit: 'files', detail });
          await throughElections(() => bringOne(context, id, entry), context.signal);
        }
        await context.record('brought', true);
        return text('bring.done', { collections: away.length });
      }),
  };
};

/** Before the first is brought. From then on, what is there under both names is a copy of this run's own, and made anew. */
async function requireFree(context: StepContext, id: string, away: readonly CutOverEntry[]): Promise<void> {
  const client = mongoOf(context).client();
  const taken: string[] = [];
  for (const [database, mine] of Map.groupBy(away, (each) => each.database)) {
    const names = await readNames(client, database);
    for (const { name, at } of mine) {
      const side = sideCollection(id, name);
      if (names.has(side) && (await readNames(client, at.database, at.name)).has(at.name))
        taken.push(`${database}.${side}`);
    }
  }
  if (taken.length === 0) return;
  throw new AppError('conflict', `Names are taken that what was restored needs: ${taken.join(', ')}.`, {
    hint: 'An earlier run left them, with what clients may have written. Look at them, rename or drop them by hand, and cut over again.',
  });
}

/** Interrupted in the middle, the server removes its half copy by itself; a whole one whose original is still there is made anew. */
async function bringOne(context: StepContext, id: string, { database, name, at }: CutOverEntry): Promise<void> {
  const client = mongoOf(context).client();
  const side = sideCollection(id, name);
  const isBrought = (await readNames(client, database)).has(side);
  if (!(await readNames(client, at.database)).has(at.name)) {
    if (isBrought) return;
    throw new AppError('conflict', `${namespaceOf(at)} is gone.`, { hint: 'Somebody dropped it; plan again.' });
  }
  const command = { renameCollection: namespaceOf(at), to: `${database}.${side}`, dropTarget: isBrought, ...MAJORITY };
  await client.db('admin').command(command);
}

export const placeBeside = (data: CutOverData): ActStep => {
  const { id, entries } = data;
  const chosen = new Set(entries.map(namespaceOf));
  const collections = entries.filter(({ type }) => type === 'collection');
  return {
    kind: 'act',
    id: 'place',
    title: text('act.place'),
    commands: collections.flatMap(({ database, name, live }) => [
      ...(live?.type === 'collection'
        ? [{ where: database, command: renameText(`${database}.${name}`, `${database}.__before_${id}.${name}`) }]
        : []),
      { where: database, command: renameText(`${database}.${sideCollection(id, name)}`, `${database}.${name}`) },
    ]),
    cancellable: false,
    cleanUpTitle: text('cleanUp.place'),
    async observe(context) {
      if (context.recorded('mongo-placed') !== true) return 'not-done';
      return (await areInPlace(mongoOf(context).client(), placementsOf(context) ?? [])) ? 'done' : 'not-done';
    },
    cleanUp: (context) => withMongoErrors('the primary', () => placeBack(context)),
    act: (context) =>
      withMongoErrors('the primary', async () => {
        const wasBegun = placementsOf(context) !== undefined;
        if (!wasBegun) await throughElections(() => rememberFromServer(context, id));
        const placed = await placeAll(context, (each) => chosen.has(namespaceOf(each)));
        const { longestGapMs: gapMs, tookMs, latecomers } = placed;
        const key = wasBegun ? 'place.resumed' : latecomers > 0 ? 'place.late' : 'place.done';
        return text(key, { collections: placed.collections, gapMs, tookMs, latecomers });
      }),
  };
};

async function rememberFromServer(context: StepContext, id: string): Promise<void> {
  const record = (await readRestoredRecords(mongoOf(context).client())).find((each) => each.id === id);
  if (record === undefined) throw new AppError('conflict', `The servers do not know the restore ${id} any more.`);
  await rememberRestored(context, record);
}

/** Asked of the server once more, after everything. */
export const standsVerified = ({ entries }: CutOverData): VerifyStep => ({
  kind: 'verify',
  id: 'stands',
  title: text('verify.stands'),
  ...VERIFY,
  async read(context) {
    const ok = await withMongoErrors('the primary', () =>
      areInPlace(mongoOf(context).client(), placementsOf(context) ?? []),
    );
    return { ok, text: text(ok ? 'stands.ok' : 'stands.not', { collections: entries.length }) };
  },
});

/** Side databases in which only views are left that are in place too. */
export const removeEmptied = ({ entries }: CutOverData): ActStep => {
  const databases = [...new Set(entries.filter(isElsewhere).map(({ at }) => at.database))];
  const placedViews = new Set(entries.filter(({ type }) => type === 'view').map(({ at }) => namespaceOf(at)));
  return {
    kind: 'act',
    id: 'remove-emptied',
    title: text('act.removeEmptied'),
    commands: databases.map((where) => ({ where, command: 'db.dropDatabase()' })),
    cancellable: false,
    observe: async (context) => (context.recorded('emptied-removed') === true ? 'done' : 'not-done'),
    act: (context) =>
      withMongoErrors('the primary', async () => {
        const client = mongoOf(context).client();
        for (const database of databases) {
          const isNeeded = [...(await readNames(client, database))].some(
            ([name]) => name !== 'system.views' && !placedViews.has(namespaceOf({ database, name })),
          );
          if (!isNeeded) await client.db(database).dropDatabase(MAJORITY);
        }
        await context.record('emptied-removed', true);
        return undefined;
      }),
  };
};
