// Adds up what is worked on side by side (collections, shards) into the progress of one step, which names the parts that are
// under way. A part that begins again counts from its beginning again.

import type { Progress, ProgressPart } from '../../shared/model/run.ts';
import type { Text } from '../../shared/text.ts';
import type { ReportedProgress } from './progress.ts';

export interface PartsProgress {
  /** `total`: null where it is not known. */
  begin(name: string, total: number | null): void;
  add(name: string, amount: number, items?: number): void;
  end(name: string): void;
}

export interface PartsProgressOptions {
  readonly report: (progress: ReportedProgress) => void;
  readonly unit: Progress['unit'];
  /** Of all parts, as far as it was known at the beginning. */
  readonly total: number;
  /** What the parts hold, where the unit is bytes. */
  readonly items?: NonNullable<ProgressPart['items']>['unit'];
  /** Asked with every report: what is told beside the figures. */
  readonly detail?: () => Text | null;
}

interface Part {
  readonly total: number | null;
  readonly done: number;
  readonly items: number;
}

/** More than these at once are worked on, but not shown one by one. */
const MOST_SHOWN = 12;

export function createPartsProgress({ report, unit, total, items, detail }: PartsProgressOptions): PartsProgress {
  const underWay = new Map<string, Part>();
  let ended = 0;
  const tell = (): void => {
    const parts = [...underWay].map(([name, part]) => ({
      name,
      done: part.done,
      total: part.total === null ? null : Math.max(part.total, part.done),
      items: items === undefined ? null : { done: part.items, unit: items },
    }));
    const done = parts.reduce((sum, part) => sum + part.done, ended);
    report({ done, total: Math.max(total, done), unit, detail: detail?.() ?? null, parts: parts.slice(0, MOST_SHOWN) });
  };
  return {
    begin(name, partTotal) {
      underWay.set(name, { total: partTotal, done: 0, items: 0 });
      tell();
    },
    add(name, amount, count = 0) {
      const part = underWay.get(name) ?? { total: null, done: 0, items: 0 };
      underWay.set(name, { ...part, done: part.done + amount, items: part.items + count });
      tell();
    },
    end(name) {
      ended += underWay.get(name)?.done ?? 0;
      underWay.delete(name);
      tell();
    },
  };
}
