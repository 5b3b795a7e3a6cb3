// Puts what was restored beside in place, in one step: checked against what bears its names now, then all names change back to
// back. The old collections are kept until they are released; backup.cut-back is the way back.

import { z } from 'zod';
import type { MongoClient } from 'mongodb';
import type { Clock } from '../../../shared/clock.ts';
import type { PlannedChange } from '../../../shared/model/run.ts';
import { text, type Text } from '../../../shared/text.ts';
import { canBePlaced, type FoundCollection, type FoundRestore } from '../../backup/mongo/find-restored.ts';
import { defineRunbook, type Step } from '../runbook.ts';
import { atOnce } from '../../backup/stores/at-once.ts';
import { withMongoErrors } from './backup-mongo-source.ts';
import { mongoTargetCheck } from './backup-restore-checks.ts';
import { bringBeside, placeBeside, removeEmptied, standsVerified } from './backup-cut-over-acts.ts';
import { chooseWaiting, isElsewhere, namespaceOf, restoredNamed, type CutOverData } from './backup-cut-over-data.ts';
import { countsCheck, rightsCheck, sameCheck, spaceCheck, stillCheck } from './backup-cut-over-checks.ts';
import { figuresOf, madeSince, MOST_NEWER, shapesOf } from '../../backup/mongo/collection-figures.ts';
import { CUT_OVER_TEXTS } from './backup-cut-over-texts.ts';
import { field } from './fields.ts';
import { mongoOf } from './shared-reading.ts';

const READ_AT_ONCE = 8;

export const backupCutOver = defineRunbook({
  id: 'backup.cut-over',
  area: 'backup',
  effect: 'destroy',
  texts: CUT_OVER_TEXTS,
  fields: [
    { ...field('restored', 'mongo-restored'), required: true },
    field('collections', 'text'),
    { ...field('acceptDifferences', 'boolean'), initial: 'false' },
  ],
  parameters: z.strictObject({
    restored: z.string().min(1).max(100),
    collections: z.string().max(10_000).optional(),
    acceptDifferences: z.enum(['true', 'false']).default('false'),
  }),
  async plan(context, { restored, collections, acceptDifferences }) {
    const found = await restoredNamed(context, restored);
    const chosen = chooseWaiting(found, collections);
    const client = mongoOf(context).client();
    const data: CutOverData = {
      id: found.id,
      acceptDifferences: acceptDifferences === 'true',
      entries: chosen.map(({ database, name, at, uuid, live, documents, restored: { type } }) => ({
        ...{ database, name, at, uuid, documents },
        type: type === 'view' ? 'view' : 'collection',
        live: live && { type: live.type, uuid: live.uuid },
      })),
    };
    return {
      title: text('plan.title', { set: found.record!.set, collections: chosen.length }),
      changes: await withMongoErrors('the primary', () => changesOf(client, context.clock, found, chosen)),
      warnings: warningsOf(found, data),
      wayBack: text('wayBack', { restored: found.id }),
      data,
    };
  },
  holds: () => ['mongo'],
  steps: (data: CutOverData): readonly Step[] => {
    const brings = data.entries.some(isElsewhere);
    return [
      mongoTargetCheck(),
      stillCheck(data),
      countsCheck(data),
      sameCheck(data),
      rightsCheck(data.entries.map(({ database }) => database)),
      ...(brings ? [spaceCheck(data), bringBeside(data)] : []),
      placeBeside(data),
      standsVerified(data),
      ...(brings ? [removeEmptied(data)] : []),
    ];
  },
});

async function changesOf(
  client: MongoClient,
  clock: Clock,
  found: FoundRestore,
  chosen: readonly FoundCollection[],
): Promise<readonly PlannedChange[]> {
  const shapes = await shapesOf(
    client,
    chosen.flatMap(({ at, database, name }) => [at, { database, name }]),
  );
  const rows = new Map<FoundCollection, PlannedChange>();
  await atOnce(chosen, READ_AT_ONCE, async (each) => {
    const { live, at, restored } = each;
    const isView = restored.type === 'view';
    const [now, after] = await Promise.all([
      live?.type === 'collection' ? figuresOf(client, each) : null,
      isView ? null : figuresOf(client, at),
    ]);
    const newer = now && (await madeSince(client, each, found.record!.momentMs, clock.now()));
    rows.set(each, {
      where: namespaceOf(each),
      now: live === null ? text('now.nothing') : text(`now.${live.type}`, { indexes: indexesOf(shapes, each) }),
      after: isView
        ? text('after.view')
        : text(live?.type === 'collection' ? 'after.kept' : 'after.new', {
            documents: after!.documents,
            bytes: after!.sizeBytes,
            indexes: indexesOf(shapes, at),
          }),
      ...(now && {
        seen: text(newer === MOST_NEWER ? 'seen.many' : newer ? 'seen.newer' : 'seen', { ...now, newer: newer ?? 0 }),
      }),
    });
  });
  return chosen.map((each) => rows.get(each)!);
}

function indexesOf(shapes: Awaited<ReturnType<typeof shapesOf>>, place: Parameters<typeof namespaceOf>[0]): number {
  return shapes.get(namespaceOf(place))?.indexes.length ?? 0;
}

function warningsOf({ record, collections, kept }: FoundRestore, { entries }: CutOverData): readonly Text[] {
  const left = collections.filter((each) => each.state === 'beside' && !canBePlaced(each)).map(namespaceOf);
  return [
    text('warning.lost', { moment: timeText(record!.momentMs) }),
    text('warning.gap'),
    ...(entries.some(isElsewhere) ? [text('warning.brings')] : []),
    ...(left.length > 0 ? [text('warning.left', { names: left.join(', ') })] : []),
    ...(kept.length > 0 ? [text('warning.keptAlready', { kept: kept.length })] : []),
  ];
}

function timeText(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
