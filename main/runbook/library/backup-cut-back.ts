// The way back from a cut-over, or from a restore in place: the old collections get their names again, in one step, and the
// restored ones wait under side names as they did before. Nothing is dropped.

import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import type { PlannedChange } from '../../../shared/model/run.ts';
import { text } from '../../../shared/text.ts';
import { findRestored, placementsBack } from '../../backup/mongo/find-restored.ts';
import {
  bears,
  cutBack,
  cutOver,
  readNames,
  type ExchangeOptions,
  type Placement,
} from '../../backup/mongo/put-in-place.ts';
import { beforeCollection, sideCollection } from '../../backup/mongo/restore-names.ts';
import { settle } from '../../backup/mongo/restored-record.ts';
import { atOnce } from '../../backup/stores/at-once.ts';
import { defineRunbook, type ActStep, type CheckStep, type RunbookContext, type Step } from '../runbook.ts';
import { withMongoErrors } from './backup-mongo-source.ts';
import { mongoTargetCheck } from './backup-restore-checks.ts';
import { CUT_BACK_TEXTS } from './backup-cut-back-texts.ts';
import { rightsCheck } from './backup-cut-over-checks.ts';
import { namespaceOf, restoredNamed, type CutBackData } from './backup-cut-over-data.ts';
import { figuresOf } from '../../backup/mongo/collection-figures.ts';
import { measure } from './backup-placing.ts';
import { check } from './check-step.ts';
import { field } from './fields.ts';
import { mongoOf } from './shared-reading.ts';

const READ_AT_ONCE = 8;

export const backupCutBack = defineRunbook({
  id: 'backup.cut-back',
  area: 'backup',
  effect: 'destroy',
  texts: CUT_BACK_TEXTS,
  fields: [{ ...field('restored', 'mongo-restored'), required: true }],
  parameters: z.strictObject({ restored: z.string().min(1).max(100) }),
  async plan(context, { restored }) {
    const found = await restoredNamed(context, restored);
    const placements = placementsBack(found);
    if (placements.length === 0)
      throw new AppError('bad_request', `Nothing of the restore ${found.id} can go back.`, {
        hint: 'It is not in place, or what was there before is released.',
      });
    const data: CutBackData = { id: found.id, placements };
    return {
      title: text('plan.title', { collections: placements.length }),
      changes: await changesOf(context, data),
      warnings: [text('warning.lost'), text('warning.gap')],
      wayBack: text('wayBack', { restored: found.id }),
      data,
    };
  },
  holds: () => ['mongo'],
  steps: (data: CutBackData): readonly Step[] => [
    mongoTargetCheck(),
    stillPlacedCheck(data),
    rightsCheck(data.placements.map(({ database }) => database)),
    putBack(data),
  ],
});

async function changesOf(context: RunbookContext, { id, placements }: CutBackData): Promise<readonly PlannedChange[]> {
  const client = mongoOf(context).client();
  const rows = new Map<Placement, PlannedChange>();
  await withMongoErrors('the primary', () =>
    atOnce(placements, READ_AT_ONCE, async (each) => {
      const { database, name, was, restored } = each;
      const kept = { database, name: beforeCollection(id, name) };
      const now = restored.type === 'collection' ? await figuresOf(client, each) : null;
      rows.set(each, {
        where: namespaceOf(each),
        now: text(`now.${restored.type}`),
        after:
          was === null
            ? text('after.nothing')
            : was.type === 'view'
              ? text('after.view')
              : text('after.old', { ...(await figuresOf(client, kept)) }),
        ...(now && { seen: text('seen', { ...now }) }),
      });
    }),
  );
  return placements.map((each) => rows.get(each)!);
}

/** What bears the names is still what was restored, and what it replaced is still kept. */
const stillPlacedCheck = ({ id, placements }: CutBackData): CheckStep =>
  check('still', (context) =>
    withMongoErrors('the primary', async () => {
      const found = (await findRestored(mongoOf(context).client())).find((each) => each.id === id);
      const now = new Set((found === undefined ? [] : placementsBack(found)).map(namespaceOf));
      const missing = placements.map(namespaceOf).filter((name) => !now.has(name));
      return missing.length === 0
        ? { ok: true, text: text('still.ok', { count: placements.length }) }
        : { ok: false, text: text('still.not', { names: missing.join(', ') }) };
    }),
  );

const putBack = ({ id, placements }: CutBackData): ActStep => {
  const collections = placements.filter(({ restored }) => restored.type === 'collection');
  const rename = (database: string, from: string, to: string) => ({
    where: database,
    command: `db.adminCommand({renameCollection: ${JSON.stringify(`${database}.${from}`)}, to: ${JSON.stringify(`${database}.${to}`)}})`,
  });
  const options = (context: RunbookContext): ExchangeOptions => {
    const client = mongoOf(context).client();
    return { client, id, placements, settle: () => settle(client, id) };
  };
  return {
    kind: 'act',
    id: 'put-back',
    title: text('act.putBack'),
    commands: collections.flatMap(({ database, name, was }) => [
      rename(database, name, sideCollection(id, name)),
      ...(was?.type === 'collection' ? [rename(database, beforeCollection(id, name), name)] : []),
    ]),
    cancellable: false,
    cleanUpTitle: text('cleanUp.putBack'),
    async observe(context) {
      if (context.recorded('put-back') !== true) return 'not-done';
      return (await areBack(context, placements)) ? 'done' : 'not-done';
    },
    /** All or nothing: where it cannot be brought to its end, the restored ones stay in place. */
    cleanUp: (context) =>
      withMongoErrors('the primary', async () => {
        if (context.recorded('put-back') !== true) await cutOver(options(context));
      }),
    act: (context) =>
      withMongoErrors('the primary', async () => {
        const wasBegun = context.recorded('began') === true;
        await context.record('began', true);
        const exchanged = await cutBack(options(context));
        measure(context, exchanged);
        await context.record('put-back', true);
        const { longestGapMs: gapMs, tookMs, latecomers } = exchanged;
        const key = wasBegun ? 'putBack.resumed' : latecomers > 0 ? 'putBack.late' : 'putBack.done';
        return text(key, { collections: placements.length, gapMs, tookMs, latecomers });
      }),
  };
};

async function areBack(context: RunbookContext, placements: readonly Placement[]): Promise<boolean> {
  const client = mongoOf(context).client();
  for (const [database, mine] of Map.groupBy(placements, (each) => each.database)) {
    const names = await readNames(client, database);
    if (
      !mine.every(({ name, was, restored }) => (was ? bears(names.get(name), was) : !bears(names.get(name), restored)))
    )
      return false;
  }
  return true;
}
