// Removes sets whose time in their store is over, and what was left unfinished there. What stays and what goes is decided in
// shared/retention.ts; it is decided again right before removing, and nothing goes that was not in the confirmed plan.

import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import type { Plan } from '../../../shared/model/run.ts';
import type { Retention } from '../../../shared/model/profile.ts';
import { restorePointMs, type SetFate } from '../../../shared/retention.ts';
import { msOfMoment } from '../../../shared/moment.ts';
import { text, type Text } from '../../../shared/text.ts';
import { OPLOG_PART } from '../../backup/stores/oplog-places.ts';
import type { SetStore } from '../../backup/stores/set-store.ts';
import { defineRunbook, type RunbookContext, type Step } from '../runbook.ts';
import { readFates, type StoreDecision } from './backup-retain-decision.ts';
import {
  leftAsPlanned,
  readableCheck,
  removeFrom,
  removeSlices,
  whichOf,
  type RetainData,
} from './backup-retain-steps.ts';
import { ALL_STORES, namedStores } from './backup-take-copies.ts';
import { RETAIN_TEXTS } from './backup-retain-texts.ts';
import { field } from './fields.ts';

const UNFINISHED_DAYS = 7;

export const backupRetain = defineRunbook({
  id: 'backup.retain',
  area: 'backup',
  effect: 'destroy',
  texts: RETAIN_TEXTS,
  fields: [
    { ...field('store', 'backup-stores'), initial: ALL_STORES },
    { ...field('unfinishedDays', 'number'), initial: String(UNFINISHED_DAYS) },
  ],
  parameters: z.strictObject({
    store: z.string().optional(),
    unfinishedDays: z.coerce.number().int().min(1).max(36_500).default(UNFINISHED_DAYS),
  }),
  async plan(context, { store: wanted, unfinishedDays }) {
    const stores = await chooseRuledStores(context, wanted);
    const decisions = await readFates(
      context,
      stores.map(({ id }) => id),
      unfinishedDays,
    );
    const data: RetainData = {
      unfinishedDays,
      stores: decisions.map(({ store, goes, unfinished, slices }) => ({
        id: store.id,
        place: store.place,
        kind: store.kind,
        sets: goes.map(({ set }) => set.id),
        unfinished: unfinished.map(({ name }) => name),
        slices: slices.map(({ id }) => id),
      })),
    };
    const sets = decisions.reduce((sum, { goes }) => sum + goes.length, 0);
    const slices = decisions.reduce((sum, each) => sum + each.slices.length, 0);
    const unfinished = decisions.reduce((sum, each) => sum + each.unfinished.length, 0);
    return {
      title:
        sets + unfinished === 0 && slices > 0
          ? text('plan.slices', { slices })
          : text(`plan.${whichOf(sets, unfinished)}`, { sets, unfinished }),
      changes: decisions.flatMap(changesOf),
      warnings: await warningsOf(context, decisions),
      wayBack: text('wayBack'),
      data,
    };
  },
  steps: (data: RetainData): readonly Step[] => [
    ...data.stores.map(readableCheck),
    ...data.stores
      .filter(({ sets, unfinished }) => sets.length + unfinished.length > 0)
      .map((store) => removeFrom(data, store)),
    ...data.stores.filter(({ slices }) => slices.length > 0).map((store) => removeSlices(data, store)),
    leftAsPlanned(data),
  ],
});

/** Stores without a rule keep everything; throws `bad_request` where that is every one of them. */
async function chooseRuledStores(
  { backups, profile }: RunbookContext,
  wanted: string | undefined,
): Promise<readonly SetStore[]> {
  const named = namedStores(profile, wanted);
  const ids = named.length > 0 ? named : profile.stores.map(({ id }) => id);
  const stores = await Promise.all(ids.map((id) => backups.find(id)));
  const ruled = profile.stores.filter(({ keep }) => keep !== undefined).map(({ id }) => id);
  const chosen = stores.filter(({ id }) => ruled.includes(id));
  if (chosen.length > 0) return chosen;
  const which = stores.length === 1 ? `The store ${stores[0]!.id} keeps` : 'These stores keep';
  throw new AppError('bad_request', `${which} everything: there is no rule for how long.`, {
    hint: 'Say in the connection’s store section how long sets are kept.',
  });
}

function changesOf({ store, rule, goes, unfinished, slices }: StoreDecision): Plan['changes'] {
  return [
    ...goes.map((fate) => ({ where: `${store.place}/${fate.set.id}`, now: nowText(fate), after: goesText(rule) })),
    ...unfinished.map(({ name, lastWriteMs }) => ({
      where: `${store.place}/${name}`,
      now: text('unfinished.now', { at: moment(lastWriteMs) }),
      after: text('unfinished.after'),
    })),
    ...slices.slice(-1).map(({ upTo }) => ({
      where: `${store.place}/${OPLOG_PART}`,
      now: text('slices.now', { slices: slices.length, upTo: moment(msOfMoment(upTo)) }),
      after: text('slices.after'),
    })),
  ];
}

function nowText({ set, elsewhere }: SetFate): Text {
  const about = { point: moment(restorePointMs(set)), bytes: set.sizeBytes };
  return elsewhere.length === 0
    ? text('now.last', about)
    : text('now.also', { ...about, stores: elsewhere.join(', ') });
}

/** Which parts of the rule there are, and that none of them keeps it. */
function goesText({ days, count, ...calendar }: Retention): Text {
  const parts = [
    ...(days === undefined ? [] : ['days']),
    ...(count === undefined ? [] : ['count']),
    ...(Object.values(calendar).some((part) => part !== undefined) ? ['calendar'] : []),
  ];
  return text(`goes.${parts.join('.')}`, { days: days ?? 0, count: count ?? 0 });
}

async function warningsOf(
  { backups, profile }: RunbookContext,
  decisions: readonly StoreDecision[],
): Promise<readonly Text[]> {
  const own = (await backups.list()).filter(({ profileId }) => profileId === profile.id);
  const going = new Set(decisions.flatMap(({ store, goes }) => goes.map(({ set }) => `${store.id}/${set.id}`)));
  const isLost = ({ id, copies }: (typeof own)[number]): boolean =>
    copies.every(({ store }) => going.has(`${store}/${id}`));
  const oldest = own.filter((set) => !isLost(set)).map(restorePointMs);
  const lost = own.filter(isLost).length;
  return [
    ...(lost > 0 ? [text('warning.points', { lost, oldest: moment(Math.min(...oldest)) })] : []),
    ...decisions.flatMap(({ store, guarded, locked }) => [
      ...guarded.map(({ set, keptBy }) => text(`warning.${keptBy.at(-1)}`, { set: set.id, store: store.id })),
      ...locked.map(({ set, untilMs }) =>
        text('warning.locked', { set: set.id, store: store.id, until: moment(untilMs) }),
      ),
    ]),
    ...(going.size > 0 && own.every(({ proven }) => proven === null) ? [text('warning.neverProven')] : []),
  ];
}

/** In UTC, to the second. */
function moment(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
