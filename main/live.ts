// A value that is watched: whoever watches gets it whole once (`get`), and from then on every change as an ordered patch.
// Every stream of the console is one of these. It never skips a revision, and a failing listener never stops the others.

import { diff, type Patch } from '../shared/patch.ts';

export type LiveListener = (rev: number, patch: Patch) => void;

export interface Live<S> {
  /** The fields of `S` that are tables: sent row by row. */
  readonly tables: readonly string[];
  get(): { readonly rev: number; readonly state: S };
  /** Nothing is told, and the revision stays, when `change` returns an equal state. */
  update(change: (state: S) => S): void;
  /** Tells of every revision after the one `get` returns now. Returns the function that stops it. */
  subscribe(listener: LiveListener): () => void;
}

export function live<S extends object>(initial: S, tables: readonly (keyof S & string)[]): Live<S> {
  let rev = 0;
  let state = initial;
  const listeners = new Set<{ readonly listener: LiveListener; readonly since: number }>();
  const untold: { readonly rev: number; readonly patch: Patch }[] = [];
  let telling = false;

  /** A listener may itself update: what it changed is told after what is being told now, to everybody in order. */
  function tell(): void {
    if (telling) return;
    telling = true;
    const failures: unknown[] = [];
    try {
      for (let next = untold.shift(); next; next = untold.shift()) {
        for (const subscriber of [...listeners]) {
          if (subscriber.since >= next.rev || !listeners.has(subscriber)) continue;
          try {
            subscriber.listener(next.rev, next.patch);
          } catch (error) {
            failures.push(error);
          }
        }
      }
    } finally {
      telling = false;
    }
    if (failures.length > 0) throw new AggregateError(failures, 'a listener of a live value failed');
  }

  return {
    tables,
    get: () => ({ rev, state }),
    update(change) {
      const after = change(state);
      const patch = diff(state, after, tables);
      if (patch === undefined) return;
      state = after;
      rev += 1;
      untold.push({ rev, patch });
      tell();
    },
    subscribe(listener) {
      const subscriber = { listener, since: rev };
      listeners.add(subscriber);
      return () => void listeners.delete(subscriber);
    },
  };
}

/**
 * The same live value, for whom watching costs something: `begin` runs when the first subscriber comes,
 * and what it returned runs when the last one leaves.
 */
export function whileWatched<S>(value: Live<S>, begin: () => () => void): Live<S> {
  let watchers = 0;
  let end: () => void = () => {};
  return {
    ...value,
    subscribe(listener) {
      const unsubscribe = value.subscribe(listener);
      watchers += 1;
      if (watchers === 1) end = begin();
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        unsubscribe();
        watchers -= 1;
        if (watchers === 0) end();
      };
    },
  };
}
