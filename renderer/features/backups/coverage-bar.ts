// The bar of what can be restored: spans and gaps along one line of time. Pure.

import type { Coverage, Gap } from '../../../shared/model/coverage.ts';
import { msOfMoment } from '../../../shared/moment.ts';

export interface BarPart {
  readonly kind: 'span' | Gap['reason'];
  readonly fromMs: number;
  readonly toMs: number;
  /** Of the whole bar, 0 … 1. */
  readonly start: number;
  readonly length: number;
}

/** A set without slices is a moment: a line that can still be seen. */
const THINNEST = 0.004;

/** From the first moment that can be restored to the last one. Empty where there is none. */
export function barParts({ spans, gaps }: Coverage): readonly BarPart[] {
  const times = spans.flatMap(({ from, to }) => [msOfMoment(from), msOfMoment(to)]);
  if (times.length === 0) return [];
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const whole = Math.max(1, last - first);
  const place = (kind: BarPart['kind'], fromMs: number, toMs: number): BarPart => {
    const length = first === last ? 1 : Math.max(THINNEST, (toMs - fromMs) / whole);
    return { kind, fromMs, toMs, start: Math.min((fromMs - first) / whole, 1 - length), length };
  };
  const parts = [
    ...gaps.map(({ from, to, reason }) => place(reason, msOfMoment(from), msOfMoment(to))),
    ...spans.map(({ from, to }) => place('span', msOfMoment(from), msOfMoment(to))),
  ];
  return parts.sort((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs);
}
