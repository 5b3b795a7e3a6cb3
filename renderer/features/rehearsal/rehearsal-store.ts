// Which rehearsal belongs to which plan, for the life of the page: a dialog may be closed and opened again while it goes on.

import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { Plan } from '../../../shared/model/run.ts';

/** What a rehearsal is about: the hash may change while the servers move on. */
export type RehearsedPlan = Pick<Plan, 'profileId' | 'runbookId' | 'parameters'>;

export const rehearsalStore = createStore<{ readonly ids: Readonly<Record<string, string>> }>(() => ({ ids: {} }));

export function keyOf({ profileId, runbookId, parameters }: RehearsedPlan): string {
  return JSON.stringify([profileId, runbookId, Object.entries(parameters).sort()]);
}

export function rememberRehearsal(plan: RehearsedPlan, rehearsalId: string): void {
  rehearsalStore.setState(({ ids }) => ({ ids: { ...ids, [keyOf(plan)]: rehearsalId } }));
}

export function useRehearsalOf(plan: RehearsedPlan): string | undefined {
  return useStore(rehearsalStore, ({ ids }) => ids[keyOf(plan)]);
}
