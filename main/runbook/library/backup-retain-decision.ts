// What goes from which store now: the rules over what the stores hold, less what an object lock keeps, and what was left
// unfinished for long. Reads only.

import type { Retention } from '../../../shared/model/profile.ts';
import type { Slice } from '../../../shared/model/coverage.ts';
import { goes, isGuarded, retentionOf, slicesOver, type SetFate } from '../../../shared/retention.ts';
import { readSlices } from '../../backup/read-coverage.ts';
import type { SetStore } from '../../backup/stores/set-store.ts';
import type { RunbookContext } from '../runbook.ts';

const DAY_MS = 86_400_000;

export interface StoreDecision {
  readonly store: SetStore;
  readonly rule: Retention;
  /** Sets of this profile in the store. */
  readonly held: number;
  /** Oldest first. */
  readonly goes: readonly SetFate[];
  /** Their time is over by the rule, and they stay all the same. */
  readonly guarded: readonly SetFate[];
  readonly locked: readonly { readonly set: SetFate['set']; readonly untilMs: number }[];
  /** Slices of the oplog that no kept moment needs, oldest first. */
  readonly slices: readonly Slice[];
  readonly unfinished: readonly { readonly name: string; readonly lastWriteMs: number }[];
}

/** Throws what is wrong with a store that cannot be read: nothing is decided about what is not seen. */
export async function readFates(
  { backups, profile, clock }: Pick<RunbookContext, 'backups' | 'profile' | 'clock'>,
  storeIds: readonly string[],
  unfinishedDays: number,
): Promise<readonly StoreDecision[]> {
  backups.expire();
  backups.oplog.expire();
  const stores = await Promise.all(storeIds.map((id) => backups.find(id)));
  const readings = await Promise.all(stores.map((store) => store.read()));
  const nowMs = clock.now();
  const slices = await readSlices(backups.oplog, profile.id);
  const all = retentionOf(profile, await backups.list(), slices, nowMs);
  const decisions = stores.map(async (store, index): Promise<StoreDecision[]> => {
    const own = all.find((each) => each.store === store.id);
    if (own === undefined) return []; // its rule was taken away since the plan was made
    const over = own.fates.filter(goes).reverse();
    const until = await Promise.all(over.map(({ set }) => store.lockedUntilMs(set.id)));
    const isLocked = (at: number): boolean => (until[at] ?? 0) > nowMs;
    return [
      {
        store,
        rule: own.rule,
        held: own.fates.length,
        goes: over.filter((_, at) => !isLocked(at)),
        guarded: own.fates.filter(isGuarded),
        locked: over.flatMap(({ set }, at) => (isLocked(at) ? [{ set, untilMs: until[at]! }] : [])),
        slices: await free(
          backups,
          store.id,
          slicesOver(own, await readSlices(backups.oplog, profile.id, store.id), nowMs),
          nowMs,
        ),
        unfinished: readings[index]!.unfinished.filter(
          ({ lastWriteMs }) => lastWriteMs < nowMs - unfinishedDays * DAY_MS,
        ),
      },
    ];
  });
  return (await Promise.all(decisions)).flat();
}

/** Up to the first that an object lock keeps: those after it were written later, and are locked for longer. */
async function free(
  { oplog }: RunbookContext['backups'],
  storeId: string,
  slices: readonly Slice[],
  nowMs: number,
): Promise<readonly Slice[]> {
  const store = await oplog.find(storeId);
  for (const [index, { id }] of slices.entries())
    if (((await store.lockedUntilMs(id)) ?? 0) > nowMs) return slices.slice(0, index);
  return slices;
}
