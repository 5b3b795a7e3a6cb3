// What was typed and not saved yet, by file. It outlives the screen: going elsewhere and coming back loses nothing, and the
// window asks before it is closed over it.

import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';

export interface Draft {
  readonly source: string;
  /** The text it began from: what is on disk, or the template. */
  readonly base: string;
  /** Hash of what is on disk; null for a file that is not there yet. */
  readonly hash: string | null;
}

interface Drafts {
  readonly drafts: Readonly<Record<string, Draft>>;
}

const store = createStore<Drafts>(() => ({ drafts: {} }));

export function useDrafts(): Drafts['drafts'] {
  return useStore(store, (state) => state.drafts);
}

export function keepDraft(key: string, draft: Draft): void {
  store.setState(({ drafts }) => ({ drafts: { ...drafts, [key]: draft } }));
}

export function dropDraft(key: string): void {
  store.setState(({ drafts }) => ({
    drafts: Object.fromEntries(Object.entries(drafts).filter(([name]) => name !== key)),
  }));
}

export function isChanged({ source, base }: Draft): boolean {
  return source !== base;
}

window.addEventListener('beforeunload', (event) => {
  if (Object.values(store.getState().drafts).some(isChanged)) event.preventDefault();
});
