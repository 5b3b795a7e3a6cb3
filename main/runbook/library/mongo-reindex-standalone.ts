// On a standalone server `reIndex` itself rebuilds all indexes of a collection. Nothing can be read or written meanwhile.

import { text } from '../../../shared/text.ts';
import type { Step, StepContext } from '../runbook.ts';
import type { ReindexData } from './mongo-reindex-data.ts';
import { databaseOf, listIndexes, mongoCall, specFromText, specText } from './mongo-reindex-server.ts';

const DONE = 'reindexed';

export function standaloneSteps(data: ReindexData): readonly Step[] {
  const differing = async (context: StepContext): Promise<readonly string[]> => {
    const { ready } = await listIndexes(context, data);
    const now = new Map(ready.map((spec) => [spec.name, specText(spec)]));
    return data.indexes.filter(({ name, spec }) => now.get(name) !== spec).map(({ name }) => name);
  };
  return [
    {
      kind: 'act',
      id: 'reindex',
      title: text('act.reIndex'),
      commands: [
        {
          where: data.where,
          command: `db.getSiblingDB(${JSON.stringify(data.database)}).runCommand({"reIndex":${JSON.stringify(data.collection)}})`,
        },
      ],
      cancellable: false,
      /** The server does not remember it; doing it twice harms nothing. */
      observe: async (context) =>
        context.recorded(DONE) === true && (await differing(context)).length === 0 ? 'done' : 'not-done',
      async act(context) {
        const database = databaseOf(context, data);
        await context.record(
          'specs',
          data.indexes.map(({ spec }) => spec),
        );
        await restoreMissing(context, data);
        await mongoCall(data, () => database.command({ reIndex: data.collection }));
        await context.record(DONE, true);
        return undefined;
      },
      cleanUp: (context) => restoreMissing(context, data),
    },
    {
      kind: 'verify',
      id: 'compare',
      title: text('verify.compareAll'),
      timeoutMs: 10_000,
      pollMs: 200,
      async read(context) {
        const names = await differing(context);
        return names.length === 0
          ? { ok: true, text: text('compareAll.same', { count: data.indexes.length }) }
          : { ok: false, text: text('compareAll.different', { names: names.join(', ') }) };
      },
    },
  ];
}

/** A server that died in the middle of a reIndex may come back without some indexes. */
async function restoreMissing(context: StepContext, data: ReindexData): Promise<void> {
  const { ready } = await listIndexes(context, data);
  const missing = data.indexes.filter(({ name }) => !ready.some((spec) => spec.name === name));
  if (missing.length === 0) return;
  const indexes = missing.map(({ spec }) => ({ collation: { locale: 'simple' }, ...specFromText(spec) }));
  await mongoCall(data, () => databaseOf(context, data).command({ createIndexes: data.collection, indexes }));
}
