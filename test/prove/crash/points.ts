// Where a console can come to harm: before and after every entry of its journal, in one of three ways.

import type { AppOptions } from '../../../main/app.ts';
import { oneOf } from '../proof.ts';

export interface Harm {
  /** Counted from 0: the plan. */
  readonly entry: number;
  readonly phase: 'before' | 'after';
  /** The console killed with -9, a server killed with -9, the console's disk full. */
  readonly kind: 'console' | 'server' | 'disk';
}

export interface Entry {
  readonly type: string;
  readonly step: string | null;
}

/** Every point a console can be killed at. */
export function pointsOf(entries: readonly Entry[]): readonly Harm[] {
  return entries.flatMap((_, entry) => [
    { entry, phase: 'before', kind: 'console' } as const,
    { entry, phase: 'after', kind: 'console' } as const,
  ]);
}

/** What is killed, or full, besides the console. */
export type OtherHarm = Exclude<Harm['kind'], 'console'>;

/** `count` of them, evenly spread over the run; all where there are no more. The others are tried at one in ten, at least once each. */
export function choosePoints(
  entries: readonly Entry[],
  count: number,
  random: () => number,
  others: readonly OtherHarm[],
): readonly Harm[] {
  const all = pointsOf(entries);
  const step = Math.max(1, all.length / count);
  const offset = random() * step;
  const chosen = Array.from({ length: Math.min(count, all.length) }, (_, index) => {
    const at = Math.min(all.length - 1, Math.floor(offset + index * step));
    return all[at]!;
  });
  const times = Math.max(1, Math.floor(chosen.length / 10));
  const more = (kind: OtherHarm): Harm[] => Array.from({ length: times }, () => ({ ...oneOf(random, all), kind }));
  return [...chosen, ...others.flatMap(more)];
}

/** Does the harm when a console's journal comes to that point: the entry is not on the disk yet, or just is. */
export function harmAt({ entry, phase }: Harm, doHarm: () => Promise<void>): NonNullable<AppOptions['onJournal']> {
  let at = -1;
  return async (_, now) => {
    if (now === 'before') at += 1;
    if (at === entry && now === phase) await doHarm();
  };
}

export function sayHarm({ entry, phase, kind }: Harm, entries: readonly Entry[]): string {
  const { type, step } = entries[entry] ?? { type: 'the end', step: null };
  return `${kind} ${phase} “${type}${step === null ? '' : ` ${step}`}” (entry ${entry})`;
}
