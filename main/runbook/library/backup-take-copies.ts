// The stores a backup goes to: it is made once, on this machine, and then copied to every further store that was chosen.

import type { Profile } from '../../../shared/model/profile.ts';
import { text } from '../../../shared/text.ts';
import type { SetStore } from '../../backup/stores/set-store.ts';
import type { ActStep, RunbookContext } from '../runbook.ts';
import { copyInto } from './backup-copy-steps.ts';
import { setUnderWay } from './backup-set-under-way.ts';
import type { TakeData } from './backup-take-data.ts';

export const ALL_STORES = 'all';

/** `wanted`: ids with commas between them, or `all`. Each once; empty where nothing is wanted. */
export function namedStores({ stores }: Profile, wanted = ''): readonly string[] {
  if (wanted.trim() === ALL_STORES) return stores.map(({ id }) => id);
  const typed = wanted.split(',').map((id) => id.trim());
  return [...new Set(typed.filter((id) => id !== ''))];
}

/** As `namedStores`; nothing means the first store. Throws `not_found`. */
export async function chooseStores(
  { backups, profile }: RunbookContext,
  wanted: string | undefined,
): Promise<{ readonly made: SetStore; readonly copies: readonly SetStore[] }> {
  const ids = namedStores(profile, wanted);
  const chosen = await Promise.all((ids.length > 0 ? ids : [undefined]).map((id) => backups.find(id)));
  const made = chosen.find(({ kind }) => kind === 'local') ?? chosen[0]!;
  const others = chosen.filter((store) => store !== made);
  return { made, copies: made.kind === 'local' ? others : [...others, made] };
}

export const copyTaken = (data: Pick<TakeData, 'store'>, storeId: string): ActStep => ({
  kind: 'act',
  id: `copy-${storeId}`,
  title: text('act.copy', { store: storeId }),
  cancellable: true,
  async observe(context) {
    const set = setUnderWay(context);
    return set && (await (await context.backups.find(storeId)).has(set.id)) ? 'done' : 'not-done';
  },
  async act(context) {
    const { id } = setUnderWay(context)!;
    const done = await copyInto(context, storeId, id, await context.backups.folderOf(id), null);
    if (storeId === data.store) await (await context.backups.find(storeId)).dropMade(id);
    return done;
  },
});
