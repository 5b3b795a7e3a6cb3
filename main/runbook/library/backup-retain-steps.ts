// The steps of backup.retain. A set that is being removed stops being one first, so that a failure in the middle leaves no set
// that is there by half: what it leaves is unfinished, and the next try removes it.

import type { PlannedCommand } from '../../../shared/model/run.ts';
import { text } from '../../../shared/text.ts';
import type { SetCatalogue } from '../../backup/backup-catalogue.ts';
import { setIdIn } from '../../backup/set-folder.ts';
import type { SetStore } from '../../backup/stores/set-store.ts';
import type { ActStep, CheckStep, StepContext, VerifyStep } from '../runbook.ts';
import { readFates } from './backup-retain-decision.ts';
import { checkStep } from './check-step.ts';

export interface RetainData {
  readonly unfinishedDays: number;
  readonly stores: readonly PlannedStore[];
}

export interface PlannedStore {
  readonly id: string;
  readonly place: string;
  readonly kind: SetStore['kind'];
  /** Ids of the sets that go. */
  readonly sets: readonly string[];
  /** Names, as the store tells them. */
  readonly unfinished: readonly string[];
  /** Ids of the slices of the oplog that go. */
  readonly slices: readonly string[];
}

/** The words for what goes: of nothing that goes nobody should read. */
export function whichOf(sets: number, unfinished: number): 'both' | 'sets' | 'unfinished' | 'none' {
  if (sets > 0) return unfinished > 0 ? 'both' : 'sets';
  return unfinished > 0 ? 'unfinished' : 'none';
}

export const readableCheck = ({ id, sets }: PlannedStore): CheckStep =>
  checkStep(`check-${id}`, text('check.store', { store: id }), async ({ backups }) => {
    const { sets: held } = await (await backups.find(id)).read();
    return { ok: true, text: text('store.ok', { held: held.length, goes: sets.length }) };
  });

export const removeFrom = (data: RetainData, planned: PlannedStore): ActStep => ({
  kind: 'act',
  id: `remove-${planned.id}`,
  title: text(`act.${whichOf(planned.sets.length, planned.unfinished.length)}`, {
    ...{ store: planned.id, sets: planned.sets.length, unfinished: planned.unfinished.length },
  }),
  commands: commandsOf(planned),
  cancellable: true,
  async observe(context) {
    const wanted = [...planned.sets, ...planned.unfinished].filter(
      (name) => !sparedOf(context, planned).includes(name),
    );
    const store = await freshStore(context.backups, planned.id);
    const { sets, unfinished } = await store.read();
    const left = new Set([...sets.map(({ header }) => header.id), ...unfinished.map(({ setId }) => setId)]);
    return wanted.some((name) => left.has(setIdIn(name))) ? 'not-done' : 'done';
  },
  async act(context) {
    const store = await freshStore(context.backups, planned.id);
    const [now] = await readFates(context, [planned.id], data.unfinishedDays);
    const mayGo = new Set([
      ...(now?.goes ?? []).map(({ set }) => set.id),
      ...(now?.unfinished ?? []).map(({ name }) => name),
    ]);
    const { sets } = await store.read();
    const isSet = new Set(sets.map(({ header }) => header.id));
    // A planned set that is none any more is the rest of an earlier try; an unfinished one may have been gone on with.
    const spared = [
      ...planned.sets.filter((id) => isSet.has(id) && !mayGo.has(id)),
      ...planned.unfinished.filter((name) => !mayGo.has(name)),
    ];
    await context.record(`spared-${planned.id}`, spared);
    const going = [...planned.sets, ...planned.unfinished].filter((name) => !spared.includes(name));
    for (const [index, name] of going.entries()) {
      context.signal.throwIfAborted();
      if (isSet.has(name)) await store.remove(name);
      else await removeRest(store, name);
      context.progress({ done: index + 1, total: going.length, unit: 'files', detail: text('removing', { name }) });
    }
    return text(spared.length === 0 ? 'remove.done' : 'remove.spared', { sets: going.length, spared: spared.length });
  },
});

/** After the sets: while one of them stays, so do its slices. */
export const removeSlices = (data: RetainData, { id: storeId, slices }: PlannedStore): ActStep => ({
  kind: 'act',
  id: `slices-${storeId}`,
  title: text('act.slices', { store: storeId, slices: slices.length }),
  cancellable: true,
  async observe(context) {
    const spared = (context.recorded(`kept-slices-${storeId}`) as readonly string[] | undefined) ?? [];
    const { sets, unfinished } = await (await freshStore(context.backups.oplog, storeId)).read();
    const left = new Set([...sets.map(({ header }) => header.id), ...unfinished.map(({ setId }) => setId)]);
    return slices.some((id) => left.has(id) && !spared.includes(id)) ? 'not-done' : 'done';
  },
  async act(context) {
    const [now] = await readFates(context, [storeId], data.unfinishedDays);
    const mayGo = new Set(now?.slices.map(({ id }) => id));
    const store = await freshStore(context.backups.oplog, storeId);
    const { sets } = await store.read();
    const isSlice = new Set(sets.map(({ header }) => header.id));
    const spared = slices.filter((id) => isSlice.has(id) && !mayGo.has(id));
    await context.record(`kept-slices-${storeId}`, spared);
    const going = slices.filter((id) => !spared.includes(id));
    for (const [index, id] of going.entries()) {
      context.signal.throwIfAborted();
      if (isSlice.has(id)) await store.remove(id);
      else await removeRest(store, id);
      context.progress({ done: index + 1, total: going.length, unit: 'files', detail: text('removing', { name: id }) });
    }
    return text('slices.done', { slices: going.length });
  },
});

async function removeRest(store: SetStore, name: string): Promise<void> {
  const { unfinished } = await store.read();
  const rest = unfinished.find(({ setId }) => setId === setIdIn(name));
  if (rest !== undefined) await store.removeUnfinished(rest.name);
}

export const leftAsPlanned = ({ stores }: RetainData): VerifyStep => ({
  kind: 'verify',
  id: 'left',
  title: text('verify.left'),
  timeoutMs: 10_000,
  pollMs: 1000,
  async read(context) {
    let left = 0;
    for (const planned of stores) {
      const store = await freshStore(context.backups, planned.id);
      const { sets } = await store.read();
      const spared = sparedOf(context, planned);
      const stillThere = sets.find(({ header: { id } }) => planned.sets.includes(id) && !spared.includes(id));
      if (stillThere)
        return { ok: false, text: text('left.still', { set: stillThere.header.id, where: planned.place }) };
      left += sets.length;
    }
    return { ok: true, text: text('left.ok', { sets: left }) };
  },
});

/** Their time was over when this was planned, and is not any more: a newer set was lost, or a store's rule was changed. */
function sparedOf(context: StepContext, { id }: PlannedStore): readonly string[] {
  return (context.recorded(`spared-${id}`) as readonly string[] | undefined) ?? [];
}

async function freshStore(catalogue: Pick<SetCatalogue, 'find'>, id: string): Promise<SetStore> {
  const store = await catalogue.find(id);
  store.expire();
  return store;
}

function commandsOf({ id, kind, place, sets, unfinished }: PlannedStore): readonly PlannedCommand[] {
  const remove = kind === 's3' ? 'aws s3 rm --recursive' : 'rm -r';
  return [...sets, ...unfinished].map((name) => ({ where: id, command: `${remove} ${place}/${name}` }));
}
