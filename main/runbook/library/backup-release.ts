// Drops what a restore has left on the servers: the old collections it keeps, and what it made that is not in place. What goes is
// listed one by one, and only after the restore's id was typed. Never drops a collection that bears its own name.

import type { MongoClient } from 'mongodb';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import type { PlannedChange } from '../../../shared/model/run.ts';
import { text } from '../../../shared/text.ts';
import { findRestored, type FoundRestore, type LeftCollection } from '../../backup/mongo/find-restored.ts';
import { readNames } from '../../backup/mongo/put-in-place.ts';
import { parseWorkingName } from '../../backup/mongo/restore-names.ts';
import { forgetRestored } from '../../backup/mongo/restored-record.ts';
import { atOnce } from '../../backup/stores/at-once.ts';
import { defineRunbook, type ActStep, type CheckStep, type RunbookContext, type Step } from '../runbook.ts';
import { withMongoErrors } from './backup-mongo-source.ts';
import { mongoTargetCheck } from './backup-restore-checks.ts';
import { namespaceOf, restoredNamed } from './backup-cut-over-data.ts';
import { figuresOf } from '../../backup/mongo/collection-figures.ts';
import { RELEASE_TEXTS } from './backup-release-texts.ts';
import { check } from './check-step.ts';
import { choice, field } from './fields.ts';
import { mongoOf } from './shared-reading.ts';

const WHAT = ['kept', 'restored', 'all'] as const;
const READ_AT_ONCE = 8;
const MAJORITY = { writeConcern: { w: 'majority' } } as const;

interface ReleaseData {
  readonly id: string;
  readonly isTyped: boolean;
  readonly collections: readonly LeftCollection[];
  readonly databases: readonly string[];
}

export const backupRelease = defineRunbook({
  id: 'backup.release',
  area: 'backup',
  effect: 'destroy',
  texts: RELEASE_TEXTS,
  fields: [
    { ...field('restored', 'mongo-restored'), required: true },
    choice('what', 'kept', WHAT),
    field('typed', 'text'),
  ],
  parameters: z.strictObject({
    restored: z.string().min(1).max(100),
    what: z.enum(WHAT).default('kept'),
    typed: z.string().max(100).default(''),
  }),
  async plan(context, { restored, what, typed }) {
    const found = await restoredNamed(context, restored);
    const data: ReleaseData = {
      id: found.id,
      isTyped: typed.trim() === found.id,
      collections: [...(what === 'restored' ? [] : found.kept), ...(what === 'kept' ? [] : found.side)],
      databases: what === 'kept' ? [] : found.sideDatabases,
    };
    if (data.collections.length + data.databases.length === 0) throw nothingToRelease(found, what);
    return {
      title: text(`plan.${what}`, { restored: found.id }),
      changes: await changesOf(context, data),
      warnings: [text(what === 'restored' ? 'warning.restored' : 'warning.kept')],
      wayBack: text('wayBack'),
      data,
    };
  },
  holds: () => ['mongo'],
  steps: (data: ReleaseData): readonly Step[] => [
    typedCheck(data),
    mongoTargetCheck(),
    notNeededCheck(data),
    drop(data),
  ],
});

function nothingToRelease({ id, kept }: FoundRestore, what: (typeof WHAT)[number]): AppError {
  return new AppError('bad_request', `The restore ${id} has left nothing of that kind.`, {
    hint:
      what === 'kept'
        ? 'Choose what was restored (what=restored), or all (what=all).'
        : `${kept.length} collections are kept.`,
  });
}

async function changesOf(context: RunbookContext, data: ReleaseData): Promise<readonly PlannedChange[]> {
  const client = mongoOf(context).client();
  const rows = new Map<string, PlannedChange>();
  const after = text('change.after');
  await withMongoErrors('the primary', async () => {
    await atOnce(data.collections, READ_AT_ONCE, async (place) => {
      const where = namespaceOf(place);
      rows.set(where, { where, now: text('change.now', { ...(await figuresOf(client, place)) }), after });
    });
    await atOnce(data.databases, READ_AT_ONCE, async (where) => {
      const { collections, objects, dataSize } = await client.db(where).command({ dbStats: 1 });
      const figures = { collections: Number(collections), documents: Number(objects), sizeBytes: Number(dataSize) };
      rows.set(where, { where, now: text('change.database', figures), after });
    });
  });
  return [...data.collections.map(namespaceOf), ...data.databases].map((where) => rows.get(where)!);
}

/** On every profile, production or not: what goes does not come back. */
const typedCheck = ({ id, isTyped }: ReleaseData): CheckStep =>
  check('typed', async () => ({ ok: isTyped, text: text(isTyped ? 'typed.ok' : 'typed.not', { restored: id }) }));

/** In the middle of an interrupted cut-over a kept collection may be the only one of its name. */
const notNeededCheck = ({ collections }: ReleaseData): CheckStep =>
  check('needed', (context) =>
    withMongoErrors('the primary', async () => {
      const needed: string[] = [];
      for (const [database, mine] of Map.groupBy(collections, (each) => each.database)) {
        const names = await readNames(mongoOf(context).client(), database);
        for (const { name } of mine) {
          const working = parseWorkingName(name);
          if (working?.kind === 'before' && !names.has(working.collection))
            needed.push(`${database}.${working.collection}`);
        }
      }
      return needed.length === 0
        ? { ok: true, text: text('needed.ok') }
        : { ok: false, text: text('needed.not', { names: needed.join(', ') }) };
    }),
  );

/** Nothing to do where an interrupted release did it already; what bears the name since then was never listed. */
async function dropListed(client: MongoClient, { database, name, uuid }: LeftCollection): Promise<void> {
  const there = (await readNames(client, database, name)).get(name);
  if (there === undefined) return;
  if (there.uuid !== uuid)
    throw new AppError('conflict', `${database}.${name} is another collection than the one that was listed.`, {
      hint: 'It stays as it is. Plan the release anew to see what there is now.',
    });
  await client.db(database).command({ drop: name, ...MAJORITY });
}

const drop = ({ id, collections, databases }: ReleaseData): ActStep => ({
  kind: 'act',
  id: 'drop',
  title: text('act.drop'),
  commands: [
    ...collections.map(({ database, name }) => ({
      where: database,
      command: `db.getCollection(${JSON.stringify(name)}).drop()`,
    })),
    ...databases.map((where) => ({ where, command: 'db.dropDatabase()' })),
  ],
  cancellable: true,
  async observe(context) {
    const left = (await findRestored(mongoOf(context).client())).find((each) => each.id === id);
    const uuids = new Map([...(left?.kept ?? []), ...(left?.side ?? [])].map((each) => [namespaceOf(each), each.uuid]));
    const isGone =
      !collections.some((each) => uuids.get(namespaceOf(each)) === each.uuid) &&
      !databases.some((name) => left?.sideDatabases.includes(name));
    return isGone ? 'done' : 'not-done';
  },
  act: (context) =>
    withMongoErrors('the primary', async () => {
      const client = mongoOf(context).client();
      let done = 0;
      for (const each of collections) {
        context.signal.throwIfAborted();
        await dropListed(client, each);
        done += 1;
        const detail = text('reading', { file: namespaceOf(each) });
        context.progress({ done, total: collections.length + databases.length, unit: 'files', detail });
      }
      for (const database of databases) {
        context.signal.throwIfAborted();
        await client.db(database).dropDatabase(MAJORITY);
      }
      if (!(await findRestored(client)).some((each) => each.id === id)) await forgetRestored(client, id);
      return text('drop.done', { collections: collections.length, databases: databases.length });
    }),
});
